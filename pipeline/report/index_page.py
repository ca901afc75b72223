"""The front page: every case to sort and filter, and what stands behind the run."""

from typing import Any

import polars as pl

from pipeline.report.html_page import checked, render, software
from pipeline.report.red_flag_text import red_flag_text
from pipeline.report.run_facts import RunFacts
from pipeline.review.standing import dismissed
from pipeline.report.sections.why import not_built

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
OWED = ('id="intake"', 'id="base-rates"', 'id="flags"')


def index_page(
    cases: pl.LazyFrame,
    case_members: pl.LazyFrame,
    case_dispositions: pl.LazyFrame,
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
    facts: dict[str, Any] = {
        "cases": rows,
        "ids_complete": complete,
        "columns": COLUMNS,
        "run": run,
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
