"""Journeys: a fare, nights, cards and cash abroad, and home again."""

import numpy as np

from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.payments import (
    Payments,
    Scene,
    log_normal,
    poisson_days,
    together,
)
from synthetic_data.world.places import COUNTRIES, NUMBER
from synthetic_data.world.population import NOBODY, Floats, Ints

A_YEAR = 0.5  # journeys abroad that leave a trace, a person; judgement
HOMELAND = 0.3  # of those with a relative abroad, the share that goes there
HOLIDAYS = ("FR", "GB", "TR", "AE", "US", "DE")
FARE, NIGHTS, HIRE = 240.0, 420.0, 210.0  # dollars, medians; judgement
BY_CARD, HIRES, CASH = 3.0, 0.2, 0.8  # purchases, hires, withdrawals a journey
LONGEST = 21  # days


def journeys(scene: Scene, rng: np.random.Generator) -> Payments:
    population = scene.population
    everyone = np.arange(population.persons)
    habit = rng.gamma(0.7, 1 / 0.7, everyone.size) * A_YEAR * scene.calendar.months / 12
    weights = scene.calendar.day_weights("evening")
    who, leaves = poisson_days(rng, habit, everyone, weights)
    where = destinations(scene, rng, who)
    stays = 2 + rng.integers(0, LONGEST - 2, who.size)
    booked = np.maximum(leaves - rng.integers(1, 60, who.size), 0)
    parts = [
        buy(scene, rng, who, booked, "airline", FARE),
        buy(scene, rng, who, leaves, "hotel", NIGHTS, where),
    ]
    hires = np.flatnonzero(rng.random(who.size) < HIRES)
    parts.append(
        buy(scene, rng, who[hires], leaves[hires], "vehicle_hire", HIRE, where[hires])
    )
    last = scene.calendar.days - 1
    for rate, cash in ((BY_CARD, False), (CASH, True)):
        trip = np.repeat(np.arange(who.size), rng.poisson(rate, who.size))
        on = leaves[trip] + (rng.random(trip.size) * stays[trip]).astype(np.int64)
        on = np.minimum(on, last)
        if not cash:
            lands = where[trip].astype(np.uint8)
            parts.append(spend(scene, rng, who[trip], on, country=lands))
            continue
        time = scene.at(rng, on, "machine", who[trip])
        dollars = log_normal(rng, 110.0, 0.6, trip.size)
        till = branch_in(scene, rng, where[trip])
        parts.append(take_out(scene, rng, who[trip], time, dollars, branch=till))
    return together(parts)


def destinations(scene: Scene, rng: np.random.Generator, who: Ints) -> Ints:
    """A country each: the relative's for some, else a usual one, never home."""
    people = scene.population.people
    usual = np.array([NUMBER[code] for code in HOLIDAYS])
    where = usual[rng.integers(0, usual.size, who.size)]
    home = people.country[who]
    where = np.where(where == home, usual[(rng.integers(0, usual.size - 1))], where)
    relative = people.relative[who]
    visits = (relative != NOBODY) & (rng.random(who.size) < HOMELAND)
    where = np.where(visits, people.country[relative], where)
    return np.where(where == home, (home + 1) % len(COUNTRIES), where).astype(np.int64)


def buy(
    scene: Scene,
    rng: np.random.Generator,
    who: Ints,
    day: Ints,
    trade: str,
    dollars: float,
    country: Ints | None = None,
    payer: Ints | None = None,
) -> Payments:
    """
    One card purchase for each of ``who`` of a firm of ``trade``, at home unless
    ``country`` says where; from account ``payer``, by default the main one.
    """
    population = scene.population
    place = population.people.country[who] if country is None else country
    firm = np.empty(who.size, np.int64)
    for number in range(len(COUNTRIES)):
        here = np.flatnonzero(place == number)
        if not here.size:
            continue
        offers = population.firms_in(number, trade)
        firm[here] = by_weight(rng, population.firms, offers, here.size)
    sender = who if payer is None else payer
    level = (scene.population.people.income[who] / 2500) ** 0.4
    amount: Floats = scene.local(
        level * log_normal(rng, dollars, 0.6, who.size), sender
    )
    time = scene.at(rng, day, "evening", sender)
    return scene.pay(rng, time, sender, firm, amount, "card", device=country is None)


def branch_in(scene: Scene, rng: np.random.Generator, country: Ints) -> Ints:
    """A branch of each country."""
    places = scene.population.branches
    first = np.searchsorted(places.country, country)
    count = np.searchsorted(places.country, country, side="right") - first
    return np.asarray(first + (rng.random(country.size) * count).astype(np.int64))
