"""
A made-up run of two cases, small enough to check by hand and hostile where text may be.

Case NET-1 moves money from donors over collectors, a front and a facilitator to
operatives, who send leftovers to a paymaster; NET-2 is a chain of shells with unknown
amounts and vague times. Values are in cents of USD.
"""

from datetime import date
from typing import Any

import msgspec
import polars as pl

from pipeline.review.dispositions import Disposition
from pipeline.review.standing import review_cases
from pipeline.schemas import conform
from tests.report.hostile import HOSTILE
from tests.report.made_up_findings import findings
from tests.report.made_up_payments import CAST, SHELLS, payments


def made_up_tables() -> dict[str, pl.LazyFrame]:
    """Every table the report stage reads, as lazy frames that keep their contract."""
    rows = payments()
    place = {"source_file": "parties.csv", "source_line": 2}
    people = {
        account: f"P-{number}"
        for number, account in enumerate([*CAST, *SHELLS])
        if account not in ("ATM-77", "SHELL-3")
    }
    tables: dict[str, list[dict[str, Any]]] = {
        "transactions": rows,
        "parties": [
            {
                "party_id": party,
                "kind": "person",
                "names": [HOSTILE[number % len(HOSTILE)], f"Alias {number}"],
                "dates": [],
                "identifiers": [{"type": "passport", "value": f"X{number}"}],
                "addresses": [],
                "phones": [],
                "devices": [],
            }
            | place
            for number, party in enumerate(people.values())
        ],
        "graph_accounts": [
            {
                "account_id": account,
                "party_id": people.get(account),
                "kind": "cash" if account == "ATM-77" else "personal",
                "institution": "Bank <b>One</b>",
                "country": cast[2],
                "opened_on": date(2020, 1, 2),
            }
            for account, cast in (CAST | SHELLS).items()
        ]
        + [{"account_id": f"OTHER-{n}"} for n in range(100)],
        "relations": [
            {"a": people["OPER-1"], "b": people["PAYM-1"], "relation": "family"}
            | place,
            {
                "a": people["FAC-1"],
                "b": "PAYM-1",
                "relation": "delegated_access",
                "valid_from": date(2020, 5, 1),
                "source": HOSTILE[8],
            }
            | place,
        ],
        "quarantine": [
            {
                "table": "transactions",
                "reasons": ["amount_not_finite", "time_naive"],
                "delivered": '{"purpose": "<script>"}',
                "source_file": HOSTILE[5],
                "source_line": 7,
            },
            {
                "table": "transactions",
                "reasons": ["amount_not_finite"],
                "delivered": "{}",
                "source_file": "2021/payments.csv",
                "source_line": 90,
            },
        ],
        "intake": [
            {
                "table": "transactions",
                "rows_in": len(rows) + 2,
                "accepted": len(rows),
                "quarantined": 2,
            },
            {"table": "parties", "rows_in": 22, "accepted": 22, "quarantined": 0},
        ],
        "screening_lists": [{"list_name": "UN <i>consolidated</i>", "entries": 700}],
        "screening_hits": [
            {
                "party_id": people["PAYM-1"],
                "list_name": "UN <i>consolidated</i>",
                "list_date": date(2021, 1, 5),
                "entity": HOSTILE[3],
                "matched_on": "name",
                "similarity": 0.93,
                "exact_identifier": False,
            }
        ],
    }
    tables |= findings(rows)
    return reviewed(
        {
            name: conform(name, pl.DataFrame(list_, infer_schema_length=None)).lazy()
            for name, list_ in tables.items()
        }
    )


def reviewed(
    tables: dict[str, pl.LazyFrame],
    *decisions: Disposition,
    previous: dict[str, pl.LazyFrame] | None = None,
) -> dict[str, pl.LazyFrame]:
    """``tables`` with what reviewers decided, and what changed since ``previous``."""
    told = pl.LazyFrame(
        [msgspec.to_builtins(one) for one in decisions],
        dict.fromkeys(Disposition.__struct_fields__, pl.String),
    ).with_columns(pl.col("decided_on").str.to_date())
    names = ("cases", "case_members", "case_transactions", "alerts")
    judged = review_cases(*(tables[name] for name in names), told, previous)
    return tables | {name: table.lazy() for name, table in judged.items()}


def many_cases(copies: int) -> dict[str, pl.LazyFrame]:
    """The made-up run with each case ``copies`` times, under ids of their own."""
    tables = made_up_tables()
    numbers = pl.LazyFrame({"copy": range(copies)})
    for name in (
        *("cases", "case_members", "case_transactions", "key_channels", "disruption"),
        *("freeze_replay", "capacity", "counterfactuals", "hypotheses"),
    ):
        copied = tables[name].join(numbers, how="cross")
        case_id = pl.format("{}-{}", "case_id", "copy").alias("case_id")
        tables[name] = copied.with_columns(case_id).drop("copy")
    return reviewed(tables)
