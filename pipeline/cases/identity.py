"""Names that cases keep from run to run, and what they share with each other."""

import hashlib

import polars as pl

from pipeline.cases.core import Cores


def case_ids(cores: Cores, members: pl.DataFrame) -> dict[int, str]:
    """
    Of each case its id, by case: a digest of the id of one account, its anchor.

    The anchor is, of the accounts that alerts speak about, the one whose evidence
    begins first, motifs before others, then the smallest id. So a case keeps its id
    while data is added after it. Alerts about one account are always of one case, so
    ids differ.
    """
    begins = cores.evidence.group_by("alert").agg(pl.col("seconds").min())
    named = members.filter("subject").select("case", "account", "account_id")
    anchors = (
        cores.alerts.select("case", "alert", "account", "motif")
        .join(begins, on="alert", how="left")
        .join(named, on=["case", "account"])
        .sort(
            *("case", "motif", "seconds", "account_id"),
            descending=[False, True, False, False],
            nulls_last=True,
        )
        .unique("case", keep="first", maintain_order=True)
    )
    return {
        case: f"C-{hashlib.sha256(anchor.encode()).hexdigest()[:16].upper()}"
        for case, anchor in anchors.select("case", "account_id").iter_rows()
    }


def overlaps(members: pl.DataFrame, ids: dict[int, str]) -> pl.DataFrame:
    """
    case, overlaps: other cases that share accounts with it, those with most first.

    Hubs are left out: everybody shares them. Core and context count alike.
    """
    listed = members.filter(~pl.col("hub")).select("case", "account")
    met = (
        listed.join(listed, on="account", suffix="_other")
        .filter(pl.col("case") != pl.col("case_other"))
        .group_by("case", "case_other")
        .agg(shared_accounts=pl.len().cast(pl.Int64))
        .with_columns(
            case_id=pl.col("case_other").replace_strict(ids, return_dtype=pl.String)
        )
        .sort("case", "shared_accounts", "case_id", descending=[False, True, False])
    )
    told = pl.struct("case_id", "shared_accounts").alias("overlaps")
    return met.group_by("case", maintain_order=True).agg(told)
