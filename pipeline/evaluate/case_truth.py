"""What cases hold: which instances they cover, and how pure they are."""

import polars as pl

from pipeline.evaluate.truth import Truth


def cover(
    cases: pl.DataFrame, case_members: pl.DataFrame, truth: Truth, case_share: float
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    (instances, cases): one row a scheme instance, and one a case.

    An instance is covered where one case holds at least ``case_share`` of its witting
    accounts among its core members. A case's purity is the share of its core members
    that belong to any scheme, unwitting ones left out; null where none remains. Ties go
    to the case of higher priority, then to the smaller id.
    """
    core = (
        case_members.filter(pl.col("part").cast(pl.String) == "core")
        .select("case_id", subject_id="account_id")
        .unique()
        .filter(~pl.col("subject_id").is_in(truth.unwitting.implode()))
    )
    guilty = truth.accounts.filter(pl.col("label") == "scheme")
    sizes = guilty.group_by("name", "instance").agg(
        accounts=pl.col("subject_id").n_unique().cast(pl.Int64)
    )
    shared = (
        guilty.join(core, on="subject_id", how="inner")
        .group_by("name", "instance", "case_id")
        .agg(inside=pl.col("subject_id").n_unique().cast(pl.Int64))
        .join(cases.select("case_id", "priority"), on="case_id", how="left")
        .sort(["inside", "priority", "case_id"], descending=[True, True, False])
    )
    best = shared.unique(["name", "instance"], keep="first", maintain_order=True)
    instances = (
        sizes.join(best, on=["name", "instance"], how="left")
        .with_columns(pl.col("inside").fill_null(0))
        .with_columns(share=pl.col("inside") / pl.col("accounts"))
        .with_columns(covered=pl.col("share") >= case_share)
        .select(
            *("name", "instance", "accounts", "case_id", "inside", "share", "covered")
        )
        .sort("name", "instance")
    )
    in_scheme = core.join(
        guilty.select("subject_id").unique(), on="subject_id", how="semi"
    )
    counts = core.group_by("case_id").agg(core=pl.len().cast(pl.Int64))
    of_scheme = in_scheme.group_by("case_id").agg(of_schemes=pl.len().cast(pl.Int64))
    mostly = shared.sort(
        ["inside", "name", "instance"], descending=[True, False, False]
    ).unique("case_id", keep="first", maintain_order=True)
    judged = (
        cases.select("case_id", "priority")
        .join(counts, on="case_id", how="left")
        .join(of_scheme, on="case_id", how="left")
        .join(mostly.select("case_id", "instance"), on="case_id", how="left")
        .with_columns(pl.col("core", "of_schemes").fill_null(0))
        .with_columns(
            purity=pl.when(pl.col("core") > 0).then(
                pl.col("of_schemes") / pl.col("core")
            )
        )
        .sort(["priority", "case_id"], descending=[True, False])
    )
    return instances, judged
