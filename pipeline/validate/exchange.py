"""Rates of the day between any currency and the base currency."""

from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.errors import ConfigError
from pipeline.reference.codes import currency_codes

LAST_DAY = (date(2068, 1, 1) - date(1970, 1, 1)).days


class CrossRates:
    """
    Units of the base currency per unit of any other, for each day of 1970–2067.

    Both legs go through the US dollar, whose own rate is 1 by definition.
    """

    def __init__(self, rates: pl.DataFrame, base_currency: str) -> None:
        """Raises ConfigError for a base currency that is no code."""
        codes = currency_codes()
        if base_currency not in codes:
            raise ConfigError(
                "base_currency is no currency code; "
                "give one of ISO 4217 in capitals, e.g. USD."
            )
        self.base_currency = base_currency
        usd: dict[str, NDArray[np.float64]] = {}
        for currency, start, end, rate in rates.select(
            "currency", "valid_from", "valid_to", "usd_per_unit"
        ).iter_rows():
            days = usd.setdefault(currency, np.full(LAST_DAY, np.nan))
            days[_day(start) : LAST_DAY if end is None else _day(end)] = rate
        usd["USD"] = np.ones(LAST_DAY)
        unknown = np.full(LAST_DAY, np.nan)
        base = usd.get(base_currency, unknown)
        crossed = {code: rate / base for code, rate in usd.items()}
        crossed[base_currency] = np.ones(LAST_DAY)  # needs no rate to itself
        known = sorted(crossed)
        self._per_unit = np.stack([unknown, *(crossed[code] for code in known)])
        line = {code: number for number, code in enumerate(known, start=1)}
        self._line = np.array([line.get(code, 0) for code in codes])

    def at(self, currency: pl.Series, booked_at: pl.Series) -> pl.Series:
        """The rate for each row, null where there is none or the row lacks a part."""
        lines = self._line[currency.to_physical().fill_null(0).to_numpy()]
        days = booked_at.dt.epoch("d").fill_null(0).to_numpy()
        rate = pl.Series(self._per_unit[lines, days], nan_to_null=True)
        known = currency.is_not_null() & booked_at.is_not_null()
        return rate.set(~known, None)


def _day(day: date) -> int:
    return min(max((day - date(1970, 1, 1)).days, 0), LAST_DAY)
