"""The stage: which decisions of reviewers stand for the cases of this run."""

from collections.abc import Mapping

import polars as pl

from pipeline.review.dispositions import evidence_digest
from pipeline.schemas import conform


def dismissed() -> pl.Expr:
    """Of rows of ``case_dispositions``: dismissed, and the evidence is the same."""
    return (pl.col("decision").cast(pl.String) == "dismiss").fill_null(False) & (
        pl.col("stands").fill_null(False)
    )


def review_cases(
    cases: pl.LazyFrame, case_transactions: pl.LazyFrame, dispositions: pl.LazyFrame
) -> Mapping[str, pl.DataFrame]:
    """
    One row a case: its evidence digest, and the latest decision that concerns it.

    A decision about the very same evidence stands, whatever the case is called now; of
    several the last in the log. Failing that, the last one about a case of this id is
    told, but does not stand: the evidence has changed since. ``dispositions`` comes in
    the order of the log.
    """
    evidence = (
        case_transactions.filter(pl.col("part").cast(pl.String) == "evidence")
        .group_by("case_id")
        .agg("transaction_id")
        .collect()
    )
    ids = dict(evidence.iter_rows())
    listed = cases.select("case_id").collect()
    digests = [evidence_digest(ids.get(case, ())) for case in listed["case_id"]]
    told = dispositions.collect()
    same = told.unique("evidence", keep="last", maintain_order=True)
    named = told.unique("case_id", keep="last", maintain_order=True)
    rows = listed.with_columns(evidence=pl.Series(digests, dtype=pl.String))
    standing = rows.join(same.drop("case_id"), on="evidence", how="inner")
    rest = rows.join(standing, on="case_id", how="anti").join(
        named.drop("evidence"), on="case_id", how="left"
    )
    judged = pl.concat(
        [
            standing.with_columns(stands=pl.lit(True)),
            rest.select(standing.columns).with_columns(
                stands=pl.when(pl.col("decision").is_not_null()).then(False)
            ),
        ]
    )
    ordered = rows.select("case_id").join(
        judged, on="case_id", how="left", maintain_order="left"
    )
    return {"case_dispositions": conform("case_dispositions", ordered)}
