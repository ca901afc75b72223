"""The front page: every case to sort and filter, and what stands behind the run."""

from collections import Counter
from typing import Any

import polars as pl

from pipeline.report.html_page import checked, render, software
from pipeline.report.red_flag_text import red_flag_text
from pipeline.report.run_facts import RunFacts
from pipeline.report.sections.why import not_built
from pipeline.review.standing import dismissed
from pipeline.schemas.words import CASE_CHANGES

IDS_LETTERS = 600_000  # account ids on the page for searching; beyond, none
COLUMNS = (
    ("Case", False),
    ("Priority", True),
    ("Period", False),
    ("Accounts", True),
    ("Transactions", True),
    ("Known value", True),
    ("Stages", False),
    ("Red flags", False),
    ("Countries", False),
    ("Review", False),
)
SINCE = ("Since the run before", False)
MOST_GONE = 20  # named on the page; all are in the table case_changes
OWED = ('id="intake"', 'id="base-rates"', 'id="flags"')


def index_page(
    cases: pl.LazyFrame,
    case_members: pl.LazyFrame,
    case_dispositions: pl.LazyFrame,
    case_changes: pl.LazyFrame,
    run: RunFacts,
    base_currency: str,
) -> bytes:
    """
    By priority, highest first, those that a reviewer dismissed last.

    Raises ContractError where something is owed.
    """
    ids = case_members.group_by("case_id").agg(ids=pl.col("account_id").sort())
    rows = (
        cases.join(ids, on="case_id", how="left")
        .join(case_dispositions, on="case_id", how="left")
        .with_columns(dismissed=dismissed())
        .sort(["dismissed", "priority", "case_id"], descending=[False, True, False])
        .collect()
        .to_dicts()
    )
    complete = sum(len(one) for row in rows for one in row["ids"] or ()) <= IDS_LETTERS
    for row in rows:
        row["ids"] = row["ids"] if complete and row["ids"] else []
    texts = {
        red_flag: red_flag_text(red_flag)
        for red_flag in sorted(
            {flag for row in rows for flag in row["red_flags"]}
            | {row["red_flag"] for row in run.red_flag_status}
        )
    }
    changes = _changes(case_changes)
    facts: dict[str, Any] = {
        "cases": rows,
        "ids_complete": complete,
        "changes": changes,
        "columns": (*COLUMNS, SINCE) if changes else COLUMNS,
        "run": run,
        "cases_ranked": sum(row["set_by"] == "ranker" for row in rows),
        "currency": base_currency,
        "accepted": next(
            (row["accepted"] for row in run.intake if row["table"] == "transactions"), 0
        ),
        "tested": sum(row["testable"] for row in run.red_flag_status),
        "not_built": not_built(run),
        "red_flags": sorted({flag for row in rows for flag in row["red_flags"]}),
        "countries": sorted({code for row in rows for code in row["countries"]}),
        "titles": {red_flag: text.title for red_flag, text in texts.items()},
        "sources": {red_flag: text.source for red_flag, text in texts.items()},
        "software": software(),
    }
    return checked(render("index.html", "index.js", **facts), OWED)


def _changes(case_changes: pl.LazyFrame) -> dict[str, Any] | None:
    """What is new since the run before; None where there was none."""
    rows = case_changes.collect().to_dicts()
    if not rows:
        return None
    gone = [row for row in rows if row["case_id"] is None]
    told = Counter(row["change"] for row in rows)
    return {
        "by_case": {row["case_id"]: row for row in rows if row["case_id"]},
        "counts": {change: told[change] for change in CASE_CHANGES},
        "gone": gone[:MOST_GONE],
        "gone_beyond": len(gone) - len(gone[:MOST_GONE]),
    }
