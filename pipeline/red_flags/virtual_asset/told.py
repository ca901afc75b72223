"""What is told of hubs that campaigns or emptied addresses pay."""

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.overlaps import joined_findings
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.virtual_asset.campaigns import gifts_before
from pipeline.red_flags.virtual_asset.convergence import Converged
from pipeline.red_flags.virtual_asset.swept_hubs import Swept


def with_gifts(
    ledger: Ledger, found: Converged, window: int, gifts: int, campaigns: int
) -> Swept:
    """
    Hubs of which ``campaigns`` are called so, or all together got at least ``gifts``
    since ``window`` seconds before their first payment.
    """
    given = gifts_before(ledger, found.ends, window)
    named = pl.col("campaign").filter("named").n_unique()
    enough = (
        found.ends.group_by("alert")
        .agg(named=named)
        .join(given.group_by("alert").agg(given=pl.len()), on="alert", how="left")
        .filter((pl.col("given") >= gifts) | (pl.col("named") >= campaigns))
    )
    evidence = pl.concat(
        [
            found.ends.select("alert", "row", part=pl.lit("to the hub")),
            found.way.select("alert", "row", part=pl.lit("on the way")),
            given,
        ]
    )
    return Swept(
        found.ends.join(enough, on="alert", how="semi", maintain_order="left"),
        evidence.join(enough, on="alert", how="semi", maintain_order="left"),
    )


def told_once(called: Swept, emptied: Swept) -> Swept:
    """
    Both together; hubs that share a payment, but for gifts, are one alert, told of
    where most campaigns meet, and all of them are its evidence.
    """
    # Even and odd, so that the alerts of the two stay apart.
    ends, evidence = (
        pl.concat(
            [
                each.with_columns(pl.col("alert").cast(pl.Int64) * 2 + number)
                for number, each in enumerate(tables)
            ],
            how="diagonal_relaxed",
        )
        for tables in zip(called, emptied, strict=True)
    )
    hubs = (
        ends.group_by("alert")
        .agg(pl.col("campaign").n_unique(), pl.col("hop").min())
        .sort("alert")
    )
    moved = (
        evidence.filter(pl.col("part") != "gift")
        .select("alert", "row")
        .unique()
        .sort("alert", "row")
    )
    ptr = np.zeros(hubs.height + 1, np.int64)
    np.cumsum(moved.group_by("alert", maintain_order=True).len()["len"], out=ptr[1:])
    joined = joined_findings(ptr, np.array(moved["row"], np.int64))
    hubs = hubs.with_columns(group=pl.Series(joined))
    first = hubs.sort("campaign", "hop", "alert", descending=[True, False, False])
    first = first.unique("group", keep="first", maintain_order=True)
    return Swept(
        ends.join(first.select("alert"), on="alert", how="semi", maintain_order="left"),
        evidence.join(hubs, on="alert", maintain_order="left")
        .drop("alert")
        .join(first.select("group", "alert"), on="group", maintain_order="left")
        .select("alert", "row", "part"),
    )


def summary(ledger: Ledger, ends: pl.DataFrame) -> pl.DataFrame:
    """
    One row an alert: account, campaigns, arrived_cents, passed_share (the least of a
    campaign's), hops, span_days.
    """
    time = pl.Series("time", ledger.rows.time[ends["row"]])
    return (
        ends.with_columns(time)
        .group_by("alert", maintain_order=True)
        .agg(
            account=pl.col("hub").first(),
            campaigns=pl.col("campaign").n_unique(),
            arrived_cents=pl.col("cents").sum(),
            known=pl.col("cents").is_not_null().any(),
            passed_share=pl.col("share").min(),
            hops=pl.col("hop").min(),
            span_days=(pl.col("time").max() - pl.col("time").min()) / DAY,
        )
        .with_columns(arrived_cents=pl.when("known").then("arrived_cents"))
        .drop("known")
        .sort("alert")
    )
