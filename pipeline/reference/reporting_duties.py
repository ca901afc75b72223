"""
What banks of a jurisdiction report by themselves, in words for a reader.

The same two files as ``reporting_limits``, which reads the limits that a program can
test; here is every duty on payments, also those without an amount, with its provenance
(VP official text read, VS secondary account, M memory).
"""

from datetime import date
from functools import cache
from typing import NamedTuple

import polars as pl

from pipeline.reference.frameworks import in_european_union
from pipeline.reference.partial_dates import first_certain_day, last_certain_day
from pipeline.reference.reporting_limits import HISTORY, IN_FORCE

# Duties of customs, shops and casinos: no bank sees them in its payments.
ELSEWHERE = (
    *("border cash", "goods cash", "goods/services cash", "casino cash"),
    *("cash precious goods", "cash metals/stones"),
)


class Duty(NamedTuple):
    country: str
    report: str
    kind: str
    amount: str  # with comparison and currency, or "no amount"
    provenance: str
    note: str
    begins: date | None  # None: not recorded
    ends: date | None  # exclusive


@cache
def _duties() -> dict[str, list[Duty]]:
    now = pl.read_csv(IN_FORCE, infer_schema=False)
    then = pl.read_csv(HISTORY, infer_schema=False)
    keys = ["iso", "report", "kind"]
    ended = then.group_by(keys).agg(replaced=last_certain_day("to").max())
    columns = (*keys, "amount", "ccy", "comparison", "provenance", "note")
    rows = pl.concat(
        [
            now.join(ended, on=keys, how="left", maintain_order="left").select(
                *columns[:-1],
                pl.col("note").fill_null(""),
                begins=pl.coalesce(first_certain_day("effective_from"), "replaced"),
                ends=pl.lit(None, pl.Date),
            ),
            then.with_columns(note=pl.lit("")).select(
                *columns, begins=first_certain_day("from"), ends=last_certain_day("to")
            ),
        ]
    ).filter(~pl.col("kind").is_in(ELSEWHERE))
    found: dict[str, list[Duty]] = {}
    for country, report, kind, amount, currency, sign, *rest in rows.iter_rows():
        words = _amount(amount, currency, sign)
        found.setdefault(country, []).append(Duty(country, report, kind, words, *rest))
    return found


def _amount(amount: str | None, currency: str | None, comparison: str | None) -> str:
    if not amount or comparison in (None, "all"):
        return "no amount"
    number = f"{float(amount):,.2f}".removesuffix(".00")
    signs = {">": "above", ">=": "from"}
    sign = signs.get(str(comparison), f"({comparison})")
    return f"{sign} {currency} {number}"


def duties(country: str, day: date) -> list[Duty]:
    """
    Those in force on ``day`` as far as recorded, the European Union's after its
    members' own. A duty whose start is not recorded is taken to have begun.
    """
    listed = _duties().get(country, [])
    if in_european_union(country):
        listed = [*listed, *_duties().get("EU", [])]
    return [
        duty
        for duty in listed
        if (duty.begins is None or duty.begins <= day)
        and (duty.ends is None or day < duty.ends)
    ]
