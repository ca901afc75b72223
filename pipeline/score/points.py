"""
The priority of each subject and the contributions that add up to it exactly.

Evidence and points are whole numbers; see ``pipeline.priority``.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.priority import GRAIN, priority_grains
from pipeline.schemas import CREDIT_WAYS, FINANCING_STAGES

Int64s = NDArray[np.int64]


def grains_of(counted: pl.DataFrame, subjects: int) -> Int64s:
    """Of each of ``subjects``, numbered from 0, its priority in grains."""
    total = counted.group_by("subject").agg(total=pl.col("evidence").sum())
    grains = np.zeros(subjects, np.int64)
    found = total.select("subject", grains=priority_grains(pl.col("total")))
    grains[found["subject"].to_numpy()] = found["grains"].to_numpy()
    return grains


def ranks_of(grains: Int64s) -> Int64s:
    """1 for the highest; of equals the first row, so that no two have the same."""
    order = np.argsort(-grains, kind="stable")
    rank = np.empty(grains.size, np.int64)
    rank[order] = np.arange(1, grains.size + 1)
    return rank


def contributions_of(counted: pl.DataFrame, alerts: pl.DataFrame) -> pl.DataFrame:
    """
    subject, contributions; one row a subject, ascending; largest points first.

    ``counted`` is all that counts for its subjects, with the grains of each;
    ``alerts`` has alert, alert_id, red_flag, stages. ``via`` must be an account id.
    """
    # Integers of at most 27 + 30 bits: the product stays below 2^63.
    share = pl.col("grains") * pl.col("evidence") // (pl.col("parts") * pl.col("total"))
    rest = pl.col("grains") - pl.col("points").sum().over("subject")
    first = pl.col("subject").is_first_distinct()
    by = ["subject", "points", "alert", "way", "stage"]
    return (
        counted.join(alerts, on="alert", maintain_order="left")
        .with_columns(
            total=pl.col("evidence").sum().over("subject"),
            parts=pl.col("stages").list.len().cast(pl.Int64),
        )
        .with_columns(points=share)
        .explode("stages", empty_as_null=False, keep_nulls=False)
        .with_columns(
            stage=pl.col("stages").cast(pl.Enum(FINANCING_STAGES)),
            way=pl.col("way").cast(pl.Enum(CREDIT_WAYS)),
        )
        .sort(by, descending=[name == "points" for name in by])
        .with_columns(points=pl.col("points") + pl.when(first).then(rest).otherwise(0))
        .group_by("subject", maintain_order=True)
        .agg(
            contributions=pl.struct(
                "alert_id",
                "red_flag",
                "stage",
                points=pl.col("points") * GRAIN,
                way="way",
                hops="hops",
                via="via",
            ),
        )
    )
