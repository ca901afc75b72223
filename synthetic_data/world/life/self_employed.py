"""People who work for firms of their place on their own account, and buy for it."""

import numpy as np

from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.cash import bring_in
from synthetic_data.world.payments import (
    Payments,
    Scene,
    log_normal,
    poisson_days,
    together,
)
from synthetic_data.world.places import COUNTRIES, WAGES
from synthetic_data.world.population import NOBODY, Ints

SHARE = 0.03  # of persons; judgement, as are the others
JOBS, CLIENTS = 1.3, 14  # a month; firms that may call, of which few do often
OF_WAGE, SPREAD = 0.25, 0.7  # a job
IN_CASH = 0.15  # of jobs: the client banks it for them
SUPPLIES, OF_SUPPLY = 0.6, 0.09  # a month; of a wage
CLIENT_TRADES = (
    *("groceries", "restaurant", "services", "maker", "wholesale", "property"),
    *("clothing", "electronics", "pharmacy", "transport", "fuel"),
)


def self_employed(scene: Scene, rng: np.random.Generator) -> Payments:
    """Invoices of many firms, unevenly; most of it goes on living like a wage."""
    population = scene.population
    firms = population.firms
    weights = scene.calendar.day_weights("office")
    someone = np.flatnonzero(rng.random(population.persons) < SHARE)
    keen = rng.gamma(2.0, 0.5, someone.size) * scene.calendar.months
    who, day = poisson_days(rng, keen * JOBS, someone, weights)
    client = _clients(scene, rng, who)
    wage = WAGES[population.people.country[who]]
    dollars = wage * log_normal(rng, OF_WAGE, SPREAD, who.size)
    time = scene.at(rng, day, "office", client)
    cash = rng.random(who.size) < IN_CASH
    amount = np.maximum(1, scene.local(dollars, client))[~cash]
    paid = (rng, time[~cash], client[~cash], who[~cash], amount, "transfer", "invoice")
    brings = firms.officer[client[cash] - firms.first]
    mine = np.where(brings == who[cash], NOBODY, brings)
    parts = [
        scene.pay(*paid),
        bring_in(*(scene, rng, who[cash], time[cash], dollars[cash]), conductor=mine),
    ]
    who, day = poisson_days(rng, keen * SUPPLIES, someone, weights)
    shop = firm_near(scene, rng, who, "wholesale", "maker")
    wage = WAGES[population.people.country[who]]
    dollars = wage * log_normal(rng, OF_SUPPLY, SPREAD, who.size)
    time = scene.at(rng, day, "office", who)
    amount = np.maximum(1, scene.local(dollars, who))
    parts.append(scene.pay(rng, time, who, shop, amount, "transfer", "invoice"))
    return together(parts)


def _clients(scene: Scene, rng: np.random.Generator, who: Ints) -> Ints:
    """One of each person's own clients, the first ones the most often."""
    habit = np.arange(scene.population.persons)
    pool = np.stack(
        [firm_near(scene, rng, habit, *CLIENT_TRADES) for _ in range(CLIENTS)]
    )
    rank = np.minimum(rng.exponential(CLIENTS / 3, who.size).astype(int), CLIENTS - 1)
    return np.asarray(pool[rank, who], np.int64)


def firm_near(
    scene: Scene, rng: np.random.Generator, person: Ints, *trades: str
) -> Ints:
    """A firm in the country of each person."""
    population = scene.population
    country = population.people.country[person]
    firm = np.empty(person.size, np.int64)
    for number in range(len(COUNTRIES)):
        here = np.flatnonzero(country == number)
        offers = population.firms_in(number, *trades)
        firm[here] = by_weight(rng, population.firms, offers, here.size)
    return firm
