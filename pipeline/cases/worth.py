"""
What an alert is worth: how rare it is, not how strong.

An alert is worth its red flag's weight in the catalogue, times the square root of its
strength, times −log10 of the share of accounts with an alert of that red flag as strong
or stronger, or with as many of them if that is rarer; ``motif_factor`` times as much if
the red flag needs the flow graph. An
extract does not tell how rare a thing is in its bank, so fewer accounts than
``common_accounts`` count as so many. ``pipeline.cases.line`` adds them up.
"""

import polars as pl

from pipeline.cases.line import UNIT
from pipeline.cases.settings import Settings

LEAST_MATERIAL = 0.2  # evidence that moved next to nothing still counts so much


def alert_worth(
    alerts: pl.DataFrame, accounts: int, settings: Settings
) -> pl.DataFrame:
    """
    ``alerts`` (red_flag, account, weight, strength, motif) with ``worth``, in UNITs.
    """
    raised = ["red_flag", "account"]
    as_strong = pl.col("strength").rank("max", descending=True).over("red_flag")
    often = (
        alerts.group_by(raised)
        .len("times")
        .with_columns(
            as_often=pl.col("times").rank("max", descending=True).over("red_flag")
        )
    )
    alerts = alerts.join(often, on=raised, maintain_order="left").drop("times")
    as_rare = pl.min_horizontal(as_strong, "as_often")
    rarity = -(as_rare / max(accounts, settings.common_accounts)).log10()
    factor = pl.when("motif").then(settings.motif_factor).otherwise(1.0)
    # The weight holds the strength once; its square root is wanted.
    weight = pl.col("weight") / pl.col("strength").sqrt()
    worth = (weight * rarity * factor).fill_nan(0).clip(0)
    told = alerts.with_columns(worth=(worth * UNIT).round().cast(pl.Int64))
    return told.drop("as_often")


def material(
    evidence: pl.DataFrame, core: pl.DataFrame, lives: pl.DataFrame, share: float
) -> pl.DataFrame:
    """
    case, material: from LEAST_MATERIAL to 1, by what of their dealings is evidence.

    1 from ``share`` of all that the core accounts moved in all the data: payments in
    passing between large firms are little reason to open a case. ``evidence`` has case,
    row, payer, payee, cents; ``core`` case, account. Accounts elsewhere do not count; 1
    where no value is known.
    """
    ends = [
        evidence.select("case", "row", "cents", account=end)
        for end in ("payer", "payee")
    ]
    moved = (
        pl.concat(ends).unique().group_by("case", "account").agg(pl.col("cents").sum())
    )
    sums = (
        core.select("case", "account")
        .join(lives.filter(~pl.col("elsewhere")), on="account")
        .join(moved, on=["case", "account"], how="left")
        .group_by("case")
        .agg(pl.col("cents", "turnover").sum())
    )
    part = pl.col("cents") / pl.col("turnover") / share
    some = pl.col("cents") > 0
    return sums.select(
        "case", material=pl.when(some).then(part.clip(LEAST_MATERIAL, 1)).otherwise(1.0)
    )
