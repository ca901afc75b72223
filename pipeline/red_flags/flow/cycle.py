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
          fifth of what both do around, for friends settle bills: it loses some 6 of 156
          published attempts planted among busy accounts.
          Added too: rings of accounts that do little else, within a month, in any order
          and by any sums, where chance would make fewer than one such ring in a
          thousand ledgers like this (``quiet_rings``). Such a ring need not be one sum
          that goes round; it weighs less.
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

from pipeline.flow_graph import DAY, Int64s
from pipeline.motifs.cycles import NO_OWNER, Limits, find_cycles
from pipeline.motifs.legs import Fair, flows_of
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.flow.paths import MEASURED as OF_PATHS
from pipeline.red_flags.flow.paths import (
    both_paths,
    chosen_paths,
    hops_of,
    measured_paths,
    told,
)
from pipeline.red_flags.flow.quiet_rings import quiet, quiet_rings, surprise_of
from pipeline.red_flags.flow.round_trips import (
    Dealings,
    beside_dealings,
    two_stand_out,
)
from pipeline.red_flags.flow.side_by_side import SHAPE_ALONE
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (*OF_PATHS, "surprise")


class Thresholds(Dealings, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
    ring_window_days: Annotated[
        int,
        msgspec.Meta(
            ge=0, description="rings of quiet accounts, in any order: catalogue 30"
        ),
    ] = 30
    usual_days: Annotated[
        int,
        msgspec.Meta(ge=5, description="who pays again so soon is usual, no ring"),
    ] = 40
    min_surprise: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            description="powers of ten below one ring that chance makes in data like "
            "these, of accounts as quiet; 3 is one in a thousand such ledgers",
        ),
    ] = 3.0
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
    window, usual = limits.ring_window_days * DAY, limits.usual_days * DAY
    around = quiet(ledger, owner, NO_OWNER, window, usual)
    if around is None:
        return found_nothing(*MEASURED)
    ordered, cut = _in_order(ledger, owner, limits)
    ptr, rows, missed = quiet_rings(
        around, owner, window, limits.max_payments, limits.max_work
    )
    rare = surprise_of(around, ptr, rows) >= limits.min_surprise * SLACK
    ptr, rows = both_paths(ordered, chosen_paths(ptr, rows, rare))
    if ptr.size == 1:
        return found_nothing(*MEASURED, cut=cut + missed)
    kept = pl.col("least_cents") / pl.col("most_cents")
    past_threshold = (kept - limits.min_kept_share) / (1 - limits.min_kept_share + 1e-9)
    length = 1 - 0.5 ** (pl.col("payments") - 1)  # two are often two friends
    least = max(limits.min_surprise, 1e-9)
    over = least / pl.max_horizontal("surprise", least)
    paths = measured_paths(ledger, ptr, rows).with_columns(
        account="origin",
        kept_share=kept,
        surprise=pl.Series(surprise_of(around, ptr, rows)),
        in_order=pl.Series(np.arange(ptr.size - 1) < ordered[0].size - 1),
    )
    paths = paths.with_columns(
        strength=pl.when("in_order")
        .then((0.5 + 0.5 * past_threshold.clip(0, 1)) * length)
        .otherwise(SHAPE_ALONE * (1 - 0.5 * over))
    )
    return told(ledger, ptr, rows, hops_of(ptr), paths, cut + missed, MEASURED)


def _in_order(
    ledger: Ledger, owner: Int64s, limits: Thresholds
) -> tuple[tuple[Int64s, Int64s], int]:
    """Round trips in the order of time that keep most of the sum."""
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
        return (ptr, rows), cut
    fires = beside_dealings(ledger, ptr, rows, limits)
    fires &= two_stand_out(ledger, ptr, rows, limits)
    return chosen_paths(ptr, rows, fires), cut


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
    "largest. How rare chance makes such a round among accounts as quiet, in powers of "
    "ten: {surprise}. Round trips that share a payment: {paths}.",
)
