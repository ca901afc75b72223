"""Days and hours: working days, paydays, and the rhythm of the day and the week."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

DAY = 86_400  # seconds
HOUR = 3_600

# Relative weight of each local hour. Judgement: no published hourly table was found.
_HOURS = {
    "batch": "002588411000000000000000",
    "office": "000000016899787897310000",
    "shop": "000000024678778789974100",
    "meal": "000000012233797433589620",
    "evening": "211000001233345555689973",
    "phone": "210000013556776678998764",
    "machine": "100000124689988899876432",
}
# Sunday is 6; shops and offices rest, friends and meals do not.
_WEEK = {
    "batch": (1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0),
    "office": (1.1, 1.0, 1.0, 1.0, 1.0, 0.08, 0.03),
    "shop": (0.92, 0.92, 0.95, 1.0, 1.2, 1.25, 0.76),
    "meal": (0.8, 0.82, 0.9, 1.0, 1.25, 1.35, 1.0),
    "evening": (1.0, 1.0, 0.98, 0.96, 0.92, 1.0, 1.12),
    "phone": (0.95, 0.95, 0.95, 1.0, 1.15, 1.1, 0.95),
    "machine": (0.98, 0.95, 0.95, 1.05, 1.3, 1.15, 0.7),
}
RHYTHMS = tuple(_HOURS)
_MONTH = (0.93, 0.93, 0.98, 0.98, 1.0, 1.0, 1.02, 0.98, 0.98, 1.0, 1.06, 1.2)

# First days of the month of fasting, from published calendars; giving peaks there.
FASTING_MONTHS = (
    *(date(2020, 4, 24), date(2021, 4, 13), date(2022, 4, 2), date(2023, 3, 23)),
    *(date(2024, 3, 11), date(2025, 3, 1), date(2026, 2, 18), date(2027, 2, 8)),
)


@dataclass(frozen=True)
class Calendar:
    """``months`` whole months from ``first_day``; times are seconds since its start."""

    first_day: date
    months: int

    @property
    def epoch(self) -> int:
        """Unix time of the first midnight, UTC."""
        start = datetime(
            self.first_day.year, self.first_day.month, self.first_day.day, tzinfo=UTC
        )
        return int(start.timestamp())

    @cached_property
    def dates(self) -> NDArray[np.datetime64]:
        first = np.datetime64(self.first_day, "M")
        return np.arange(first, first + self.months, dtype="datetime64[D]")

    @property
    def days(self) -> int:
        return int(self.dates.size)

    @cached_property
    def month_starts(self) -> NDArray[np.int64]:
        first = np.datetime64(self.first_day, "M")
        starts = np.arange(first, first + self.months).astype("datetime64[D]")
        return np.asarray((starts - starts[0]).astype(np.int64), np.int64)

    @cached_property
    def weekday(self) -> NDArray[np.int64]:
        """Monday is 0."""
        days = self.dates.astype(np.int64)
        return np.asarray((days + 3) % 7, np.int64)

    def day_weights(self, rhythm: str) -> NDArray[np.float64]:
        """How busy each day is: week, season, and the days after pay."""
        month = self.dates.astype("datetime64[M]").astype(np.int64) % 12
        of_month = (self.dates - self.dates.astype("datetime64[M]")).astype(np.int64)
        after_pay = np.where((of_month >= 26) | (of_month < 4), 1.25, 1.0)
        weights = np.array(_WEEK[rhythm])[self.weekday] * np.array(_MONTH)[month]
        return np.asarray(weights * after_pay, np.float64)

    def giving_weights(self) -> NDArray[np.float64]:
        """``day_weights`` with the peaks of December and of the month of fasting."""
        weights = self.day_weights("evening")
        month = self.dates.astype("datetime64[M]").astype(np.int64) % 12
        weights = weights * np.where(month == 11, 2.2, 1.0)
        for begin in FASTING_MONTHS:
            since = (self.dates - np.datetime64(begin, "D")).astype(np.int64)
            weights = weights * np.where((since >= 0) & (since < 30), 2.0, 1.0)
            weights = weights * np.where((since >= 20) & (since < 30), 1.6, 1.0)
        return weights

    def working_day(self, day: NDArray[np.int64]) -> NDArray[np.int64]:
        """``day``, or the last working day before it; the first days move forward."""
        day = np.clip(day, 0, self.days - 1)
        weekday = self.weekday
        for _ in range(2):
            day = np.where(weekday[day] > 4, np.maximum(day - 1, 0), day)
        for _ in range(2):
            day = np.where(weekday[day] > 4, np.minimum(day + 1, self.days - 1), day)
        return day

    def monthly(self, of_month: NDArray[np.int64]) -> NDArray[np.int64]:
        """The working day of each ``of_month`` (1 to 31) in each month: (n, months)."""
        starts = self.month_starts
        ends = np.append(starts[1:], self.days) - 1
        return self.working_day(
            np.minimum(starts[None, :] + of_month[:, None] - 1, ends[None, :])
        )


@cache
def _cumulated(rhythm: str) -> NDArray[np.float64]:
    weights = np.array([int(hour) for hour in _HOURS[rhythm]], float)
    return np.asarray(np.cumsum(weights) / weights.sum(), np.float64)


def seconds_of_day(
    rng: np.random.Generator, rhythm: str, size: int
) -> NDArray[np.int64]:
    """Local seconds since midnight."""
    hour = np.searchsorted(_cumulated(rhythm), rng.random(size), side="right")
    return np.minimum(hour, 23) * HOUR + rng.integers(0, HOUR, size)


def days_by_weight(
    rng: np.random.Generator, weights: NDArray[np.float64], size: int
) -> NDArray[np.int64]:
    cumulated = np.cumsum(weights)
    drawn = np.searchsorted(cumulated, rng.random(size) * cumulated[-1], side="right")
    return np.asarray(np.minimum(drawn, weights.size - 1), np.int64)
