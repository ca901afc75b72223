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
          Keepers of shops settle from their own accounts (published organisers used
          nine): two persons in two countries need no even balance, but pay each other
          both ways, half of it netted, as a part of what either of them turns over.
          Pooled accounts and accounts that belong together do not count, nor do
          accounts outside the data's institutions: what else those do is not seen.
Innocent: partners in trade who offset; agents and groups the data do not know as such;
          relatives and friends abroad who lend each other large sums, where their tie
          is not on record (most such accounts have a life beside that is far larger).
Blind to: settlement in cash, goods, bills of others or through a third account, and
          what customers hand in; hubs whose dealings with others are not in the data;
          values not known.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.netting import even_periods, pair_ptr, two_way_payments
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.commingled import commingled
from pipeline.red_flags.gather import gather
from pipeline.red_flags.hawala.pairs import PAIR, beside_others, evened, keepers
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

COLUMNS = (
    *(*PAIR, "account", "periods", "gross_cents", "net_share", "drift_share"),
    *("others", "span_days"),
)
MEASURED = (*COLUMNS[3:], "turnover_share")


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
    min_keepers_cents: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="of persons in two countries: a tenth of what one fund-raiser "
            "is published to have pushed through in two years",
        ),
    ] = 500_000
    max_keepers_net_share: Annotated[
        float,
        msgspec.Meta(
            ge=0, lt=1, description="of theirs: half netted, the low end of our range"
        ),
    ] = 0.5


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    pooled = commingled(ledger, "external")
    paid = two_way_payments(ledger.valued, *ledger.times)
    paid = paid.filter(*(~pl.Series(pooled[paid[end]]) for end in PAIR))
    period = even_periods(
        pair_ptr(paid),
        *(np.array(paid[name]) for name in ("cents", "earliest", "latest")),
        limits.max_net_share / SLACK,
        -(-limits.min_gross_cents // limits.min_periods),
        limits.min_each_way,
        limits.period_days * DAY,
    )
    time = pl.Series("time", ledger.rows.time[paid["row"]])
    paid = paid.with_columns(time, pl.Series("period", period))
    settled = _settled(ledger, paid, limits)
    kept = _kept(ledger, paid, limits).join(settled, on=PAIR, how="anti")
    alerts = pl.concat([settled, kept]).sort(PAIR).with_row_index("alert")
    if alerts.is_empty():
        return found_nothing(*MEASURED)
    way = pl.when(pl.col("cents") > 0).then(pl.lit("one way")).otherwise(pl.lit("back"))
    shown = paid.join(alerts.select("alert", *PAIR, "whole"), on=PAIR)
    shown = shown.filter(pl.col("whole") | (pl.col("period") >= 0))
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        shown.select("alert", "row", part=way),
    )


def _settled(ledger: Ledger, paid: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """Pairs that are a part of what one of them does, and were even time and again."""
    pairs = beside_others(
        ledger, evened(paid, limits.min_periods, limits.max_drift_share / SLACK)
    )
    more = pl.col("periods") - limits.min_periods + 1.0
    return pairs.filter(
        pl.col("of_smaller") >= limits.min_turnover_share * SLACK,
        pl.col("others") >= limits.min_others,
    ).select(
        *COLUMNS,
        turnover_share="of_smaller",
        strength=(1 - 0.5**more) * (1 - pl.col("drift_share")).clip(0),
        whole=pl.lit(False),
    )


def _kept(ledger: Ledger, paid: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """Keepers of two countries: persons, and a part of what either of them does."""
    pairs = beside_others(
        ledger,
        keepers(
            ledger,
            paid,
            limits.min_each_way,
            limits.min_keepers_cents,
            limits.max_keepers_net_share / SLACK,
        ),
    )
    more = pl.col("each_way") - limits.min_each_way + 1.0
    return pairs.filter(
        pl.col("of_larger") >= limits.min_turnover_share * SLACK,
        pl.col("others") >= limits.min_others,
    ).select(
        *COLUMNS,
        turnover_share="of_larger",
        strength=(1 - 0.5**more) * (1 - pl.col("net_share")),
        whole=pl.lit(True),
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
        "{drift_share} as far as by chance. That is at least {turnover_share} of what "
        "one of them turned over; each deals with {others} others or more."
    ),
)
