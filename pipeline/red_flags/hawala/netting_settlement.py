"""
Netting: two who deal with many pay each other large sums that even out again and again.

Why:      hawaladars pay out for each other, offset it, and settle only the rest.
Source:   FATF (2013), The Role of Hawala and Other Similar Service Providers in Money
          Laundering and Terrorist Financing, settlement (provenance VS: its abstract).
          Value, share left open and number of periods are the catalogue's. Its fixed
          weeks would miss who settles by the month, or on another day: here a period
          lasts until the two are even, a quarter at most (our judgement; a lawful
          remitter settled by the month). Added: as large sums both ways are even now
          and then by chance, the balance must wander much less than chance lets it. The
          two are a part of what one of them turns over, and both deal with others.
          Pooled accounts and accounts that belong together do not count, nor do
          accounts outside the data's institutions: what else those do is not seen.
Innocent: partners in trade who offset; agents and groups the data do not know as such.
Blind to: settlement in cash, goods or through a third account; hubs whose dealings
          with others are not in the data; values not known.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.netting import (
    even_periods,
    pair_ptr,
    two_way_payments,
    wandering,
)
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.commingled import commingled
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.ties import tied_pairs
from pipeline.red_flags.turnover import dealt_with, turnover

PAIR = ["a", "b"]
MEASURED = (
    *("periods", "gross_cents", "net_share", "drift_share", "turnover_share"),
    *("others", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    min_gross_cents: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="catalogue G, both ways in the least number of periods; each "
            "holds its part",
        ),
    ] = 5_000_000
    max_net_share: Annotated[
        float,
        msgspec.Meta(ge=0, lt=1, description="catalogue: left open when a period ends"),
    ] = 0.1
    min_periods: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: two may be chance")
    ] = 3
    period_days: Annotated[
        int, msgspec.Meta(ge=1, description="at most; a guess: no case tells")
    ] = 90
    min_each_way: Annotated[
        int,
        msgspec.Meta(ge=1, description="in a period; one each way may be a loan"),
    ] = 2
    max_drift_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            description="how far the balance wanders, to what chance gives: simulated "
            "settlements mostly stay under 0.2, one in five chance partners under 0.25",
        ),
    ] = 0.25
    min_turnover_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="of what the smaller turns over meanwhile: no aside of a firm",
        ),
    ] = 0.1
    min_others: Annotated[
        int, msgspec.Meta(ge=0, description="for each: a savings account knows none")
    ] = 3


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    pooled = commingled(ledger, "external")
    paid = two_way_payments(ledger.valued, *ledger.times)
    paid = paid.filter(
        *(~pl.Series(pooled[paid[end]]) for end in PAIR),
        pl.len().over(PAIR) >= 2 * limits.min_each_way * limits.min_periods,
    )
    period = even_periods(
        pair_ptr(paid),
        *(np.array(paid[name]) for name in ("cents", "earliest", "latest")),
        limits.max_net_share / SLACK,
        -(-limits.min_gross_cents // limits.min_periods),
        limits.min_each_way,
        limits.period_days * DAY,
    )
    time = ledger.rows.time[paid["row"]]
    paid = paid.with_columns(pl.Series("period", period), pl.Series("time", time))
    pairs = _pairs(paid, limits)
    pairs = pairs.join(tied_pairs(ledger, pairs), on=PAIR, how="anti")
    pairs = pairs.sort(PAIR).with_row_index("alert")
    if pairs.is_empty():
        return found_nothing(*MEASURED)
    alerts = _beside(ledger, pairs, limits)
    shown = (
        paid.filter(pl.col("period") >= 0)
        .join(alerts.select("alert", *PAIR), on=PAIR)
        .select(
            "alert",
            "row",
            part=pl.when(pl.col("cents") > 0)
            .then(pl.lit("one way"))
            .otherwise(pl.lit("back")),
        )
    )
    return gather(
        ledger, alerts.select("alert", "account", "strength", *MEASURED), shown
    )


def _pairs(paid: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """Pairs with enough periods, whose balance does not wander meanwhile."""
    even = pl.col("period") >= 0
    first, last = (pl.col("time").filter(even).min(), pl.col("time").filter(even).max())
    meanwhile = paid.filter(pl.col("time").is_between(first, last).over(PAIR))
    drift = wandering(pair_ptr(meanwhile), np.array(meanwhile["cents"]))
    return (
        meanwhile.group_by(PAIR, maintain_order=True)
        .agg(
            pl.col("period").filter(even).n_unique().alias("periods"),
            pl.col("cents").abs().filter(even).sum().alias("gross_cents"),
            pl.col("cents").filter(even).sum().abs().alias("net_cents"),
            first.alias("first"),
            last.alias("last"),
        )
        .with_columns(
            pl.Series("drift_share", drift),
            net_share=pl.col("net_cents") / pl.col("gross_cents"),
            span_days=(pl.col("last") - pl.col("first")) / DAY,
        )
        .filter(
            pl.col("periods") >= limits.min_periods,
            pl.col("drift_share") <= limits.max_drift_share / SLACK,
        )
    )


def _beside(ledger: Ledger, pairs: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """Pairs that deal with others, and what the two are to the smaller: ``account``."""
    first, last = (np.array(pairs[name], np.int64) for name in ("first", "last"))
    moved = [
        turnover(ledger, np.array(pairs[end], np.int64), first, last) for end in PAIR
    ]
    met = dealt_with(ledger, pl.concat([pairs["a"], pairs["b"]]))
    smaller = np.where(moved[1] < moved[0], pairs["b"], pairs["a"])
    more = pl.col("periods") - limits.min_periods + 1.0
    return (
        pairs.with_columns(
            pl.Series("account", smaller, pl.UInt32),
            pl.Series("turnover", np.minimum(*moved)),
            others=pl.min_horizontal(*(pl.Series(met[pairs[end]]) for end in PAIR)) - 1,
        )
        .with_columns(turnover_share=pl.col("gross_cents") / pl.col("turnover"))
        .filter(
            pl.col("turnover_share") >= limits.min_turnover_share * SLACK,
            pl.col("others") >= limits.min_others,
        )
        .with_columns(strength=(1 - 0.5**more) * (1 - pl.col("drift_share")).clip(0))
    )


RED_FLAG = RedFlag(
    id="TF-HAW-02",
    title="Two-way netting settlement",
    family="hawala",
    stages=("move",),
    source="FATF 2013 Role of Hawala and OSP",
    provenance="VS",
    weight=0.2,
    graph=True,
    needs=("transactions.value_cents",),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "This account and another paid each other {gross_cents} within {span_days} and "
        "were even {periods} times, in the end to {net_share}; their balance wandered "
        "{drift_share} as far as by chance. That is {turnover_share} of what the "
        "smaller turned over; each deals with {others} others or more."
    ),
)
