"""
When authorities of a jurisdiction are at work, for plans that need them all at once.

``office_hours.csv``: the capital's zone and standard offset from the IANA time zone
database, and the weekend of CLDR (0 is Monday). Summer time moves the hours by one;
public holidays are not in it.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

OFFICE_HOURS = Path(__file__).with_name("office_hours.csv")
OPENS, CLOSES = 9 * 60, 17 * 60  # minutes of the local day; our assumption
DAY = 24 * 60


class OfficeHours(NamedTuple):
    offset_minutes: int  # ahead of UTC, standard time
    weekend: frozenset[int]  # days of the week, 0 is Monday


@cache
def office_hours() -> dict[str, OfficeHours]:
    rows = pl.read_csv(OFFICE_HOURS)
    return {
        country: OfficeHours(offset, frozenset(_days(first, last)))
        for country, _, offset, first, last in rows.iter_rows()
    }


def _days(first: int, last: int) -> list[int]:
    return [(first + step) % 7 for step in range((last - first) % 7 + 1)]


def open_countries(minute: int, countries: list[str]) -> list[str]:
    """Those of ``countries`` at work at ``minute`` of a UTC day, on a working day."""
    hours = office_hours()
    return [
        country
        for country in countries
        if country in hours
        and OPENS <= (minute + hours[country].offset_minutes) % DAY < CLOSES
    ]
