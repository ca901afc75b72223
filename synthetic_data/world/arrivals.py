"""Newcomers: persons whose accounts open within the calendar."""

import numpy as np

from synthetic_data.world.population import Accounts, Ints

NEWCOMERS = 0.06  # share of persons


def arrivals(rng: np.random.Generator, persons: int, days: int) -> Ints:
    """0 for those known from the first day on; the last month brings nobody."""
    new = rng.random(persons) < NEWCOMERS
    return np.where(new, rng.integers(1, max(2, days - 30), persons), 0)


def opened(accounts: Accounts, arrived: Ints, today: int) -> Accounts:
    """A newcomer's accounts open on the day of arrival."""
    person = (accounts.owner >= 0) & (accounts.owner < arrived.size)
    day = arrived[np.where(person, accounts.owner, 0)]
    new = person & (day > 0)
    return accounts._replace(opened=np.where(new, today + day, accounts.opened))
