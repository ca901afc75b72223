"""Prepaid cards, loaded and spent, and sums paid by cheque."""

import numpy as np

from synthetic_data.world.life.shopping import spend
from synthetic_data.world.payments import (
    Payments,
    Scene,
    log_normal,
    poisson_days,
    rounded,
    together,
)
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import NOBODY, Ints

CHEQUES = 0.1  # a person and month, in the US only
TOP_UPS, SPENDINGS = 1.0, 1.6  # a prepaid card and month


def online(scene: Scene, rng: np.random.Generator) -> Payments:
    population = scene.population
    people = population.people
    months = scene.calendar.months
    weights = scene.calendar.day_weights("evening")
    parts = []
    cards = np.flatnonzero(people.prepaid != NOBODY)
    who, day = poisson_days(rng, np.full(cards.size, TOP_UPS * months), cards, weights)
    amount = rounded(scene.local(log_normal(rng, 40.0, 0.6, who.size), who), 5.0)
    time = scene.at(rng, day, "shop", who)
    parts.append(scene.pay(rng, time, who, people.prepaid[who], amount, "prepaid_load"))
    parts.append(_spent(scene, rng, cards))
    writers = np.flatnonzero(people.country == NUMBER["US"])
    who, day = poisson_days(
        rng, np.full(writers.size, CHEQUES * months), writers, weights
    )
    payee = population.firms_in(NUMBER["US"], "services", "property")
    amount = log_normal(rng, 150.0, 0.9, who.size)
    time = scene.at(rng, day, "office", who)
    to = payee[rng.integers(0, payee.size, who.size)]
    parts.append(scene.pay(rng, time, who, to, amount, "cheque", "invoice"))
    return together(parts)


def _spent(scene: Scene, rng: np.random.Generator, cards: Ints) -> Payments:
    """What prepaid cards buy, mostly online."""
    people = scene.population.people
    rate = np.full(cards.size, SPENDINGS * scene.calendar.months)
    weights = scene.calendar.day_weights("evening")
    who, day = poisson_days(rng, rate, cards, weights)
    return spend(scene, rng, who, day, scale=0.6, account=people.prepaid[who])
