"""transactions.csv: every transaction of a case, safe to open in a spreadsheet."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from pipeline.report.case_file import CaseFile
from pipeline.report.hostile_text import for_csv
from pipeline.report.wording import cents_text, decimal_text

COLUMNS = (
    *("number", "transaction_id", "booked_at", "time_precision", "sender_account"),
    *("sender_role", "receiver_account", "receiver_role", "amount", "amount_status"),
    *("currency", "value", "channel", "sender_country", "receiver_country", "stage"),
    *("part", "red_flags", "alert_ids", "purpose", "conductor", "on_behalf_of"),
    *("branch", "latitude", "longitude", "device", "source_file", "source_line"),
)


def annex(case: CaseFile) -> bytes:
    """
    UTF-8 with a header, comma and newline; text is quoted, numbers are not.

    ``value`` is in the base currency; its sum is the case's total. An empty cell is
    unknown. Times are ISO 8601 in UTC.
    """
    lines = [",".join(COLUMNS)]
    for payment in case.payments:
        row = payment | {
            "value": payment["value_cents"],
            "red_flags": " ".join(case.flags_of(payment)),
            "alert_ids": " ".join(payment["alert_ids"]),
        }
        lines.append(",".join([_cell(name, row[name]) for name in COLUMNS]))
    return ("\n".join(lines) + "\n").encode()


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "value":
        return cents_text(value)
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return for_csv(value)
