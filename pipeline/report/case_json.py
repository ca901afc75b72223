"""case.json: everything about a case, for programs; text exactly as delivered."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.report.case_file import CaseFile
from pipeline.report.sections.casework import casework_rows
from pipeline.report.wording import cents_text, decimal_text

SCHEMA = Path(__file__).with_name("case.schema.json")
FORMAT = 1  # raised when a reader of the last one would break
NOTICE = "A lead for human review, not a finding of guilt; everything is alleged."
SAFE_INTEGER = 2**53 - 1  # beyond it other programs' numbers lose digits


def case_json(case: CaseFile, facts: dict[str, Any]) -> bytes:
    """
    Strict JSON in ASCII, one order of keys, a line for each key and each row of a
    table; ``SCHEMA`` describes it and lies at the root of the site.

    ``facts`` as ``case_page.case_facts`` has them.

    Ids are strings. Money is a string with a decimal point: ``*_cents`` columns become
    plain names in the base currency. Null is unknown.
    """
    facts_told = {
        "$schema": f"../../{SCHEMA.name}",
        "format": FORMAT,
        "notice": NOTICE,
        "handling": case.run.settings.handling,
        "case_id": case.case_id,
        "status": case.status,
        "priority": case.priority,
        "priority_set_by": case.set_by,
        "base_currency": case.base_currency,
        "first_at": case.first_at,
        "last_at": case.last_at,
        "data_up_to": case.run.last_booked,
        "value_cents": case.value_cents,
        "unknown_values": case.unknown_values,
        "stages": case.stages,
        "red_flags": case.red_flags,
        "countries": case.countries,
        "notes": case.notes,
        "summary": facts["summary"]._asdict(),
        "stage_totals": [
            {
                "stage": one.name,
                "transactions": one.payments,
                "unknown_values": one.unknown,
                "value_cents": one.cents,
            }
            for one in facts["stages"]
        ],
        "data_gaps": [gap._asdict() for gap in facts["gaps"]],
        "red_flags_not_testable": [
            {"red_flag": row["red_flag"], "reason": row["reason"]}
            for row in case.run.not_testable
        ],
        "expected_precision": [one._asdict() for one in case.run.expected_precision],
        "rates_from": case.run.settings.rates_from or "assumptions, not evaluated",
        **casework_rows(facts),
    }
    tables = {
        "members": case.members,
        "relations": case.relations,
        "screening_hits": case.screening_hits,
        "alerts": case.alerts,
        "evidence": case.evidence,
        "key_channels": case.key_channels,
        "disruption": case.disruption,
        "freeze_replay": case.freeze_replay,
        "capacity": case.capacity,
        "counterfactuals": case.counterfactuals,
        "hypotheses": case.hypotheses,
        "transactions": case.transactions,
    }
    lines = [f'"{key}": {_strict(value)}' for key, value in plain(facts_told).items()]
    for name, table in tables.items():
        rows = ",\n".join(map(_strict, plain_rows(table)))
        lines.append(f'"{name}": [\n{rows}\n]')
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _strict(value: Any) -> str:
    return json.dumps(value, allow_nan=False)


def plain_rows(table: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """``plain`` for each row, looking only at columns that JSON cannot take as is."""
    names = [name.removesuffix("_cents") for name in table.columns]
    changes = [
        (at, name)
        for at, (name, dtype) in enumerate(table.schema.items())
        if not isinstance(dtype, pl.String | pl.Enum | pl.Boolean)
    ]
    for row in table.iter_rows():
        values = list(row)
        for at, name in changes:
            values[at] = plain(values[at], name)
        yield dict(zip(names, values, strict=True))


def plain(value: Any, name: str = "") -> Any:
    """``value`` in JSON's own types; ``name`` is the key it stands under."""
    if isinstance(value, dict):
        return {key.removesuffix("_cents"): plain(v, key) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner, name) for inner in value]
    return _scalar(value, name)


def _scalar(value: Any, name: str) -> Any:
    shown = value
    if isinstance(value, Decimal):
        shown = decimal_text(value)
    elif isinstance(value, date):  # datetime is one too
        shown = value.isoformat()
    elif isinstance(value, float):
        shown = value if isfinite(value) else None
    elif isinstance(value, int) and name.endswith("_cents"):
        shown = cents_text(value)
    elif isinstance(value, int) and abs(value) > SAFE_INTEGER:
        shown = str(value)
    return shown
