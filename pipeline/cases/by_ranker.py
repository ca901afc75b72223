"""
What a ranker makes of a group of alerts: how certain it is of the core accounts.

A group is as certain as the more certain half of its core accounts are on average (of
an odd number, the larger half). One account alone does not carry a large group, and
those that the others paid or used do not weigh it down.
"""

import polars as pl

from pipeline.cases.settings import Settings
from pipeline.priority import GRAIN


def priorities_by_ranker(
    core: pl.DataFrame, priority: pl.DataFrame, settings: Settings
) -> dict[int, float] | None:
    """
    Of each case its priority from 0 to 100, a multiple of GRAIN.

    ``core`` has case and account; ``priority`` has account, priority and set_by. None
    where no ranker set priorities, or cases are not to follow it.
    """
    ranked = (priority["set_by"].cast(pl.String) == "ranker").any()
    if not (ranked and settings.follow_ranker):
        return None
    grains = (pl.col("priority") / GRAIN).round().cast(pl.Int64).alias("grains")
    half = ((pl.len() + 1) // 2).cast(pl.UInt32)
    higher = pl.col("grains").sort(descending=True).head(half)
    found = (
        core.select("case", "account")
        .join(priority.select("account", grains), on="account")
        .group_by("case")
        .agg(higher.sum() // half)
    )
    return {case: whole * GRAIN for case, whole in found.iter_rows()}
