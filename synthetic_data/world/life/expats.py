"""People with an account in two countries: sums to themselves, and spending there."""

import numpy as np

from synthetic_data.world.life.remittances import wire_abroad
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.payments import (
    Payments,
    Scene,
    log_normal,
    poisson_days,
    together,
)
from synthetic_data.world.population import NOBODY

SENT, BACK, BUYS = 0.35, 0.08, 0.8  # a month; judgement
OF_PAY = 0.25  # of a month's pay, median; judgement


def expats(scene: Scene, rng: np.random.Generator) -> Payments:
    population = scene.population
    months = scene.calendar.months
    weights = scene.calendar.day_weights("office")
    owner = np.flatnonzero(population.abroad != NOBODY)
    parts = []
    for rate, outward in ((SENT, True), (BACK, False)):
        who, day = poisson_days(rng, np.full(owner.size, rate * months), owner, weights)
        there = population.abroad[who]
        dollars = population.people.income[who] * log_normal(rng, OF_PAY, 0.6, who.size)
        ends = (who, there) if outward else (there, who)
        time = scene.at(rng, day, "office", ends[0])
        sent = dollars if outward else dollars / 2
        parts.append(wire_abroad(scene, rng, *ends, time, sent, "saving"))
    who, day = poisson_days(rng, np.full(owner.size, BUYS * months), owner, weights)
    there = population.abroad[who]
    country = population.accounts.country[there]
    parts.append(spend(scene, rng, who, day, country=country, account=there))
    return together(parts)
