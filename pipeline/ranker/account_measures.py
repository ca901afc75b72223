"""What payments and alerts of a month say of an account: numbers, their meanings."""

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY, EPOCH, Int64s, UInt32s
from pipeline.priority import GRAIN
from pipeline.ranker.second_look import HIGH, Floats
from pipeline.reference.catalogue import catalogue

TOP = 3  # payments of an account that count together
REMEMBERED_DAYS = 365  # an alert that ended longer ago says no more
LOOKS = ("first", "second")
OF_LOOK = {
    "most": "its payment most like those labelled",
    "mean": "its payments, on average",
    "top": f"its {TOP} payments most like those labelled, on average",
    "third": f"its payment number {TOP} in likeness to those labelled",
    "high": "how many of its payments looked like those labelled",
    "high_share": "share of its payments that looked like those labelled",
    "high_others": "with how many others it had payments that looked like it",
    "most_paid": "what it paid that looked most like those labelled",
    "most_got": "what it received that looked most like those labelled",
    "sum": "how many payments like those labelled to expect among its own",
    "value_share": "share of what it moved that looked like those labelled",
}
OF_PAYMENTS = (*(f"{look}_{name}" for look in LOOKS for name in OF_LOOK), "payments")
WAYS = ("own", "member", "carried")
FAMILIES = tuple(catalogue()["family"].unique().sort())
OF_ALERTS_TOLD = {
    "alert_points": "points that alerts gave it",
    "alert_most": "points that one alert gave it at most",
    "alerts": "alerts that count for it",
    "alert_red_flags": "different red flags among them",
    "alert_families": "families of red flags among them",
    "alert_own": "points of alerts that speak about it",
    "alert_member": "points of alerts that name it as a member",
    "alert_carried": "points carried to it along money",
    **{f"alert_{family}": f"points of red flags: {family}" for family in FAMILIES},
}
OF_ALERTS = tuple(OF_ALERTS_TOLD)
COUNTS = ("alerts", "alert_red_flags", "alert_families")


def known_alerts(account_scores: pl.LazyFrame, alerts: pl.LazyFrame) -> pl.DataFrame:
    """
    account, alert_id, red_flag, family, way, grains, end (seconds since EPOCH).

    One row a contribution of an alert to an account, as scores without a ranker are
    made of; an alert is known from the end of its window on.
    """
    ends = alerts.select(
        "alert_id", end=(pl.col("window_end") - EPOCH).dt.total_seconds()
    )
    family = catalogue().lazy().select("family", red_flag="id")
    return (
        account_scores.select(
            pl.int_range(pl.len(), dtype=pl.Int64).alias("account"), "contributions"
        )
        .explode("contributions", empty_as_null=False, keep_nulls=False)
        .unnest("contributions")
        .join(ends, on="alert_id", maintain_order="left")
        .join(family, on="red_flag", maintain_order="left")
        .select(
            *("account", "alert_id", "red_flag", "family"),
            *(pl.col("way").cast(pl.String), "end"),
            grains=(pl.col("points") / GRAIN).round().cast(pl.Int64),
        )
        .collect()
    )


def of_payments(
    ends: tuple[UInt32s, UInt32s], cents: Int64s, odds: tuple[Floats, Floats]
) -> Floats:
    """OF_PAYMENTS of each account of these payments, ascending by account."""
    sender, receiver = ends
    whole = np.maximum(cents, 0)
    both = pl.DataFrame(
        {
            "account": np.concatenate([sender, receiver]),
            "paid": np.repeat([True, False], sender.size),
            "other": np.concatenate([receiver, sender]),
            "cents": np.concatenate([whole, whole]),
            **{
                look: np.concatenate([each, each]).astype(np.float64)
                for look, each in zip(LOOKS, odds, strict=True)
            },
        }
    )
    measures = [each for look in LOOKS for each in _of_look(look)]
    found = both.group_by("account", maintain_order=True).agg(*measures, pl.len())
    return found.sort("account").drop("account").fill_null(np.nan).to_numpy()


def _of_look(look: str) -> list[pl.Expr]:
    odds, chance = pl.col(look), 1 / (1 + (-pl.col(look)).exp())
    high = odds > HIGH
    value = (chance * pl.col("cents")).sum() / pl.col("cents").sum()
    measures = {
        "most": odds.max(),
        "mean": odds.mean(),
        "top": odds.top_k(TOP).mean(),
        "third": odds.top_k(TOP).min(),
        "high": high.sum(),
        "high_share": high.mean(),
        "high_others": pl.col("other").filter(high).n_unique(),
        "most_paid": odds.filter("paid").max(),
        "most_got": odds.filter(~pl.col("paid")).max(),
        "sum": chance.sum(),
        "value_share": value,
    }
    return [measures[name].alias(f"{look}_{name}") for name in OF_LOOK]


def of_alerts(known: pl.DataFrame, accounts: Int64s, now: int) -> Floats:
    """OF_ALERTS of each of ``accounts``, by what was known at ``now`` (EPOCH)."""
    there = known.filter(
        pl.col("end").is_null()
        | pl.col("end").is_between(now - REMEMBERED_DAYS * DAY, now)
    )
    points = pl.col("grains")
    found = there.group_by("account").agg(
        alert_points=points.sum(),
        alert_most=points.max(),
        alerts=pl.col("alert_id").n_unique(),
        alert_red_flags=pl.col("red_flag").n_unique(),
        alert_families=pl.col("family").n_unique(),
        **{f"alert_{way}": points.filter(pl.col("way") == way).sum() for way in WAYS},
        **{
            f"alert_{family}": points.filter(pl.col("family") == family).sum()
            for family in FAMILIES
        },
    )
    wanted = pl.DataFrame({"account": accounts})
    rows = wanted.join(found, on="account", how="left", maintain_order="left")
    in_points = [name for name in OF_ALERTS if name not in COUNTS]
    return (
        rows.select(OF_ALERTS)
        .fill_null(0)
        .with_columns(pl.col(in_points) * GRAIN)
        .cast(pl.Float32)
        .to_numpy()
    )
