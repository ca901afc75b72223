"""Roles that cases give to accounts of schemes, beside the roles they were cast for."""

import polars as pl

from pipeline.evaluate.truth import UNWITTING, Truth


def judge_roles(
    cases: pl.DataFrame, case_members: pl.DataFrame, truth: Truth
) -> pl.DataFrame:
    """
    One row a role: accounts cast for it, given it, both; precision, recall, f1.

    Of accounts of schemes that are members of cases, unwitting ones too. An account in
    several cases counts in the one of highest priority; one cast for several roles is
    right with any of them, else counts as the first by name. The mean of ``f1`` over
    roles that were cast is the macro F1.
    """
    cast = pl.concat(
        [
            truth.accounts.filter(pl.col("label") == "scheme").select(
                "subject_id", "role"
            ),
            pl.DataFrame(
                {"subject_id": truth.unwitting},
                schema_overrides={"subject_id": pl.String},
            ).with_columns(role=pl.lit(UNWITTING)),
        ]
    ).drop_nulls()
    roles = cast.group_by("subject_id").agg(cast=pl.col("role").unique().sort())
    given = (
        case_members.select(
            "case_id", pl.col("role").cast(pl.String), subject_id="account_id"
        )
        .join(cases.select("case_id", "priority"), on="case_id")
        .sort("priority", "case_id", descending=[True, False])
        .unique("subject_id", keep="first", maintain_order=True)
        .join(roles, on="subject_id")
    )
    right = pl.col("cast").list.contains(pl.col("role"))
    met = given.select(
        "role", cast=pl.when(right).then("role").otherwise(pl.col("cast").list.first())
    )
    counts = [
        met.group_by(role="cast").agg(cast=pl.len().cast(pl.Int64)),
        met.group_by("role").agg(given=pl.len().cast(pl.Int64)),
        met.filter(pl.col("role") == pl.col("cast"))
        .group_by("role")
        .agg(right=pl.len().cast(pl.Int64)),
    ]
    table = counts[0]
    for more in counts[1:]:
        table = table.join(more, on="role", how="full", coalesce=True)
    both = pl.col("cast") + pl.col("given")
    return (
        table.with_columns(pl.col("cast", "given", "right").fill_null(0))
        .with_columns(
            precision=pl.when(pl.col("given") > 0).then(
                pl.col("right") / pl.col("given")
            ),
            recall=pl.when(pl.col("cast") > 0).then(pl.col("right") / pl.col("cast")),
            f1=pl.when(pl.col("cast") > 0).then(2 * pl.col("right") / both),
        )
        .sort("role")
    )


def macro_f1(roles: pl.DataFrame) -> float | None:
    """Over roles that were cast; None where none was."""
    f1 = roles["f1"].drop_nulls()
    return float(f1.sum() / f1.len()) if f1.len() else None
