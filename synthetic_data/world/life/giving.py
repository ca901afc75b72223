"""Ordinary donations, and what charities do with them."""

import numpy as np

from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.payments import (
    Payments,
    Scene,
    log_normal,
    poisson_days,
    together,
)
from synthetic_data.world.places import COUNTRIES, WAGES
from synthetic_data.world.population import Ints

DONORS = 0.3
A_MONTH = 0.5
GIFT, SPREAD = 20.0, 1.35  # dollars; CAF: median 20, mean 65
SUPPLIED, RELIEF, STIPENDS, IN_CASH = 0.8, 0.45, 0.35, 0.12  # a charity and month


def donations(scene: Scene, rng: np.random.Generator) -> Payments:
    """Gifts by donors to a cause of their country, most in the holiday seasons."""
    population = scene.population
    people = population.people
    donors = np.flatnonzero(rng.random(population.persons) < DONORS)
    habit = rng.gamma(0.8, 1 / 0.8, donors.size) * A_MONTH * scene.calendar.months
    who, day = poisson_days(rng, habit, donors, scene.calendar.giving_weights())
    cause = _cause(scene, rng, who)
    wealth = WAGES[people.country[who]] / WAGES[0]
    amount = scene.local(wealth * log_normal(rng, GIFT, SPREAD, who.size), who)
    whole = rng.random(who.size) < 0.7
    amount = np.where(whole, np.maximum(5, np.rint(amount / 5) * 5), amount)
    time = scene.at(rng, day, "evening", who)
    # By transfer, by card on the charity's page, or by phone.
    parts = np.array_split(rng.permutation(who.size), 3)
    ways = ("transfer", "card", "instant")
    return together(
        [
            scene.pay(
                *(rng, time[rows], who[rows], cause[rows], amount[rows], way, "gift")
            )
            for rows, way in zip(parts, ways, strict=True)
        ]
    )


def charities(scene: Scene, rng: np.random.Generator) -> Payments:
    """Suppliers, partners abroad, stipends to persons, and cash where banks are few."""
    population = scene.population
    firms = population.firms
    months = scene.calendar.months * population.firm_pace
    weights = scene.calendar.day_weights("office")
    cause = firms.of("charity")
    parts = []
    partners = cause
    suppliers = firms.of("wholesale", "services")
    for rate, receivers, size in (
        (SUPPLIED, suppliers, 700.0),
        (RELIEF, partners, 1400.0),
        (STIPENDS, np.arange(population.persons), 320.0),
    ):
        payer, day = poisson_days(
            rng, np.full(cause.size, rate * months), cause, weights
        )
        habit = rng.integers(0, receivers.size, (population.parties, 4))
        payee = receivers[habit[payer, rng.integers(0, 4, payer.size)]]
        amount = scene.local(log_normal(rng, size, 0.9, payer.size), payer)
        time = scene.at(rng, day, "office", payer)
        parts.append(scene.pay(rng, time, payer, payee, amount, "transfer", "project"))
    payer, day = poisson_days(
        rng, np.full(cause.size, IN_CASH * months), cause, weights
    )
    dollars = log_normal(rng, 500.0, 0.8, payer.size)
    officer = firms.officer[payer - firms.first]
    time = scene.at(rng, day, "office", payer)
    parts.append(take_out(scene, rng, payer, time, dollars, conductor=officer))
    return together(parts)


def _cause(scene: Scene, rng: np.random.Generator, donor: Ints) -> Ints:
    """A donor gives to one cause, now and then to another."""
    population = scene.population
    country = population.people.country
    usual = np.empty(population.persons, np.int64)
    other = np.empty(donor.size, np.int64)
    for number in range(len(COUNTRIES)):
        offers = population.firms_in(number, "charity")
        here = np.flatnonzero(country == number)
        usual[here] = by_weight(rng, population.firms, offers, here.size)
        mine = np.flatnonzero(country[donor] == number)
        other[mine] = by_weight(rng, population.firms, offers, mine.size)
    return np.where(rng.random(donor.size) < 0.75, usual[donor], other)
