"""
Open, burst, abandon: a new account turns over a sum at once and is never used again.

Why:      an account opened for one purpose is left when the purpose is served, before
          anybody asks.
Source:   FFIEC BSA/AML Examination Manual, App. F, other unusual activity (provenance
          VP). Days and share of the account's life are the catalogue's. Added: only an
          account whose opening and whose silence both lie within the data is looked at;
          as much must leave as came, in several payments, and not to shops; transfers
          between accounts of one holder are no turnover.
Innocent: people in a country for weeks who send their pay home, an account for one
          event (a wedding, a funeral) whose costs are paid by transfer. Told apart: a
          house purchase by its few payments, a visitor by his shopping.
Blind to: accounts that have no opening date or are older than the data, bursts later in
          life, accounts kept alive with small payments, silence at the end of the data.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY, Int64s
from pipeline.motifs.windows import SLACK, between
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.gather import gather
from pipeline.red_flags.observed import FEES, NEVER, dated, quiet, span_of
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.statements import (
    is_own,
    is_purchase,
    lines_between,
    moved_between,
)

MEASURED = (
    *("received_cents", "paid_cents", "credits", "debits", "burst_share"),
    *("moved_share", "life_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    burst_days: Annotated[
        int,
        msgspec.Meta(ge=1, description="catalogue: the first two months of its life"),
    ] = 60
    min_burst_share: Annotated[
        float,
        msgspec.Meta(gt=0, le=1, description="catalogue: of all it ever turned over"),
    ] = 0.8
    min_quiet_days: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: then three months of nothing")
    ] = 90
    min_received_cents: Annotated[
        int, msgspec.Meta(ge=1, description="guess: as TF-ACCT-01; less is a try-out")
    ] = 100_000
    min_paid_share: Annotated[
        float,
        msgspec.Meta(
            gt=0,
            le=1,
            description="paid of received: in and out; the rest may be a fee",
        ),
    ] = 0.8
    min_payments: Annotated[
        int,
        msgspec.Meta(
            ge=1, description="each way: a house purchase or a deposit has fewer"
        ),
    ] = 3
    min_moved_share: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=1, description="of what leaves, not spent in shops; as TF-ACCT-01"
        ),
    ] = 0.6


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    account, opened = _left(ledger, limits)
    if not account.size:
        return found_nothing(*MEASURED)
    window = (account, opened, opened + limits.burst_days * DAY)
    lines = pl.concat(
        lines_between(side, *window, part)
        for side, part in zip(ledger.valued, ("in", "out"), strict=True)
    )
    lines = lines.with_columns(
        is_own(ledger, lines["row"]).alias("own"),
        is_purchase(ledger, lines["row"]).alias("bought"),
    ).filter(~pl.col("own"))
    came, went = pl.col("part") == "in", pl.col("part") == "out"
    cents = pl.col("cents")
    alerts = (
        lines.group_by("alert")
        .agg(
            cents.filter(came).sum().alias("received_cents"),
            cents.filter(went).sum().alias("paid_cents"),
            came.sum().alias("credits"),
            went.sum().alias("debits"),
            cents.filter(went, ~pl.col("bought")).sum().alias("moved_cents"),
            pl.col("time").max().alias("last"),
        )
        .with_columns(
            moved_share=pl.col("moved_cents") / pl.col("paid_cents"),
            paid_share=pl.col("paid_cents") / pl.col("received_cents"),
        )
        .filter(
            pl.col("received_cents") >= limits.min_received_cents,
            pl.min_horizontal("credits", "debits") >= limits.min_payments,
            pl.col("paid_share") >= limits.min_paid_share * SLACK,
            pl.col("moved_share") >= limits.min_moved_share * SLACK,
        )
        .sort("alert")
    )
    if alerts.is_empty():
        return found_nothing(*MEASURED)
    chosen = alerts["alert"].to_numpy()
    many = pl.min_horizontal("credits", "debits") - limits.min_payments + 1.0
    alerts = alerts.with_columns(
        pl.Series("account", account[chosen]),
        pl.Series("burst_share", _burst_share(ledger, *(x[chosen] for x in window))),
        life_days=(pl.col("last") - pl.Series(opened[chosen])) / DAY,
        strength=(1 - 0.5**many) * pl.col("moved_share"),
    ).select("alert", "account", "strength", *MEASURED)
    evidence = lines.join(alerts, on="alert", how="semi")
    return gather(ledger, alerts, evidence.select("alert", "row", "part"))


def _left(ledger: Ledger, limits: Thresholds) -> tuple[Int64s, Int64s]:
    """
    Accounts, and when they were opened, that turned over enough at once and were then
    left, as far as sums can tell; oldest account number first.
    """
    if not ledger.graph.n_transactions:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    first, last, imprecision = span_of(ledger)
    opened = dated(ledger, "opened_on")
    closed = dated(ledger, "closed_on")
    customers = ~commingled(ledger, SHOP, "external")
    account = np.flatnonzero(customers & (opened >= first) & (opened < last))
    begin = opened[account]
    window = (account, begin, begin + limits.burst_days * DAY)
    came, went = (moved_between(side, *window)[1] for side in ledger.valued)
    large = (came >= limits.min_received_cents) & (
        went >= limits.min_paid_share * SLACK * came
    )
    account = account[large]
    account = account[
        _burst_share(ledger, *(x[large] for x in window))
        >= limits.min_burst_share * SLACK
    ]
    begin, came = opened[account], came[np.isin(window[0], account)]
    end = begin + limits.burst_days * DAY
    used = np.full(account.size, -NEVER, np.int64)
    for side in ledger.valued:
        _, past = between(side, account, begin, end)
        used = np.maximum(used, side.time[past - 1])
    until = used + limits.min_quiet_days * DAY + imprecision
    shut = closed[account]
    seen = (until <= last) | (shut <= last)
    seen &= quiet(ledger, account, used + 1, np.minimum(until, shut), came * FEES)
    return account[seen], begin[seen]


def _burst_share(
    ledger: Ledger, account: Int64s, start: Int64s, end: Int64s
) -> np.ndarray:
    """Of all that an account ever turned over, the share between two times."""
    always = np.full(account.size, NEVER, np.int64)
    burst = sum(moved_between(side, account, start, end)[1] for side in ledger.valued)
    life = sum(moved_between(s, account, -always, always)[1] for s in ledger.valued)
    return burst / np.maximum(life, 1)


RED_FLAG = RedFlag(
    id="TF-ACCT-02",
    title="Open-burst-abandon",
    family="account",
    stages=("move",),
    source="FFIEC BSA/AML Manual App. F",
    provenance="VP",
    weight=0.2,
    graph=False,
    needs=("accounts.opened_on", "transactions.value_cents"),
    thresholds=Thresholds,
    detect=detect,
    explanation="In its first {life_days} this account received {received_cents} in "
    "{credits} payments and paid {paid_cents} in {debits}, {burst_share} of all it "
    "ever turned over; then nothing for {min_quiet_days}, or it was closed.",
)
