"""Crowdfunding, virtual assets, prepaid cards, and sums paid by cheque."""

import numpy as np

from synthetic_data.world.payments import (
    Payments,
    Scene,
    log_normal,
    poisson_days,
    rounded,
    together,
)
from synthetic_data.world.places import COUNTRIES, NUMBER
from synthetic_data.world.population import NOBODY, Ints

BACKERS, INVESTORS, CHEQUES = 0.02, 0.025, 0.1  # a person and month; cheques: US only
TOP_UPS = 1.0  # a prepaid card and month


def online(scene: Scene, rng: np.random.Generator) -> Payments:
    population = scene.population
    people = population.people
    months = scene.calendar.months
    everyone = np.arange(population.persons)
    weights = scene.calendar.day_weights("evening")
    parts = []
    for rate, trade, channel, dollars, topic in (
        (BACKERS, "crowdfunding", "crowdfunding", 50.0, "gift"),
        (INVESTORS, "exchange", "virtual_asset", 120.0, None),
    ):
        keen = rng.gamma(0.3, 1 / 0.3, everyone.size) * rate * months
        who, day = poisson_days(rng, keen, everyone, weights)
        amount = scene.local(log_normal(rng, dollars, 0.9, who.size), who)
        amount = np.where(rng.random(who.size) < 0.5, rounded(amount, 10.0), amount)
        time = scene.at(rng, day, "evening", who)
        payee = _platform(scene, who, trade)
        parts.append(scene.pay(rng, time, who, payee, amount, channel, topic))
        back = rng.random(who.size) < 0.3
        parts.append(
            scene.pay(
                *(rng, scene.at(rng, day[back], "office", payee[back]), payee[back]),
                *(who[back], amount[back] * rng.uniform(0.5, 1.4, int(back.sum()))),
                *("transfer", "sale"),
            )
        )
    cards = np.flatnonzero(people.prepaid != NOBODY)
    who, day = poisson_days(rng, np.full(cards.size, TOP_UPS * months), cards, weights)
    amount = rounded(scene.local(log_normal(rng, 40.0, 0.6, who.size), who), 5.0)
    time = scene.at(rng, day, "shop", who)
    parts.append(scene.pay(rng, time, who, people.prepaid[who], amount, "prepaid_load"))
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


def _platform(scene: Scene, who: Ints, trade: str) -> Ints:
    """The platform of each person's country."""
    population = scene.population
    platform = np.array(
        [population.firms_in(number, trade)[0] for number in range(len(COUNTRIES))]
    )
    return platform[population.people.country[who]]
