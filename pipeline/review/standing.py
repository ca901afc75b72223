"""The stage: what reviewers decided about these cases, and what is new in them."""

from collections.abc import Mapping

import polars as pl

from pipeline.review.dispositions import evidence_digest
from pipeline.run_diff import READ, compare
from pipeline.schemas import TABLES, conform


def dismissed() -> pl.Expr:
    """Of rows of ``case_dispositions``: dismissed, and the evidence is the same."""
    return (pl.col("decision").cast(pl.String) == "dismiss").fill_null(False) & (
        pl.col("stands").fill_null(False)
    )


def review_cases(
    cases: pl.LazyFrame,
    case_members: pl.LazyFrame,
    case_transactions: pl.LazyFrame,
    alerts: pl.LazyFrame,
    dispositions: pl.LazyFrame,
    previous: Mapping[str, pl.LazyFrame] | None,
) -> Mapping[str, pl.DataFrame]:
    """
    The decisions that concern these cases, and how they differ from ``previous``.

    ``previous`` has the tables of the run before by name, as ``run_diff.READ``; where
    there is none, or one of another version, nothing is compared.
    """
    now = {
        "cases": cases,
        "case_members": case_members,
        "case_transactions": case_transactions,
        "alerts": alerts,
    }
    table = "case_changes"
    changes = pl.DataFrame(schema=TABLES[table].create_empty().schema)
    if previous is not None and set(previous) >= set(READ):
        changes = conform(table, compare(previous, now).cases)
    decided = standing(cases, case_transactions, dispositions)
    return {"case_dispositions": decided, table: changes}


def standing(
    cases: pl.LazyFrame, case_transactions: pl.LazyFrame, dispositions: pl.LazyFrame
) -> pl.DataFrame:
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
    held = rows.join(same.drop("case_id"), on="evidence", how="inner")
    rest = rows.join(held, on="case_id", how="anti").join(
        named.drop("evidence"), on="case_id", how="left"
    )
    judged = pl.concat(
        [
            held.with_columns(stands=pl.lit(True)),
            rest.select(held.columns).with_columns(
                stands=pl.when(pl.col("decision").is_not_null()).then(False)
            ),
        ]
    )
    ordered = rows.select("case_id").join(
        judged, on="case_id", how="left", maintain_order="left"
    )
    return conform("case_dispositions", ordered)
