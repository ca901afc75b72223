"""
Cross-border cash carriage: days after an arrival, cash far beyond what is usual.

Why:      cash in a pocket leaves no trace between two banks; it shows when it is paid
          in at the far end.
Source:   FATF (2015), Emerging Terrorist Financing Risks; 9/11 Commission, Staff
          Monograph on Terrorist Financing, App. A (provenance VS): 32,000 of 35,000
          dollars declared on entry were paid into a new account three days later. Days
          and ten times the median are the catalogue's. Declarations at the border are
          not in our tables: an arrival is the first thing done in person at home after
          one abroad, the first account of somebody new, or somebody at the counter who
          has accounts, but none in that country and no known tie to the one he pays
          into. Added: who has no habit of paying in cash must reach the limit from
          which most borders ask for a declaration (10,000, here of the base currency);
          otherwise the smallest trip published (3,000), for a holiday leaves small
          change; what the holder drew in cash before is his own. Of a visitor half of
          that trip counts, as a share between none and nine tenths is published.
Innocent: emigrants who bring their savings, who sells a car abroad, people from
          countries that live on cash, a cash gift at a wedding abroad, guests who pay
          in for relatives or friends whose tie is not on record.
Blind to: cash that never meets a bank, which is most of it; couriers who pay in
          elsewhere or after a week, shops, travel that no payment shows, opening dates
          and places that are not known.
"""

from typing import Annotated

import msgspec
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.counting import amount_between
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.gather import gather
from pipeline.red_flags.instrument.arrivals import VISITOR, after_arrivals, counter_cash
from pipeline.red_flags.instrument.visitors import paid_in_by_visitors
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

FEWEST_BEFORE = 3  # deposits that make a habit
CASE = ["holder", "arrived", "way", "visitor"]
MEASURED = (
    *("deposits", "deposited_cents", "usual_cents", "drawn_cents", "carried_cents"),
    "after_days",
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    max_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: from the entry to the deposit")
    ] = 7
    min_times_usual: Annotated[
        float, msgspec.Meta(ge=1, description="catalogue: of the median deposit before")
    ] = 10.0
    habit_days: Annotated[
        int, msgspec.Meta(ge=1, description="a year holds every season of a trade")
    ] = 365
    drawn_days: Annotated[
        int, msgspec.Meta(ge=0, description="cash drawn for a journey and its planning")
    ] = 60
    min_carried_cents: Annotated[
        int, msgspec.Meta(ge=1, description="published trips: 3,000 to 35,000")
    ] = 300_000
    min_brought_cents: Annotated[
        int,
        msgspec.Meta(
            ge=1, description="by a visitor: half of the smallest trip, as published"
        ),
    ] = 150_000
    min_declared_cents: Annotated[
        int,
        msgspec.Meta(
            ge=1, description="US, EU and others: cash of 10,000 is declared at entry"
        ),
    ] = 1_000_000


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    deposits, drawn = counter_cash(ledger)
    least = min(limits.min_carried_cents, limits.min_brought_cents)
    large = deposits.filter(pl.col("cents").sum().over("holder") >= least)
    reach = limits.max_days * DAY
    cases = pl.concat(
        [
            after_arrivals(ledger, large, reach).with_columns(
                visitor=pl.lit(None, pl.String)
            ),
            paid_in_by_visitors(ledger, large, reach).with_columns(way=pl.lit(VISITOR)),
        ],
        how="diagonal_relaxed",
    )
    enough = pl.col("cents").sum().over(CASE) >= least
    cases = cases.filter(enough)
    if cases.is_empty():
        return found_nothing(*MEASURED)
    unusual = _unusual(cases, deposits, limits)
    alerts = _measured(unusual, drawn, limits)
    if alerts.is_empty():
        return found_nothing(*MEASURED)
    shown = unusual.join(alerts.select("alert", *CASE), on=CASE, nulls_equal=True)
    evidence = pl.concat(
        shown.drop_nulls(column).select("alert", row=column, part=pl.lit(part))
        for column, part in (
            ("row", "deposit"),
            ("abroad_row", "abroad"),
            ("home_row", "back home"),
            ("seen_row", "visitor seen"),
        )
    )
    return gather(
        ledger, alerts.select("alert", "account", "strength", *MEASURED), evidence
    )


def _unusual(
    cases: pl.DataFrame, deposits: pl.DataFrame, limits: Thresholds
) -> pl.DataFrame:
    """Those of ``cases`` far above the usual sum before; null without a habit."""
    since = pl.col("arrived") - limits.habit_days * DAY
    before = (
        cases.select(CASE)
        .unique()
        .join(deposits.select("holder", "time", "cents"), on="holder")
        .filter(pl.col("time") >= since, pl.col("time") < pl.col("arrived"))
        .group_by(CASE)
        .agg(pl.len().alias("habit"), pl.col("cents").median().alias("usual_cents"))
        .filter(pl.col("habit") >= FEWEST_BEFORE)
    )
    far = pl.col("cents") >= limits.min_times_usual * pl.col("usual_cents") * SLACK
    known = cases.join(
        before, on=CASE, nulls_equal=True, how="left", maintain_order="left"
    )
    return known.filter(far.fill_null(True))


def _measured(
    unusual: pl.DataFrame, drawn: pl.DataFrame, limits: Thresholds
) -> pl.DataFrame:
    largest = pl.col("account").sort_by("cents", "row", descending=[True, False])
    found = (
        unusual.group_by(CASE, maintain_order=True)
        .agg(
            largest.first(),
            pl.len().alias("deposits"),
            pl.col("cents").sum().alias("deposited_cents"),
            pl.col("usual_cents").first(),
            pl.col("time").max(),
            pl.col("row").sort().cast(pl.String).str.join(" ").alias("rows"),
        )
        .sort("way", "holder", "arrived", "visitor")
        .unique("rows", keep="first", maintain_order=True)
    )
    before = found["arrived"] - limits.drawn_days * DAY
    own = amount_between(
        *(drawn["holder"], drawn["time"], drawn["cents"]),
        (found["holder"], before, found["time"]),
    )
    needed = (
        pl.when(way=VISITOR)
        .then(limits.min_brought_cents)
        .when(pl.col("usual_cents").is_null())
        .then(limits.min_declared_cents)
        .otherwise(limits.min_carried_cents)
    )
    carried = pl.col("carried_cents")
    return (
        found.with_columns(pl.Series("drawn_cents", own))
        # A visitor does not pay in what the holder drew.
        .with_columns(
            drawn_cents=pl.when(pl.col("way") == VISITOR)
            .then(0)
            .otherwise("drawn_cents")
        )
        .with_columns(
            carried_cents=pl.col("deposited_cents") - pl.col("drawn_cents"),
            after_days=(pl.col("time") - pl.col("arrived")) / DAY,
        )
        .filter(carried >= needed)
        .with_columns(strength=1 - 0.5 ** (carried / needed))
        .with_row_index("alert")
    )


RED_FLAG = RedFlag(
    id="TF-CASH-01",
    title="Cross-border cash carriage",
    family="instrument",
    stages=("move",),
    source="FATF 2015 Emerging TF Risks; 9/11 Commission Staff Monograph on TF, App. A",
    provenance="VS",
    weight=0.3,
    graph=False,
    needs=("transactions.channel=cash_deposit", "transactions.value_cents"),
    thresholds=Thresholds,
    detect=detect,
    explanation="{deposits} cash deposits, {deposited_cents} together, came within "
    "{after_days} of an arrival from abroad, a first account or a visitor's first "
    "deposit; a usual one before was "
    "{usual_cents}. {drawn_cents} had been drawn in cash in the {drawn_days} before.",
)
