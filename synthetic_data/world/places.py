"""
Where the world's people bank: currency, level of pay, cities, corridors.

The units per dollar are a price level for made-up amounts, not exchange rates: the
pipeline values transactions with its own dated table. Weights, wages and corridors are
judgement; banks, like everybody in this world, are fictional.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Country(NamedTuple):
    code: str
    currency: str
    units: float  # of its currency in a dollar
    share: float  # of the world's persons
    wage: float  # median pay of a month, dollars
    utc_hours: int  # offset, without summer time
    banks: int
    note: int  # what cash machines count in, own currency
    cities: tuple[tuple[str, float, float], ...]


COUNTRIES = (
    Country(
        *("DE", "EUR", 0.92, 0.25, 2700, 1, 5, 10),
        (("Berlin", 52.52, 13.40), ("Hamburg", 53.55, 9.99), ("Köln", 50.94, 6.96)),
    ),
    Country(
        *("FR", "EUR", 0.92, 0.13, 2500, 1, 4, 10),
        (("Paris", 48.86, 2.35), ("Lyon", 45.76, 4.84), ("Lille", 50.63, 3.06)),
    ),
    Country(
        *("GB", "GBP", 0.79, 0.18, 2800, 0, 4, 10),
        (("London", 51.51, -0.13), ("Leeds", 53.80, -1.55), ("Cardiff", 51.48, -3.18)),
    ),
    Country(
        *("US", "USD", 1.0, 0.14, 3600, -5, 5, 20),
        (("New York", 40.71, -74.01), ("Miami", 25.76, -80.19), ("Boston", 42.36, -71)),
    ),
    Country(
        *("AE", "AED", 3.67, 0.07, 2100, 4, 3, 50),
        (("Dubai", 25.20, 55.27), ("Sharjah", 25.35, 55.42)),
    ),
    Country(
        *("TR", "TRY", 32.0, 0.07, 800, 3, 3, 100),
        (("Istanbul", 41.01, 28.98), ("Gaziantep", 37.06, 37.38), ("İzmir", 38.42, 27)),
    ),
    Country(
        *("PK", "PKR", 279.0, 0.05, 320, 5, 3, 500),
        (("Karachi", 24.86, 67.00), ("Lahore", 31.55, 74.34)),
    ),
    Country(
        *("KE", "KES", 135.0, 0.05, 380, 3, 3, 100),
        (("Nairobi", -1.29, 36.82), ("Garissa", -0.45, 39.64)),
    ),
    Country(
        *("ML", "XOF", 605.0, 0.03, 170, 0, 2, 1000),
        (("Bamako", 12.64, -8.00), ("Gao", 16.27, -0.04)),
    ),
    Country(
        *("SO", "USD", 1.0, 0.03, 160, 3, 2, 10),  # mostly dollars in practice
        (("Mogadishu", 2.05, 45.32), ("Bosaso", 11.28, 49.18)),
    ),
)
CODES = tuple(country.code for country in COUNTRIES)
NUMBER = {code: number for number, code in enumerate(CODES)}
COIN = "USDT"  # the one virtual asset of this world: a dollar each
CURRENCIES = (*dict.fromkeys(country.currency for country in COUNTRIES), COIN)

UNITS = np.array([country.units for country in COUNTRIES])
WAGES = np.array([country.wage for country in COUNTRIES])
UTC_SECONDS = np.array([country.utc_hours * 3600 for country in COUNTRIES])
NOTES = np.array([country.note for country in COUNTRIES])
CURRENCY_OF = np.array([CURRENCIES.index(c.currency) for c in COUNTRIES], np.uint8)
UNITS_OF_CURRENCY = np.array(
    [
        next((c.units for c in COUNTRIES if c.currency == code), 1.0)
        for code in CURRENCIES
    ]
)

# Hundredths in the smallest sum of each currency: West African francs have no cents.
SMALLEST = np.array([100 if code == "XOF" else 1 for code in CURRENCIES])

# Where money earned in a country is sent to; first the more travelled corridor.
CORRIDORS = {
    "DE": ("TR", "PK", "KE"),
    "FR": ("ML", "TR", "KE"),
    "GB": ("PK", "SO", "KE"),
    "US": ("KE", "SO", "PK"),
    "AE": ("PK", "KE", "TR"),
    "TR": ("DE", "GB", "AE"),
    "PK": ("AE", "GB", "TR"),
    "KE": ("GB", "SO", "US"),
    "ML": ("FR", "AE", "TR"),
    "SO": ("KE", "AE", "GB"),
}


def countries(*codes: str) -> NDArray[np.uint8]:
    """The numbers of ``codes``."""
    return np.array([NUMBER[code] for code in codes], np.uint8)
