"""
Dormant account wakes and drains: long at rest, money comes, and is taken out at once.

Why:      an account nobody looks at is lent, bought or kept ready: a sum comes,
          is drawn until nothing is left, and it sleeps again.
Source:   FATF (2002), Guidance for Financial Institutions in Detecting Terrorist
          Financing, Annex 1, accounts; FFIEC BSA/AML Examination Manual, App. F, other
          unusual activity (provenance VS). Days, ratio, share left and number of
          withdrawals are the catalogue's. Added: fees and interest do not end a rest;
          the rest must lie within the data; what is spent in shops is no withdrawal;
          and money that the same payer brings again is income, not a wake.
Innocent: people who come back and are paid once, an inheritance shared out among heirs,
          seasonal workers whose season before is not in the data.
Blind to: rest that began before the data unless the account is known to be older, one
          single withdrawal, slower drains, unknown amounts. What an account held before
          the data is taken as little as can be: it may look empty and not be.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.balances import balances
from pipeline.motifs.windows import SLACK, owners
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.gather import gather
from pipeline.red_flags.observed import FEES, known_since, quiet, span_of
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.statements import (
    is_purchase,
    lines_between,
    moved_between,
    paid_again,
)

MEASURED = (
    *("received_cents", "withdrawals", "withdrawn_cents", "withdrawn_share"),
    *("left_share", "span_days"),
)
INCOME_DAYS = 62  # the next pay comes a month on, and may be late


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    min_quiet_days: Annotated[
        int, msgspec.Meta(ge=30, description="catalogue: half a year without a payment")
    ] = 180
    min_received_cents: Annotated[
        int,
        msgspec.Meta(ge=1, description="guess: published departures began at 1,000"),
    ] = 100_000
    min_prior_ratio: Annotated[
        float,
        msgspec.Meta(ge=0, description="catalogue: times what the year before brought"),
    ] = 5.0
    drain_days: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: empty within a month")
    ] = 30
    max_left_share: Annotated[
        float, msgspec.Meta(ge=0, lt=1, description="catalogue: 5 % may stay behind")
    ] = 0.05
    min_withdrawals: Annotated[
        int,
        msgspec.Meta(ge=1, description="catalogue: one may be the purpose saved for"),
    ] = 3
    min_withdrawn_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="of what leaves; the rest is shopping. As TF-ACCT-06",
        ),
    ] = 0.6


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    wakes = _wakes(ledger, limits)
    if wakes.is_empty():
        return found_nothing(*MEASURED)
    received, sent = ledger.valued
    account, start = wakes["account"].to_numpy(), wakes["start"].to_numpy()
    window = (account, start, start + limits.drain_days * DAY)
    ins = lines_between(received, *window, "in")
    outs = lines_between(sent, *window, "out")
    outs = outs.with_columns(is_purchase(ledger, outs["row"]).alias("bought"))
    drained = _drained(ledger, wakes, outs, limits)
    again = paid_again(received, ins, drained, INCOME_DAYS * DAY)
    drained = drained.join(again, on="alert", how="anti")
    if drained.is_empty():
        return found_nothing(*MEASURED)
    lines = pl.concat(
        part.select("alert", "row", "part", "time") for part in (ins, outs)
    )
    evidence = lines.join(drained.select("alert", "ended"), on="alert").filter(
        pl.col("time") <= pl.col("ended")
    )
    many = 1 - 0.5 ** (pl.col("withdrawals") - limits.min_withdrawals + 1.0)
    alerts = drained.with_columns(strength=many * pl.col("withdrawn_share"))
    alerts = alerts.select("alert", "account", "strength", *MEASURED)
    return gather(ledger, alerts, evidence.select("alert", "row", "part"))


def _wakes(ledger: Ledger, limits: Thresholds) -> pl.DataFrame:
    """alert, account, start, position: payments in after a rest that was observed."""
    received = ledger.valued.received
    rest = limits.min_quiet_days * DAY
    if not received.time.size or np.ptp(ledger.rows.time) < rest:
        return pl.DataFrame()
    first, _, imprecision = span_of(ledger)
    known = known_since(ledger)
    closed = commingled(ledger, SHOP, "external")
    may = np.flatnonzero(received.time.astype(np.int64) >= first + rest + imprecision)
    # More payments in than a rest may hold: seen without a search.
    most = -(-limits.min_quiet_days // 30) + 1
    account = owners(received)[may]
    start = received.time[may].astype(np.int64)
    gap = start - received.time[np.maximum(may - most, 0)]
    sleeps = (may - most < received.ptr[account]) | (gap > rest)
    sleeps &= ~closed[account] & (known[account] < start - rest)
    may, account, start = may[sleeps], account[sleeps], start[sleeps]
    until = start + limits.drain_days * DAY
    _, came = moved_between(received, account, start, until)
    _, prior = moved_between(received, account, start - 365 * DAY, start - 1)
    wakes = came >= np.maximum(
        limits.min_received_cents, prior * limits.min_prior_ratio * SLACK
    )
    may, account, start, came = (x[wakes] for x in (may, account, start, came))
    rested = quiet(ledger, account, start - rest - imprecision, start - 1, came * FEES)
    wakes = pl.DataFrame({"account": account, "start": start, "position": may})
    # Payments of one moment wake an account once.
    once = wakes.filter(pl.Series(rested)).unique(["account", "start"], keep="first")
    return once.sort("position").with_row_index("alert")


def _drained(
    ledger: Ledger, wakes: pl.DataFrame, outs: pl.DataFrame, limits: Thresholds
) -> pl.DataFrame:
    """Wakes whose account was then emptied by withdrawals, and what was measured."""
    received, sent = ledger.valued
    _, after_in, after = balances(received, sent)
    first = wakes["position"].to_numpy()
    wakes = wakes.drop("position").with_columns(
        before=after_in[first] - received.cents[first]
    )
    outs = outs.join(wakes, on="alert", maintain_order="left")
    outs = outs.with_columns(pl.Series("left", after[outs["position"].to_numpy()]))
    account, start = outs["account"].to_numpy(), outs["start"].to_numpy()
    _, came = moved_between(received, account, start, outs["time"].to_numpy())
    drawn = outs.with_columns(
        pl.Series("received_cents", came), had=pl.col("before") + came
    ).with_columns(left_share=pl.col("left") / pl.col("had"))
    emptied = (
        drawn.filter(pl.col("left_share") <= limits.max_left_share / SLACK)
        .group_by("alert", "account", "start", maintain_order=True)
        .agg(pl.col("time", "received_cents", "left_share").last())
        .rename({"time": "ended"})
    )
    until = drawn.join(emptied.select("alert", "ended"), on="alert").filter(
        pl.col("time") <= pl.col("ended")
    )
    taken = pl.col("cents").filter(~pl.col("bought"))
    sums = until.group_by("alert").agg(
        taken.len().alias("withdrawals"),
        taken.sum().alias("withdrawn_cents"),
        (taken.sum() / pl.col("cents").sum()).alias("withdrawn_share"),
    )
    return (
        emptied.join(sums, on="alert")
        .filter(
            pl.col("received_cents") >= limits.min_received_cents,
            pl.col("withdrawals") >= limits.min_withdrawals,
            pl.col("withdrawn_share") >= limits.min_withdrawn_share * SLACK,
        )
        .with_columns(span_days=(pl.col("ended") - pl.col("start")) / DAY)
        .sort("alert")
    )


RED_FLAG = RedFlag(
    id="TF-ACCT-01",
    title="Dormant account wakes and drains",
    family="account",
    stages=("store", "move"),
    source="FATF 2002 Guidance for FIs in Detecting TF, Annex 1; "
    "FFIEC BSA/AML Manual App. F",
    provenance="VS",
    weight=0.3,
    graph=False,
    needs=("transactions.value_cents",),
    thresholds=Thresholds,
    detect=detect,
    explanation="After {min_quiet_days} at rest {received_cents} came; within "
    "{span_days} {withdrawals} withdrawals took {withdrawn_cents} and {left_share} of "
    "what had been there was left.",
)
