"""Why an account or transaction has its priority: the stored contributions, joined."""

from typing import Any

import polars as pl

from pipeline.runs import Run

SUBJECTS = ("account", "transaction")
PARTS = (
    *("red_flag", "stage", "points", "way", "hops", "via", "alert_id"),
    *("sentence", "peers", "peers_counted", "tail"),
)


def is_case(run: Run, subject_id: str) -> bool:
    cases = run.scan("cases").filter(pl.col("case_id") == subject_id)
    return bool(cases.collect().height)


def why(run: Run, subject_id: str) -> dict[str, Any] | None:
    """
    subject, id, priority, rank, of (how many are ranked), and contributions, largest
    first, each with PARTS; they add up to the priority, or, where ``set_by`` says that
    a ranker set it, to the one before, which ``ranker`` has. None where there is no
    such account or transaction; of an id that both have, the account.
    """
    for subject in SUBJECTS:
        scores = run.scan(f"{subject}_scores")
        found = scores.filter(pl.col(f"{subject}_id") == subject_id).collect()
        if found.height:
            told = found.row(0, named=True)
            return {
                "subject": subject,
                "id": subject_id,
                "priority": told["priority"],
                "rank": told["rank"],
                "set_by": told["set_by"],
                "of": scores.select(pl.len()).collect().item(),
                "contributions": _told(run, found).to_dicts(),
                "ranker": _ranker(run, subject, subject_id, found),
            }
    return None


def _ranker(
    run: Run, subject: str, subject_id: str, found: pl.DataFrame
) -> dict[str, Any] | None:
    """
    Where a ranker set priorities: the one ``before``, by alerts alone, whether it was
    ``kept`` from falling, and ``reasons``; None without a ranker.
    """
    told = run.scan("ranker_reasons")
    if told.head(1).collect().is_empty():
        return None
    own = pl.col("subject").cast(pl.String) == subject
    rows = told.filter(own, pl.col("subject_id") == subject_id).collect().to_dicts()
    parts = found["contributions"].explode(empty_as_null=False, keep_nulls=False)
    points = parts.struct.field("points")
    before: dict[str, Any] = {
        "before": points.sum() or 0.0,
        "kept": False,
        "reasons": [],
    }
    return before | {name: rows[0][name] for name in before if rows}


def _told(run: Run, found: pl.DataFrame) -> pl.DataFrame:
    parts = (
        found.select("contributions")
        .explode("contributions", empty_as_null=False, keep_nulls=False)
        .unnest("contributions")
        .with_columns(pl.col("stage", "way").cast(pl.String))
    )
    alerts, weights = (
        run.scan(table)
        .select("alert_id", *columns)
        .filter(pl.col("alert_id").is_in(parts["alert_id"].unique().implode()))
        .collect()
        for table, columns in (
            ("alerts", ("sentence",)),
            ("alert_weights", ("peers", "peers_counted", "tail")),
        )
    )
    return (
        parts.join(alerts, on="alert_id", maintain_order="left")
        .join(weights, on="alert_id", maintain_order="left")
        .select(PARTS)
    )
