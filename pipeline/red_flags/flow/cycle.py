"""
Cycle: value leaves an owner and comes back to the same owner by way of others.

Why:      a round trip makes own money look like income, hides who paid whom, and leaves
          every bank on the way with half of the story.
Source:   FFIEC BSA/AML Manual, App. F, Other Unusual (funds moved back to the first
          bank; provenance VP). Changed: up to ten payments instead of the catalogue's
          six, within two weeks instead of a month, the smallest 0.6 instead of 0.7 of
          the largest: of 54 published laundering attempts of this kind 49 have at most
          ten, none of 15 took more than four days, and of 13 in order 0.7 lost two to
          fees and rates. Added: at every middleman the sum must be a share of what came
          and of what went while it rested; at most half of the payments may be between
          accounts where the one pays the other at other times too, as a group's
          treasury does: its sweeps were 2 of 2.2 payments in 1,000 falsely credited in
          a made background; and what goes to one account and straight back must be a
          twentieth of what both do around, for friends settle bills.
          Round trips by way of shops, remittance offices, lenders, exchanges and cash
          are left out: a synthetic year of ordinary life was full of them.
Innocent: treasury of a group in its first weeks, refunds, returned goods, family loans
          repaid at once.
Blind to: a ring that goes round often, returns in cash or goods, by a shop or a
          remittance office, sums split on the way, a return later than the window,
          another account of the same owner that no table joins, the same bank with
          another owner, unknown amounts.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, Int64s
from pipeline.motifs.cycles import NO_OWNER, Limits, find_cycles
from pipeline.motifs.legs import Fair, flows_of
from pipeline.motifs.others import payments_besides
from pipeline.motifs.windows import SLACK, between, within
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.flow.paths import (
    MEASURED,
    chosen_paths,
    hops_of,
    measured_paths,
    told,
)
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            description="from first to last payment; catalogue 30, real ones take 4 at "
            "most, and each week more is work and chance",
        ),
    ] = 14
    max_payments: Annotated[
        int,
        msgspec.Meta(
            ge=2, le=16, description="catalogue 6; ten holds 49 of 54 real attempts"
        ),
    ] = 10
    min_kept_share: Annotated[
        float,
        msgspec.Meta(
            gt=0,
            le=1,
            description="smallest over largest amount; catalogue 0.7, real ones 0.6",
        ),
    ] = 0.6
    min_moment_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="of all that came, and of all that went, while the sum rested; "
            "0.1 lost real attempts among busy accounts, 0.05 doubled false alerts",
        ),
    ] = 0.07
    max_other_payments: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            description="at other times from the one to the other; more are dealings, "
            "and a ring may go round three times",
        ),
    ] = 2
    max_dealings_share: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=1, description="payments between such who deal, of all in the ring"
        ),
    ] = 0.5
    min_pair_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="there and straight back: of all that each of the two paid and "
            "got in the window's days around; friends who settle a bill have less",
        ),
    ] = 0.05
    max_work: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="payments looked at from one; only crowds where all pay all "
            "have more, random ledgers of 500,000 payments never met it",
        ),
    ] = 10_000


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    owner = ledger.principals.holder.astype(np.int64)
    owner[commingled(ledger, SHOP)] = NO_OWNER
    ptr, rows, cut = find_cycles(
        flows_of(ledger.valued),
        owner,
        Limits(
            limits.window_days * DAY,
            limits.max_payments,
            limits.min_kept_share,
            limits.max_work,
        ),
        Fair(limits.min_moment_share, 0.0, 0),
    )
    if ptr.size == 1:
        return found_nothing(*MEASURED, cut=cut)
    fires = _beside_dealings(ledger, ptr, rows, limits)
    fires &= _stands_out(ledger, ptr, rows, limits)
    ptr, rows = chosen_paths(ptr, rows, fires)
    if ptr.size == 1:
        return found_nothing(*MEASURED, cut=cut)
    kept = pl.col("least_cents") / pl.col("most_cents")
    past_threshold = (kept - limits.min_kept_share) / (1 - limits.min_kept_share + 1e-9)
    length = 1 - 0.5 ** (pl.col("payments") - 1)  # two are often two friends
    paths = measured_paths(ledger, ptr, rows).with_columns(
        account="origin",
        kept_share=kept,
        strength=(0.5 + 0.5 * past_threshold.clip(0, 1)) * length,
    )
    return told(ledger, ptr, rows, hops_of(ptr), paths, cut)


def _beside_dealings(
    ledger: Ledger, ptr: Int64s, rows: Int64s, limits: Thresholds
) -> NDArray[np.bool_]:
    """Which cycles do not just run along accounts that pay each other anyway."""
    sender, receiver, time, _ = ledger.rows
    legs = np.diff(ptr)
    start, end = (
        np.repeat(time[rows[at]].astype(np.int64), legs)
        for at in (ptr[:-1], ptr[1:] - 1)
    )
    ends = (sender[rows].astype(np.int64), receiver[rows].astype(np.int64))
    others = payments_besides(ledger.valued.sent, *ends, start, end)
    deals = np.add.reduceat(others > limits.max_other_payments, ptr[:-1], dtype=int)
    few: NDArray[np.bool_] = deals <= limits.max_dealings_share / SLACK * legs
    return few


def _stands_out(
    ledger: Ledger, ptr: Int64s, rows: Int64s, limits: Thresholds
) -> NDArray[np.bool_]:
    """Which cycles are longer than two, or large in what the two do around."""
    stands_out = np.diff(ptr) > 2
    paid = np.append(*(rows[ptr[:-1] + leg] for leg in (0, 1)))
    sender, receiver, time, cents = ledger.rows
    around = limits.window_days * DAY
    share = np.ones(paid.size)
    for side, ends in zip(ledger.valued, (receiver, sender), strict=True):
        when = time[paid].astype(np.int64)
        window = between(
            side, ends[paid].astype(np.int64), when - around, when + around
        )
        share = np.minimum(share, cents[paid] / within(side.cents, *window))
    smaller = np.minimum(*np.split(share, 2))
    return stands_out | (smaller >= limits.min_pair_share * SLACK)


RED_FLAG = RedFlag(
    id="TF-FLOW-06",
    title="Cycle, or return to the same owner",
    family="flow",
    stages=("move",),
    source="FFIEC BSA/AML Manual App. F, Other Unusual",
    provenance="VP",
    weight=0.2,
    graph=True,
    needs=("transactions.value_cents",),
    thresholds=Thresholds,
    detect=detect,
    explanation="{first_cents} left and {last_cents} came back to the same owner by "
    "{payments} payments within {span_days}; the smallest was {kept_share} of the "
    "largest. Round trips that share a payment: {paths}.",
)
