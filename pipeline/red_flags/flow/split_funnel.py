"""
Split funnel: cash paid in at many places, taken out in another one shortly after.

Why:      those who collect cash in one part of a country hand it to those who need it
          in another without carrying it; the account is a funnel between them.
Source:   FinCEN (2014) FIN-2014-A005, funnel accounts (provenance M: from memory, check
          before quoting). Regions, distance and dwell are the catalogue's; it gives no
          window. Cash in is followed to cash out, cheques and money transfers that are
          handed over at a place, first in first out. Added: most of the cash paid in
          must go so, and it must come out in at most two regions, for who tours with
          his takings draws wherever he is.
Innocent: touring workers and market traders who go home in between, families who
          deposit for a student, drivers paid in cash on the way, firms with a head
          office far away. Shops by trade, exchanges and remittance offices are left
          out. That one person could have been at all the places in time halves the
          strength.
Blind to: places the data do not record, cash that leaves by wire or card, distances
          below 300 km (small countries), shops that are fronts, money that waits.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY, HOUR
from pipeline.motifs.counting import amount_between
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.pass_on import dwell_hours
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.flow.places import (
    handed_on,
    handed_over,
    out_of_reach,
    with_regions,
)
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("regions", "deposits", "handed_on_cents", "handed_on_share", "distance_km"),
    *("out_regions", "out_of_reach", "dwell_hours", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    min_regions: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue k: where cash is paid in")
    ] = 3
    min_distance_km: Annotated[
        float, msgspec.Meta(ge=0, description="catalogue: from paying in to taking out")
    ] = 300
    max_dwell_hours: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue D: cash out this soon after")
    ] = 72
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="the catalogue has none; 30 as TF-FLOW-01")
    ] = 30
    region_km: Annotated[
        float, msgspec.Meta(ge=0, description="a town and whence people drive to it")
    ] = 50
    max_out_regions: Annotated[
        int,
        msgspec.Meta(ge=1, description="a collector and a stand-in; tourers have more"),
    ] = 2
    min_handed_on_share: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=1, description="of the cash paid in: most, or it is trade"
        ),
    ] = 0.5
    max_kmh: Annotated[
        float, msgspec.Meta(gt=0, description="faster than road and rail: two people")
    ] = 150


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    located = handed_over(ledger)
    pairs = handed_on(
        ledger, located, limits.max_dwell_hours * HOUR, limits.min_distance_km
    )
    pairs = with_regions(pairs, "credit", limits.region_km).rename({"region": "from"})
    pairs = with_regions(pairs, "debit", limits.region_km).rename({"region": "to"})
    deposits = pairs.unique("credit", keep="first", maintain_order=True)
    times = ledger.times
    runs = in_crowded_windows(
        deposits.select(
            "credit",
            pl.Series("earliest", times.earliest[deposits["credit"]]),
            pl.Series("latest", times.latest[deposits["credit"]]),
            subject="account",
            who="from",
        ),
        limits.window_days * DAY,
        limits.min_regions,
    )
    pairs = pairs.join(runs.select("credit", "run"), on="credit").sort("run", "credit")
    found = _measured(ledger, located, pairs, limits).filter(
        pl.col("out_regions") <= limits.max_out_regions,
        pl.col("handed_on_share") >= limits.min_handed_on_share * SLACK,
    )
    pairs = pairs.join(found, left_on="run", right_on="alert", how="semi")
    if pairs.is_empty():
        return found_nothing(*MEASURED)
    evidence = pl.concat(
        [
            pairs.select("run", row="credit", part=pl.lit("paid in")),
            pairs.select("run", row="debit", part=pl.lit("taken out")),
        ]
    ).rename({"run": "alert"})
    evidence = evidence.unique(["alert", "row"], maintain_order=True)
    apart = out_of_reach(ledger, located, evidence, limits.max_kmh)
    crowd = 1 - 0.5 ** (pl.col("regions") - limits.min_regions + 1.0)
    hands = pl.when(pl.col("out_of_reach") > 0).then(1.0).otherwise(0.5)
    alerts = found.join(apart, on="alert").select(
        "alert", "account", (crowd * hands).alias("strength"), *MEASURED
    )
    return gather(ledger, alerts, evidence, alone=True)


def _measured(
    ledger: Ledger, located: pl.DataFrame, pairs: pl.DataFrame, limits: Thresholds
) -> pl.DataFrame:
    moment = pairs.with_columns(
        pl.Series("came", ledger.rows.time[pairs["credit"]].astype(np.int64)),
        pl.Series("went", ledger.rows.time[pairs["debit"]].astype(np.int64)),
    )
    rested = dwell_hours(
        np.array(moment["run"], np.int64),
        np.array(moment["went"] - moment["came"], np.int64),
        np.array(moment["cents"], np.int64),
    )
    found = moment.group_by("run", "account").agg(
        pl.col("from").n_unique().cast(pl.Int64).alias("regions"),
        pl.col("to").n_unique().cast(pl.Int64).alias("out_regions"),
        pl.col("credit").n_unique().cast(pl.Int64).alias("deposits"),
        pl.col("cents").sum().alias("handed_on_cents"),
        pl.col("km").min().alias("distance_km"),
        pl.col("came").min().alias("first"),
        pl.col("came").max().alias("last"),
        ((pl.col("went").max() - pl.col("came").min()) / DAY).alias("span_days"),
    )
    found = found.sort("run")
    paid_in = located.filter("deposit")
    rows = paid_in["row"].to_numpy()
    all_paid_in = amount_between(
        ledger.rows.receiver[rows],
        ledger.rows.time[rows],
        ledger.rows.cents[rows],
        (found["account"], found["first"], found["last"]),
    )
    return (
        found.with_columns(pl.Series("all", all_paid_in))
        .with_columns(handed_on_share=pl.col("handed_on_cents") / pl.col("all"))
        .rename({"run": "alert"})
        .join(rested, on="alert")
    )


RED_FLAG = RedFlag(
    id="TF-FLOW-04",
    title="Geographically split funnel account",
    family="flow",
    stages=("move",),
    source="FinCEN FIN-2014-A005 funnel accounts",
    provenance="M",
    weight=0.3,
    graph=False,
    needs=(
        "transactions.value_cents",
        "transactions.channel=cash_deposit",
        "transactions.latitude",
        "transactions.longitude",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="{handed_on_cents} in cash was paid in by {deposits} deposits in "
    "{regions} regions and taken out in {out_regions} others, at least {distance_km} "
    "km away and half of it within {dwell_hours}: {handed_on_share} of all cash paid "
    "in. {out_of_reach} times the next place was out of reach for one traveller.",
)
