"""Who leaves in mid-life, when their accounts fall silent, and which are closed."""

import numpy as np
from numpy.typing import NDArray

from synthetic_data.planting import Instance
from synthetic_data.world.calendar import DAY
from synthetic_data.world.payments import Payments, Scene
from synthetic_data.world.population import NOBODY, Ints

LEAVERS = 0.04  # persons who move away in mid-life, their accounts left behind
CLOSED = 0.5  # share of accounts left behind that are closed


def silent_from(
    planted: list[Instance], scene: Scene, rng: np.random.Generator
) -> NDArray[np.int64]:
    """
    For each account the time its ordinary life ends; after the calendar if never.

    Silence alone tells nothing: some people move away for reasons of their own.
    """
    population = scene.population
    last = np.iinfo(np.int64).max
    parts = population.parties + 1  # the accounts of nobody come last
    leaves = np.full(parts, last)
    leaver = np.flatnonzero(rng.random(population.persons) < LEAVERS)
    leaves[leaver] = rng.integers(0, scene.calendar.days * DAY, leaver.size)
    silent = leaves[population.accounts.owner]
    for instance in planted:
        for account, time in instance.silent_from.items():
            silent[account] = min(silent[account], time)
    return silent


def closed_on(
    scene: Scene, silent: Ints, every: Payments, rng: np.random.Generator
) -> Ints:
    """Half of the accounts that fall silent are closed some weeks later, if unused."""
    used = np.zeros(silent.size, np.int64)
    for end in (every.sender, every.receiver):
        np.maximum.at(used, end, every.time // DAY)
    day = silent // DAY + rng.integers(14, 120, silent.size)
    closes = (used < day) & (day < scene.calendar.days)
    closes &= rng.random(silent.size) < CLOSED
    return np.where(closes, scene.calendar.epoch // DAY + day, NOBODY)
