"""
Used cars: dealers buy from owners, sell at home, and ship some to other countries.

Where few people bank, a buyer abroad pays in cash, at a branch there; the rest comes by
wire or against papers.
"""

import numpy as np

from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.cash import bring_in
from synthetic_data.world.life.journeys import branch_in
from synthetic_data.world.life.remittances import wire_abroad
from synthetic_data.world.payments import (
    Payments,
    Scene,
    log_normal,
    poisson_days,
    together,
)
from synthetic_data.world.places import CORRIDORS, COUNTRIES, NUMBER
from synthetic_data.world.population import Ints

BOUGHT, TRADED_IN = 0.05, 0.04  # a person and year; judgement
PRICE, SPREAD = 4000.0, 0.5  # dollars; press on used cars in West Africa, 2022-23
EXPORTS = 1.6  # a dealer and month; judgement
BY_PAPERS, IN_CASH = 0.35, 0.25  # of exports; the rest is wired
FREIGHT = 0.12  # of the price


def cars(scene: Scene, rng: np.random.Generator) -> Payments:
    population = scene.population
    firms = population.firms
    weights = scene.calendar.day_weights("office")
    years = scene.calendar.months / 12
    everyone = np.arange(population.persons)
    parts = []
    for rate, sold in ((BOUGHT, False), (TRADED_IN, True)):
        chance = np.full(everyone.size, rate * years)
        who, day = poisson_days(rng, chance, everyone, weights)
        dealer = dealers_near(scene, rng, who)
        level = (population.people.income[who] / 2500) ** 0.5
        dollars = level * log_normal(rng, PRICE, SPREAD, who.size)
        payer, payee = (dealer, who) if sold else (who, dealer)
        amount = np.maximum(100, np.round(scene.local(dollars, payer), -1))
        time = scene.at(rng, day, "office", payer)
        words = "sale" if sold else "invoice"
        parts.append(scene.pay(rng, time, payer, payee, amount, "transfer", words))
    months = scene.calendar.months * population.firm_pace
    every = firms.of("cars")
    pace = EXPORTS * months * (0.3 + firms.weight[every - firms.first])
    dealer, day = poisson_days(rng, pace, every, weights)
    parts.append(export(scene, rng, dealer, day, importer_abroad(scene, rng, dealer)))
    return together(parts)


def export(
    scene: Scene, rng: np.random.Generator, dealer: Ints, day: Ints, importer: Ints
) -> Payments:
    """A car or two for each of ``importer``: paid in one of three ways, and shipped."""
    last = scene.calendar.days - 1
    dollars = log_normal(rng, PRICE, SPREAD, dealer.size)
    freight = scene.pay(
        *(rng, scene.at(rng, day, "office", dealer), dealer),
        *(shipper(scene, rng, dealer), scene.local(dollars * FREIGHT, dealer)),
        *("transfer", "invoice"),
    )
    paid = np.minimum(day + rng.integers(5, 120, day.size), last)
    time = scene.at(rng, paid, "office", importer)
    way = rng.random(day.size)
    papers = np.flatnonzero(way < BY_PAPERS)
    cash = np.flatnonzero((way >= BY_PAPERS) & (way < BY_PAPERS + IN_CASH))
    wired = np.flatnonzero(way >= BY_PAPERS + IN_CASH)
    against = scene.pay(
        *(rng, time[papers], importer[papers], dealer[papers]),
        *(scene.local(dollars[papers], importer[papers]), "trade_settlement"),
        "invoice",
    )
    carrier = scene.population.firms.officer
    by = carrier[importer[cash] - scene.population.firms.first]
    where = scene.population.accounts.country[importer[cash]].astype(np.int64)
    till = branch_in(scene, rng, where)
    brought = bring_in(
        *(scene, rng, dealer[cash], time[cash], dollars[cash]),
        branch=till,
        conductor=by,
    )
    some = (importer[wired], dealer[wired], time[wired], dollars[wired])
    return together(
        [freight, against, brought, wire_abroad(scene, rng, *some, "invoice")]
    )


def shipper(scene: Scene, rng: np.random.Generator, account: Ints) -> Ints:
    """Who ships from where each account is."""
    return _of_trade(scene, rng, scene.population.accounts.country[account], "shipping")


def dealers_near(scene: Scene, rng: np.random.Generator, person: Ints) -> Ints:
    return _of_trade(scene, rng, scene.population.people.country[person], "cars")


def importer_abroad(scene: Scene, rng: np.random.Generator, dealer: Ints) -> Ints:
    """A trader in a country that the dealer's has dealings with."""
    home = scene.population.accounts.country[dealer]
    far = np.array(
        [[NUMBER[code] for code in CORRIDORS[place.code]] for place in COUNTRIES]
    )
    there = far[home, rng.choice(3, home.size, p=(0.5, 0.3, 0.2))]
    return _of_trade(scene, rng, there, "wholesale")


def _of_trade(
    scene: Scene, rng: np.random.Generator, country: np.ndarray, trade: str
) -> Ints:
    population = scene.population
    firm = np.empty(country.size, np.int64)
    for number in range(len(COUNTRIES)):
        here = np.flatnonzero(country == number)
        offers = population.firms_in(number, trade)
        firm[here] = by_weight(rng, population.firms, offers, here.size)
    return firm
