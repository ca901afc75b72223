"""Instant payments between friends, and money within the family."""

import numpy as np

from synthetic_data.world.payments import (
    CHANNEL,
    Payments,
    Scene,
    log_normal,
    poisson_days,
    together,
)
from synthetic_data.world.places import COUNTRIES, WAGES
from synthetic_data.world.population import NOBODY, Ints

RATE = 0.62  # a person and month
BY_TRANSFER = 0.15  # of sums between friends; judgement
CIRCLE = 7  # friends a person pays
ROUND = 0.45  # share of round amounts between friends
FAMILY_RATE = 0.16
CARER_RATE = 0.5


def friends(scene: Scene, rng: np.random.Generator) -> Payments:
    """
    Small sums in both directions within a circle of friends of the same country.

    Neighbours by number are friends too, so that debts are paid back.
    """
    people = scene.population.people
    someone = np.arange(people.country.size)
    habit = rng.gamma(1.5, 1 / 1.5, someone.size) * RATE * scene.calendar.months
    payer, day = poisson_days(rng, habit, someone, scene.calendar.day_weights("phone"))
    payee = _circle(scene, rng, payer)
    amount = _friendly(scene, rng, payer, 0.011, 1.05)
    time = scene.at(rng, day, "phone", payer)
    slow = rng.random(payer.size) < BY_TRANSFER
    ways = np.where(slow, scene.transfer(payer, payee), CHANNEL["instant"])
    rows = (rng, time, payer, payee, amount, ways.astype(np.uint8), "friends")
    return scene.pay(*rows)


def _circle(scene: Scene, rng: np.random.Generator, payer: Ints) -> Ints:
    """One of the few a person pays: by rank within the country, near and fixed."""
    country = scene.population.people.country
    payee = np.empty(payer.size, np.int64)
    # Zipf within the circle: the best friend is paid most.
    rank = 1 + np.minimum(rng.geometric(0.35, payer.size) - 1, CIRCLE - 1)
    for number in range(len(COUNTRIES)):
        here = np.flatnonzero(country == number)
        mine = np.flatnonzero(country[payer] == number)
        place = np.searchsorted(here, payer[mine])
        # Steps of changing sign and growing length; symmetric, so that pairs meet.
        step = (rank[mine] * rank[mine] + 1) // 2 * np.where(rank[mine] % 2, 1, -1)
        step = np.where(rng.random(mine.size) < 0.5, step, -step)
        payee[mine] = here[(place + step) % here.size]
    return payee


def _friendly(
    scene: Scene, rng: np.random.Generator, payer: Ints, of_wage: float, sigma: float
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    wage = WAGES[scene.population.people.country[payer]]
    amount = scene.local(wage * log_normal(rng, of_wage, sigma, payer.size), payer)
    whole = np.maximum(1, np.rint(amount / 5)) * 5
    return np.where(rng.random(payer.size) < ROUND, whole, np.maximum(amount, 0.5))


def families(scene: Scene, rng: np.random.Generator) -> Payments:
    """Support for those who earn little, gifts, and carers who order for others."""
    people = scene.population.people
    months = scene.calendar.months
    weights = scene.calendar.day_weights("phone")
    needy = np.flatnonzero((people.status == 2) | (people.status == 3))
    rate = np.full(needy.size, FAMILY_RATE * 3 * months)
    helped, day = poisson_days(rng, rate, needy, weights)
    giver = _circle(scene, rng, helped)
    # The helper is one of the circle and always the same one for most of them.
    steady = _steady(scene, rng, helped)
    giver = np.where(rng.random(helped.size) < 0.8, steady, giver)
    amount = _friendly(scene, rng, giver, 0.06, 0.7)
    time = scene.at(rng, day, "phone", giver)
    support = scene.pay(rng, time, giver, helped, amount, "transfer", "family")

    cared = np.flatnonzero(people.carer != NOBODY)
    account, on = poisson_days(
        rng, np.full(cared.size, CARER_RATE * months), cared, weights
    )
    spent = _friendly(scene, rng, account, 0.03, 0.7)
    when = scene.at(rng, on, "phone", account)
    ordered = scene.pay(
        *(rng, when, account, _circle(scene, rng, account), spent, "transfer"),
        "family",
        conductor=people.carer[account],
    )
    return together([support, ordered])


def _steady(scene: Scene, rng: np.random.Generator, helped: Ints) -> Ints:
    everyone = np.arange(scene.population.persons)
    return _circle(scene, rng, everyone)[helped]
