"""transactions.csv: every transaction of a case, safe to open in a spreadsheet."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from pipeline.report.case_file import CaseFile
from pipeline.report.hostile_text import for_csv
from pipeline.report.wording import decimal_text

COLUMNS = (
    *("number", "transaction_id", "booked_at", "time_precision", "sender_account"),
    *("sender_role", "receiver_account", "receiver_role", "amount", "amount_status"),
    *("currency", "value", "channel", "sender_country", "receiver_country", "stage"),
    *("part", "red_flags", "alert_ids", "purpose", "conductor", "on_behalf_of"),
    *("branch", "latitude", "longitude", "device", "source_file", "source_line"),
)

MADE = ("value", "red_flags", "alert_ids")  # the others are columns of the case


def annex(case: CaseFile) -> bytes:
    """
    UTF-8 with a header, comma and newline; text is quoted, numbers are not.

    ``value`` is in the base currency; its sum is the case's total. An empty cell is
    unknown. Times are ISO 8601 in UTC.
    """
    columns: dict[str, Iterable[Any]] = {
        **{name: case.transactions[name] for name in COLUMNS if name not in MADE},
        "value": [cents_or_empty(cents) for cents in case.transactions["value_cents"]],
        "red_flags": [" ".join(case.flags_of(payment)) for payment in case.payments],
        "alert_ids": [" ".join(payment["alert_ids"]) for payment in case.payments],
    }
    cells = [_cells(columns[name]) for name in COLUMNS]
    lines = map(",".join, zip(*cells, strict=True))
    return "\n".join([",".join(COLUMNS), *lines, ""]).encode()


def cents_or_empty(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents).scaleb(-2)


def _cells(values: Iterable[Any]) -> list[str]:
    """The column's cells; each different value is worked out once."""
    known: dict[Any, str] = {None: ""}
    return [
        known[value] if value in known else known.setdefault(value, _cell(value))
        for value in values
    ]


def _cell(value: Any) -> str:
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return for_csv(value)
