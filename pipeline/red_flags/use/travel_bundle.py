"""
Foreign-fighter travel bundle: a fare, a stay where risk is, gear, and no way back.

Why:      who leaves to fight pays for the way as everybody does; what is rare is the
          bundle, new to the person, towards a place of war, and the silence after it.
Source:   FATF (2015), Emerging Terrorist Financing Risks; FATF (2025), Comprehensive
          Update on Terrorist Financing Risks; FinCEN FIN-2025-A001 (provenance VS).
          Arms, number and window are the catalogue's. A fare does not say one way, so
          absence does: nothing done in person at home for three weeks. Improved: each
          arm must be new to the holder; cash and meals there count as a stay; the
          bundle must lead to a place of conflict, on a FATF list, or to a relay of its
          time, which counts half; or the holder liquidated before (TF-ACCT-06), which
          then needs no absence and counts as two, for it is what holidays lack.
Innocent: long visits to relatives, aid staff, reporters, a season's work abroad,
          trekking for a month. Students and emigrants are told apart where they pay
          fees or removals.
Blind to: fares paid by others or for several unrelated people, who leaves by bus, who
          has been there before, who is never seen in person at home, the first months
          of the data, places withheld or not known.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.red_flags.account.whereabouts import absences
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.use.travel_arms import ARMS, STAY, travel_arms

WITH_REASON = ("education", "removals")
RELAY = 0.5  # a relay is a holiday country too
COUNTED = dict(
    zip(("fares", "stays", "telephones", "gear", "liquidations"), ARMS, strict=True)
)
MEASURED = ("arms", *COUNTED, "away_days", "span_days")


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[int, msgspec.Meta(ge=1, description="catalogue: 30 d")] = 30
    min_arms: Annotated[
        int, msgspec.Meta(ge=2, le=5, description="catalogue: of the five")
    ] = 3
    new_days: Annotated[
        int,
        msgspec.Meta(
            ge=1, description="none of its sort for as long as of a departure"
        ),
    ] = 60
    min_away_days: Annotated[
        int, msgspec.Meta(ge=1, description="longer than most holidays of two weeks")
    ] = 21
    min_home_uses: Annotated[
        int, msgspec.Meta(ge=2, description="guess: a footprint that can stop")
    ] = 5
    reason_days: Annotated[
        int,
        msgspec.Meta(ge=0, description="fees of a term or removals, before or after"),
    ] = 90


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    if not ledger.graph.n_transactions:
        return found_nothing(*MEASURED)
    arms = travel_arms(ledger, limits.new_days, limits.window_days)
    runs = in_crowded_windows(
        arms.with_columns(subject="holder"), limits.window_days * DAY, limits.min_arms
    )
    runs = runs.with_columns(
        alert="run",
        part=pl.col("who").replace_strict(
            dict(enumerate(ARMS)), return_dtype=pl.String
        ),
    )
    runs = _without_reason(ledger, runs, limits.reason_days * DAY)
    away = _away(ledger, runs, limits)
    alerts = (
        _measured(runs)
        .join(away, on="alert", how="left")
        .filter((pl.col("liquidations") > 0) | pl.col("away_days").is_not_null())
    )
    if alerts.is_empty():
        return found_nothing(*MEASURED)
    evidence = runs.explode("rows").select("alert", "part", row="rows")
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        evidence.join(alerts, on="alert", how="semi", maintain_order="left"),
    )


def _without_reason(ledger: Ledger, runs: pl.DataFrame, around: int) -> pl.DataFrame:
    """``runs`` of holders who do not then pay for a course or a removal."""
    row = np.flatnonzero(ledger.spending.is_in(WITH_REASON).fill_null(False))
    reasons = pl.DataFrame(
        {
            "holder": ledger.principals.holder[ledger.rows.sender[row]],
            "time": ledger.rows.time[row],
        }
    )
    with_one = (
        runs.group_by("alert", "holder")
        .agg(pl.col("earliest").min() - around, pl.col("latest").max() + around)
        .join(reasons, on="holder")
        .filter(pl.col("time").is_between("earliest", "latest"))
    )
    return runs.join(with_one, on="alert", how="anti", maintain_order="left")


def _away(ledger: Ledger, runs: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """alert, away_days of the stays that certainly lie in an absence from home."""
    stays = runs.filter(pl.col("who") == STAY)
    if stays.is_empty():
        return pl.DataFrame(schema={"alert": pl.Int64, "away_days": pl.Float64})
    gaps = absences(
        ledger, stays["holder"].unique(), limits.min_home_uses, limits.min_away_days
    ).drop("alert")
    return (
        stays.join(gaps, on="holder")
        .filter(pl.col("earliest") > pl.col("left"), pl.col("latest") < pl.col("back"))
        .group_by("alert")
        .agg(pl.col("absent_days").max().alias("away_days"))
    )


def _measured(runs: pl.DataFrame) -> pl.DataFrame:
    sold = (pl.col("liquidations") > 0).cast(pl.Float64)
    seldom = 1 - 0.5 ** (pl.col("arms") - 2 + sold)
    at_most_relay = (pl.col("liquidations") == 0) & pl.col("relay")
    stay = pl.col("who") == STAY
    return (
        runs.sort("alert", "earliest", "account")
        .group_by("alert", maintain_order=True)
        .agg(
            pl.col("account").mode().min(),
            pl.col("who").n_unique().alias("arms"),
            *((pl.col("part") == arm).sum().alias(n) for n, arm in COUNTED.items()),
            pl.col("relay").filter(stay).all(),
            ((pl.col("latest").max() - pl.col("earliest").min()) / DAY).alias(
                "span_days"
            ),
        )
        .with_columns(
            strength=seldom * pl.when(at_most_relay).then(RELAY).otherwise(1.0)
        )
    )


RED_FLAG = RedFlag(
    id="TF-USE-01",
    title="Foreign-fighter travel bundle",
    family="use",
    stages=("use",),
    source="FATF 2015 Emerging TF Risks; FATF 2025 Comprehensive Update on TF Risks; "
    "FinCEN FIN-2025-A001",
    provenance="VS",
    weight=0.3,
    graph=False,
    needs=(
        "transactions.merchant_category or transactions.purpose",
        "transactions.channel=card|cash_withdrawal",
        "transactions.receiver_country or transactions.latitude or accounts.country",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="{arms} of five signs of a departure within {span_days}: fares "
    "{fares}, rooms, meals or cash at a place of risk {stays}, telephones "
    "{telephones}, equipment {gear}, accounts turned into cash {liquidations}. Not "
    "seen at home: {away_days}.",
)
