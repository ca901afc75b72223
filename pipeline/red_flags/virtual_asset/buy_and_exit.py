"""
Buy and exit: a new account buys virtual assets and takes all of them away at once.

Why:      who buys to pass on has no use for an account that keeps anything; it is
          opened, emptied as it fills, and left.
Source:   FATF (2020), Virtual Assets, Red Flag Indicators of Money Laundering and
          Terrorist Financing, transaction patterns: a new user moves the whole balance
          off the platform (provenance VS: read in secondary accounts). Age, share,
          hours and number are the catalogue's. A purchase is money that came in and
          left as virtual assets, or assets that came from an exchange. Added: the share
          is of all that came so in the account's first days, so a salary account that
          also buys does not fire; what goes to an exchange or to an account of the same
          holder has not left.
Innocent: people who keep their assets in a wallet of their own that nobody knows to be
          theirs. Payments do not tell them apart; hence the weight.
Blind to: accounts whose opening date is not known, older or bought accounts, assets
          that wait a day, wallets reached by way of a second exchange, unknown values;
          credit spent on assets that are sold again where they were bought.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, HOUR, Side
from pipeline.motifs.pass_on import dwell_hours, passed_on, passed_pairs
from pipeline.motifs.windows import SLACK, between, owners, within
from pipeline.red_flags.commingled import commingled
from pipeline.red_flags.gather import gather
from pipeline.red_flags.observed import NEVER, dated
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.virtual_asset.campaigns import ON_CHAIN, POOLED, offers

MEASURED = (
    *("purchases", "bought_cents", "exit_cents", "exit_share", "dwell_hours"),
    "wallets",
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    max_age_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: a new user's first days")
    ] = 30
    max_dwell_hours: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: from purchase to withdrawal")
    ] = 24
    min_exit_share: Annotated[
        float,
        msgspec.Meta(gt=0, le=1, description="catalogue: withdrawals to purchases"),
    ] = 0.9
    min_purchases: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue n: once may be a trial")
    ] = 2


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    """Money that left as virtual assets, then assets that came from an exchange."""
    pooled = commingled(ledger) | offers(ledger, *POOLED)
    virtual = ledger.where(ON_CHAIN)
    received, sent = ledger.valued
    holder = ledger.principals.holder
    own = holder[owners(sent)] == holder[sent.other]
    exits = sent.keep(virtual[sent.row] & ~pooled[sent.other] & ~own)
    # An exchange or an office takes money in its trade; that is no purchase of its.
    mine = ~pooled[owners(received)]
    in_money = received.keep(mine & ~virtual[received.row])
    bought = received.keep(mine & virtual[received.row] & pooled[received.other])
    parts = [
        each
        for number, side in enumerate((in_money, bought))
        if (each := _exits(ledger, side, exits, limits, number)) is not None
    ]
    if not parts:
        return found_nothing(*MEASURED)
    alerts = pl.concat([part[0] for part in parts])
    evidence = pl.concat([part[1] for part in parts])
    return gather(
        ledger, alerts.select("alert", "account", "strength", *MEASURED), evidence
    )


def _exits(
    ledger: Ledger, bought: Side, exits: Side, limits: Thresholds, number: int
) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """Alerts and evidence of the purchases on one side; even and odd numbers apart."""
    passed, _, _ = passed_on(bought, exits, limits.max_dwell_hours * HOUR)
    opened = dated(ledger, "opened_on")
    account = np.flatnonzero(opened != NEVER)
    opened = opened[account]
    first, past = between(
        bought, account, opened, opened + (limits.max_age_days + 1) * DAY - 1
    )
    whole = passed >= limits.min_exit_share * SLACK * bought.cents
    came, gone = within(bought.cents, first, past), within(passed, first, past)
    purchases = within(whole, first, past)
    fires = (purchases >= limits.min_purchases) & (came > 0)
    fires &= gone >= limits.min_exit_share * SLACK * came
    if not fires.any():
        return None
    chosen = np.zeros(ledger.graph.n_accounts, np.bool_)
    chosen[account[fires]] = True
    pairs = _pairs(bought, exits, chosen, limits)
    window = pl.DataFrame(
        {
            "account": account[fires],
            "first": first[fires],
            "past": past[fires],
            "purchases": purchases[fires],
            "bought_cents": came[fires],
            "exit_cents": gone[fires],
            "alert": np.flatnonzero(fires) * 2 + number,
        }
    )
    pairs = pairs.join(window.select("account", "alert", "first", "past"), on="account")
    pairs = pairs.filter(
        pl.col("credit") >= pl.col("first"), pl.col("credit") < pl.col("past")
    )
    wallets = pairs.group_by("alert").agg(wallets=pl.col("wallet").n_unique())
    rest = dwell_hours(*(np.array(pairs[c]) for c in ("alert", "seconds", "cents")))
    crowd = 1 - 0.5 ** (pl.col("purchases") - limits.min_purchases + 1)
    alerts = (
        window.join(wallets, on="alert")
        .join(rest, on="alert")
        .with_columns(exit_share=pl.col("exit_cents") / pl.col("bought_cents"))
        .with_columns(strength=crowd * pl.col("exit_share"))
    )
    evidence = pl.concat(
        [
            pairs.select("alert", row="in_row", part=pl.lit("purchase")),
            pairs.select("alert", row="out_row", part=pl.lit("withdrawal")),
        ]
    )
    return alerts, evidence


def _pairs(
    bought: Side, exits: Side, chosen: NDArray[np.bool_], limits: Thresholds
) -> pl.DataFrame:
    credit, debit, cents = passed_pairs(
        bought, exits, limits.max_dwell_hours * HOUR, chosen
    )
    return pl.DataFrame(
        {
            "account": np.searchsorted(exits.ptr, debit, side="right") - 1,
            "credit": credit,
            "cents": cents,
            "seconds": exits.time[debit].astype(np.int64) - bought.time[credit],
            "wallet": exits.other[debit],
            "in_row": bought.row[credit],
            "out_row": exits.row[debit],
        }
    )


RED_FLAG = RedFlag(
    id="TF-VA-03",
    title="Buy-and-exit",
    family="virtual_asset",
    stages=("raise", "move"),
    source="FATF 2020 Virtual Assets Red Flag Indicators",
    provenance="VS",
    weight=0.2,
    graph=False,
    needs=(
        "accounts.opened_on",
        "transactions.channel=virtual_asset",
        "transactions.value_cents",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="In its first {max_age_days} days this account bought virtual assets "
    "for {bought_cents} in {purchases} payments or more; {exit_share} left for "
    "{wallets} wallets, half of it within {dwell_hours}.",
)
