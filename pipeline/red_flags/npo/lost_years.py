"""Years in which what a charity paid was lost to sight, beside its peers' years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.counting import amount_between
from pipeline.red_flags.charities import beside_peers
from pipeline.red_flags.npo.books import PARTNER
from pipeline.red_flags.red_flag import Ledger

if TYPE_CHECKING:
    from pipeline.red_flags.npo.diversion import Thresholds


def lost_years(ledger: Ledger, out: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """
    Windows of ``out`` (as ``outflow`` tells it) that end with an unexplained payment
    and pass; overlapping: one alert. ``as_a_whole``: not by its partners alone.

    A window that would begin before the data of its charity ends as much later: one
    early stipend is no year.
    """
    length = limits.window_days * DAY
    time = pl.col("time").cast(pl.Int64)
    ends = out.with_columns(
        first=time - length,
        last=pl.max_horizontal(time, time.min().over("charity") + length),
    ).filter(pl.col("lost") > 0)
    ends = ends.with_columns(pl.col("last").clip(upper_bound=2**31 - 1))
    asked = (ends["charity"], ends["first"], ends["last"])
    amounts = {
        "outflow_cents": out["cents"],
        "unexplained_cents": out["lost"],
        "payments": (out["lost"] > 0).cast(pl.Int64),
        "partner_cents": out["lost"] * (out["part"] == PARTNER).cast(pl.Int64),
    }
    windows = ends.with_columns(
        pl.Series(name, amount_between(out["charity"], out["time"], amount, asked))
        for name, amount in amounts.items()
    ).with_columns(
        unexplained_share=pl.col("unexplained_cents") / pl.col("outflow_cents")
    )
    windows = windows.filter(
        pl.col("outflow_cents") >= max(limits.min_outflow_cents, 1),
        pl.col("payments") >= limits.min_payments,
    ).join(_fences(ledger, out), on="charity", how="left")
    share = pl.col("unexplained_share")
    alone = pl.col("fence").is_null() & (share >= limits.min_unexplained_share)
    beside = (share > pl.col("fence")) & (share >= limits.min_share_beside_peers)
    passed = pl.col("partner_cents") / pl.col("outflow_cents")
    onward = (passed > pl.col("partner_fence")) & (passed >= limits.min_partner_share)
    windows = windows.with_columns(as_a_whole=(alone | beside).fill_null(False))
    windows = windows.filter(pl.col("as_a_whole") | onward)
    windows = windows.sort("charity", "time", "row")
    apart = (pl.col("first") > pl.col("last").shift(1)) | (
        pl.col("charity") != pl.col("charity").shift(1)
    )
    return windows.with_columns(alert=apart.fill_null(True).cum_sum())


def _fences(ledger: Ledger, out: pl.DataFrame) -> pl.DataFrame:
    """Of each charity the fences of its peers' shares, and of those by partners."""
    lost, paid = pl.col("lost"), pl.col("cents").sum().clip(1)
    values = (
        out.group_by(account="charity")
        .agg(
            at=pl.col("time").max(),
            size_cents=pl.col("cents").sum(),
            value=lost.sum() / paid,
            by_partners=lost.filter(part=PARTNER).sum() / paid,
        )
        .sort("account")
    )
    whole = beside_peers(ledger, values.drop("by_partners"))
    passed = beside_peers(
        ledger, values.drop("value").rename({"by_partners": "value"})
    ).select("account", partner_fence="fence")
    return whole.join(passed, on="account").select(
        "peers", "fence", "partner_fence", charity="account"
    )
