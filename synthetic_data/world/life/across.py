"""Firms and persons across borders: work from afar, sellers' proceeds, orders."""

import numpy as np

from synthetic_data.world.life.remittances import wire_abroad
from synthetic_data.world.payments import (
    Payments,
    Scene,
    log_normal,
    poisson_days,
    together,
)
from synthetic_data.world.population import Ints

# Judgement throughout: times a firm or person and month, and dollars, medians.
WORK, SELLERS, GOODS = (0.14, 650.0), (0.12, 180.0), (0.04, 500.0)
ORDERS = 0.006, 220.0
STOCK = 0.08, 900.0  # of shops from shops
KNOWN = 3  # abroad, to a firm
TOPICS = ("invoice", "travel", "tuition", "goods")  # of what persons order
ODDS = (0.55, 0.2, 0.1, 0.15)


def across(scene: Scene, rng: np.random.Generator) -> Payments:
    """Freelancers, sellers by way of a shop, goods of persons and shops; and orders."""
    firms = scene.population.firms
    everyone = np.arange(scene.population.persons)
    makers = firms.of("services", "maker", "wholesale")
    shops = firms.of("online", "electronics", "clothing")
    return together(
        [
            _by_firms(scene, rng, makers, everyone, WORK, "invoice"),
            _by_firms(scene, rng, shops, everyone, SELLERS, "sale"),
            _by_firms(scene, rng, makers, everyone, GOODS, "goods"),
            _by_firms(scene, rng, shops, shops, STOCK, "invoice"),
            *_orders(scene, rng, makers),
        ]
    )


def _by_firms(
    scene: Scene,
    rng: np.random.Generator,
    firms: Ints,
    payees: Ints,
    habit: tuple[float, float],
    topic: str,
) -> Payments:
    population = scene.population
    rate, dollars = habit
    pace = np.full(firms.size, rate * population.firm_pace * scene.calendar.months)
    payer, day = poisson_days(rng, pace, firms, scene.calendar.day_weights("office"))
    known = rng.choice(payees, (population.parties, KNOWN))
    payee = known[payer, rng.integers(0, KNOWN, payer.size)]
    return _wired(scene, rng, payer, payee, day, dollars, topic)


def _orders(scene: Scene, rng: np.random.Generator, makers: Ints) -> list[Payments]:
    """A course, a holiday flat, a part for an old car."""
    everyone = np.arange(scene.population.persons)
    rate, dollars = ORDERS
    keen = rng.gamma(0.5, 2.0, everyone.size) * rate * scene.calendar.months
    weights = scene.calendar.day_weights("evening")
    payer, day = poisson_days(rng, keen, everyone, weights)
    topic = rng.choice(len(TOPICS), payer.size, p=ODDS)
    parts = []
    for number, words in enumerate(TOPICS):
        rows = np.flatnonzero(topic == number)
        payee = rng.choice(makers, rows.size)
        ends = (payer[rows], payee, day[rows])
        parts.append(_wired(scene, rng, *ends, dollars, words))
    return parts


def _wired(
    scene: Scene,
    rng: np.random.Generator,
    payer: Ints,
    payee: Ints,
    day: Ints,
    median: float,
    topic: str,
) -> Payments:
    """Where the two are in different countries; else it is no affair of this part."""
    country = scene.population.accounts.country
    far = np.flatnonzero(country[payer] != country[payee])
    dollars = log_normal(rng, median, 0.9, far.size)
    time = scene.at(rng, day[far], "office", payer[far])
    rows = (scene, rng, payer[far], payee[far], time, dollars)
    return wire_abroad(*rows, topic)
