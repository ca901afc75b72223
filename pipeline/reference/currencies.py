"""
What a currency code stands for: its decimals and the days it was money.

Decimals by ISO 4217 (``currency_exponents.csv`` lists all that differ from 2; those of
CLDR are for display and differ, as for IQD). Days by CLDR: from the first to the last
day that any territory had the currency.
"""

from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
from babel.core import get_global

from pipeline.reference.codes import currency_codes

EXPONENTS = Path(__file__).with_name("currency_exponents.csv")
USUAL_DECIMALS = 2
NOT_MONEY = ("XTS", "XXX")  # ISO 4217: for tests; no currency involved


@cache
def currencies() -> pl.DataFrame:
    """
    currency, decimals, issued_on, retired_on (last day), is_money; by code.

    A null day is open: not known, or not yet.
    """
    listed = pl.read_csv(EXPONENTS, schema_overrides={"decimals": pl.UInt8})
    decimals = dict(listed.select("currency", "decimals").iter_rows())
    days = _days_in_use()
    return pl.DataFrame(
        [
            (
                code,
                decimals.get(code, USUAL_DECIMALS),
                *days.get(code, (None, None)),
                code not in NOT_MONEY,
            )
            for code in currency_codes()
        ],
        schema={
            "currency": pl.String,
            "decimals": pl.UInt8,
            "issued_on": pl.Date,
            "retired_on": pl.Date,
            "is_money": pl.Boolean,
        },
        orient="row",
    )


def _days_in_use() -> dict[str, tuple[date | None, date | None]]:
    used: dict[str, list[tuple[date | None, date | None]]] = {}
    for periods in get_global("territory_currencies").values():
        for code, start, end, _ in periods:
            period = (date(*start) if start else None, date(*end) if end else None)
            used.setdefault(code, []).append(period)
    return {code: _hull(periods) for code, periods in used.items()}


def _hull(
    periods: list[tuple[date | None, date | None]],
) -> tuple[date | None, date | None]:
    starts = [start for start, _ in periods if start]
    ends = [end for _, end in periods if end]
    return (
        min(starts) if len(starts) == len(periods) else None,
        max(ends) if len(ends) == len(periods) else None,
    )
