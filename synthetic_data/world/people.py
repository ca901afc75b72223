"""Persons and their households, before anybody pays anybody."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from synthetic_data.world.places import CODES, CORRIDORS, COUNTRIES, NUMBER, WAGES
from synthetic_data.world.population import NOBODY, Codes, Floats, Ints

HOUSEHOLD_SIZES = (0.38, 0.42, 0.14, 0.06)  # adults with an account: 1, 2, 3, 4
STATUS_SHARES = (0.62, 0.21, 0.08, 0.09)
STATUS_PAY = np.array([1.0, 0.55, 0.3, 0.38])  # of the country's wage
INCOME_SPREAD = np.array([0.55, 0.3, 0.35, 0.2])  # log-normal sigma
REMITTERS = 0.14  # share that supports somebody abroad


class Persons(NamedTuple):
    country: Codes
    household: Ints
    eldest: Ints  # the first person of the same household
    status: Codes
    income: Floats
    relative: Ints


USUAL_SHARES = tuple(country.share for country in COUNTRIES)


def draw_persons(
    rng: np.random.Generator, persons: int, shares: Sequence[float] = USUAL_SHARES
) -> Persons:
    """
    Whole households until ``persons`` are there; the last one may be cut short.

    ``shares`` of the persons live in each of COUNTRIES.
    """
    sizes = rng.choice(np.arange(1, 5), persons, p=HOUSEHOLD_SIZES)
    household = np.repeat(np.arange(persons), sizes)[:persons]
    homes = int(household[-1]) + 1
    # Spread by quota, so that a small world holds every country.
    quota = (np.arange(homes) + 0.5) / homes
    of_home = np.searchsorted(np.cumsum(shares) / np.sum(shares), quota)
    country = rng.permutation(of_home)[household].astype(np.uint8)
    status = rng.choice(len(STATUS_SHARES), persons, p=STATUS_SHARES).astype(np.uint8)
    spread = np.exp(rng.normal(0, 1, persons) * INCOME_SPREAD[status])
    return Persons(
        country=country,
        household=household,
        eldest=np.searchsorted(household, household),
        status=status,
        income=WAGES[country] * STATUS_PAY[status] * spread,
        relative=_relatives(rng, country),
    )


def _relatives(rng: np.random.Generator, country: Codes) -> Ints:
    """For each remitter a person at the other end of a corridor."""
    relative = np.full(country.size, NOBODY)
    sends = rng.random(country.size) < REMITTERS
    lane = rng.choice(3, country.size, p=(0.6, 0.28, 0.12))
    pick = rng.random(country.size)
    for number, code in enumerate(CODES):
        for rank, target in enumerate(CORRIDORS[code]):
            there = np.flatnonzero(country == NUMBER[target])
            here = np.flatnonzero(sends & (country == number) & (lane == rank))
            if there.size:
                relative[here] = there[(pick[here] * there.size).astype(np.int64)]
    return relative
