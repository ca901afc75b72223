"""
Bunching: an account's amounts heap up right under a limit, and stop at it.

Why:      who keeps under a limit leaves a heap below it and a gap above it, however
          long he takes and however few there are in any one week.
Source:   FFIEC BSA/AML Examination Manual, App. F, amounts just below limits
          (provenance VP); the statistical form is ours. The catalogue's ratio of two
          counts is met by whoever has six payments below the limit and none above, as
          many a small shop has. Asked instead: the bin below the limit holds more than
          the bin above it, and more than the bin before it, both beyond chance (exact
          binomial tests). Chance is learned from the other accounts under the same
          limit, each counted once, so that a round sum that everybody pays is no heap.
          Equal amounts of an account count once, so that a price, a rent or a cap is
          one amount however often it is paid. Of the catalogue's account or corridor
          the account is told.
Innocent: takings that spread little and centre right under a limit; a contract whose
          many different items it caps.
Blind to: fewer than ten different amounts; always the same amount (see TF-STRUCT-01);
          networks so large that they are most of the accounts under a limit; countries
          without a known limit; amounts not known exactly.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.chance import chance_of_as_many
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.reportable import NEEDS, beside_limits

KEY = ["account", "group"]
BINS = ("before", "below", "above")
# Amounts thin out as they grow: of two bins of a tenth the lower holds 56 % (Pareto,
# exponent 1.5) to 62 % (exponent 4). Towards smaller amounts at least half is expected.
NEIGHBOURS = {"above": 0.6, "before": 0.5}
FEWEST_PEERS = 20  # the mean of fewer says little, and a network may be most of them
PARTS = 1_000_000
MEASURED = (
    *("below", "above", "before", "ratio", "chance_share", "payments", "total_cents"),
    "span_days",
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    bin_share: Annotated[
        float,
        msgspec.Meta(gt=0, le=0.3, description="catalogue d: a tenth of the limit"),
    ] = 0.1
    min_below: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: different amounts at the least")
    ] = 5
    min_ratio: Annotated[
        float,
        msgspec.Meta(
            ge=0, description="catalogue b: below to above, one added to each"
        ),
    ] = 5.0
    max_chance_share: Annotated[
        float,
        msgspec.Meta(
            gt=0,
            lt=1,
            description="one honest account of a hundred that have the amounts at all",
        ),
    ] = 0.01


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    width = limits.bin_share
    near = pl.col("limit_share") >= (1 - width) * SLACK
    beside = beside_limits(ledger, (1 - 2 * width) * SLACK, 1 + width).with_columns(
        bin=pl.when(~pl.col("below"))
        .then(pl.lit("above"))
        .otherwise(pl.when(near).then(pl.lit("below")).otherwise(pl.lit("before")))
    )
    alerts = _heaped(_counted(beside), limits).with_row_index("alert")
    if alerts.is_empty():
        return found_nothing(*MEASURED)
    heap = beside.filter(pl.col("bin") == "below").join(
        alerts.select("alert", *KEY), on=KEY, maintain_order="left"
    )
    sums = (
        heap.with_columns(pl.Series("time", ledger.rows.time[heap["row"]]))
        .group_by("alert")
        .agg(
            pl.len().alias("payments"),
            pl.col("value_cents").sum().alias("total_cents"),
            ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days"),
        )
    )
    by_chance = 0.5 * pl.col("chance_share") / limits.max_chance_share
    told = alerts.join(sums, on="alert").with_columns(strength=1 - by_chance)
    return gather(
        ledger,
        told.select("alert", "account", "strength", *MEASURED),
        heap.select("alert", "row", part="channel"),
    )


def _counted(beside: pl.DataFrame) -> pl.DataFrame:
    """Different amounts of each account in each bin, limit by limit."""
    amounts = beside.unique([*KEY, "amount"])

    def number(name: str) -> pl.Expr:
        return (pl.col("bin") == name).sum().cast(pl.Int64).alias(name)

    return amounts.group_by(KEY).agg(number(name) for name in BINS).sort(KEY)


def _heaped(counted: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """Accounts with more below a limit than chance gives, by their clearest limit."""
    ratio = (pl.col("below") + 1) / (pl.col("above") + 1)
    chances = []
    for neighbour, least in NEIGHBOURS.items():
        expected = _by_others(counted, neighbour, least)
        trials = counted["below"] + counted[neighbour]
        chances.append((counted["below"], trials, expected))
    tested = (counted["below"] >= limits.min_below).to_numpy()
    chance = np.ones(counted.height)
    chance[tested] = np.maximum(
        *(
            chance_of_as_many(*(x.to_numpy()[tested] for x in asked))
            for asked in chances
        )
    )
    return (
        counted.with_columns(pl.Series("chance_share", chance), ratio=ratio)
        .filter(
            pl.col("below") >= limits.min_below,
            pl.col("ratio") >= limits.min_ratio * SLACK,
            pl.col("chance_share") <= limits.max_chance_share,
        )
        .sort("chance_share", *KEY)
        .unique("account", keep="first", maintain_order=True)
        .sort("account")
    )


def _by_others(counted: pl.DataFrame, neighbour: str, least: float) -> pl.Series:
    """
    What share of the bin below and its ``neighbour`` the other accounts under the same
    limit have below: the mean of theirs, never under ``least``.
    """
    both = pl.col("below") + pl.col(neighbour)
    parts = pl.when(both > 0).then(PARTS * pl.col("below") // both)  # whole: exact sums
    others = (parts.is_not_null().sum() - parts.is_not_null()).over("group")
    theirs = parts.sum().over("group") - parts.fill_null(0)
    known = others >= FEWEST_PEERS
    return counted.select(
        pl.when(known)
        .then((theirs / others / PARTS).clip(lower_bound=least))
        .otherwise(least)
        .alias(neighbour)
    )[neighbour]


RED_FLAG = RedFlag(
    id="TF-STRUCT-05",
    title="Bunching test at threshold",
    family="structuring",
    stages=("move",),
    source="FFIEC BSA/AML Manual App. F",
    provenance="VP",
    weight=0.2,
    graph=False,
    needs=NEEDS,
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{payments} payments of {below} different amounts, {total_cents} together, lie "
        "within {bin_share} under the reporting limit; {above} lie as far above "
        "it and {before} in the step before. Chance gives as much in {chance_share} of "
        "such accounts."
    ),
)
