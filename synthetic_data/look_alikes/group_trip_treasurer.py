"""
Treasurer of a group trip: members pay in, one books for all, leftovers go back alike.

Mimics:   facilitator network, cash couriers, low-value collection (schemes 01, 04, 15).
Ranges:   ../shared/schemes/look_alikes.csv, group_trip_treasurer (all judgement): 6-60
          members around 20, 150-3,000 euros each around 600, 1-15 % refunded, 30-240
          days, 300-9,000 euros of cash for the road.
Tells:    one event, a fare and beds for all, refunds to the same people in equal
          shares: leftovers go to many payers, not to one funder.
"""

import numpy as np

from synthetic_data.planting import (
    Instance,
    Planting,
    Site,
    recruit,
    skewed,
    span,
)
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.journeys import HOLIDAYS, buy
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.payments import CHANNEL
from synthetic_data.world.places import COUNTRIES, NUMBER, UNITS, WAGES
from synthetic_data.world.population import Floats, Ints

INSTALMENTS = (1, 2, 3)
ROAD = 0.12  # of the rows: what the treasurer pays on the way


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    population = site.population
    share = np.array([country.share for country in COUNTRIES]) ** 1.5
    home = int(rng.choice(len(COUNTRIES), p=share / share.sum()))
    here = population.persons_in(home)
    parts = int(rng.choice(INSTALMENTS, p=(0.3, 0.45, 0.25)))
    wished = int(np.clip(round(((1 - ROAD) * size - 5) / (parts + 1)), 6, 60))
    ring = recruit(rng, here, here, min(here.size, wished + 1))
    treasurer, members = int(ring[0]), ring[1:]
    first, last = span(rng, site, 30, 120, 240)
    level = WAGES[home] / WAGES[0]
    dues = level * float(skewed(rng, 150, 420, 3000, 1)[0]) / 0.92
    raised = _collect(instance, treasurer, members, (first, last), dues, parts)
    residual = float(skewed(rng, 0.01, 0.05, 0.15, 1)[0])
    road = max(1, size - instance.size - members.size - 5)
    _travel(instance, treasurer, last, raised * (1 - residual), road)
    _refund(instance, treasurer, members, last, raised * residual)
    instance.cast(treasurer)
    return instance


def _collect(
    instance: Instance,
    treasurer: int,
    members: Ints,
    days: tuple[int, int],
    dues: float,
    parts: int,
) -> float:
    """The same from everybody, at once or in instalments; dollars in all."""
    site, rng = instance.site, instance.rng
    payer = np.repeat(members, parts)
    part = np.tile(np.arange(parts), members.size)
    length = max(6, (days[1] - days[0]) * 3 // 4)
    day = days[0] + part * (length // parts) + rng.geometric(0.2, payer.size)
    day = np.minimum(day, days[1] - 2)
    time = site.scene.at(rng, day, "evening", payer)
    step = 5 * 10.0 ** np.floor(np.log10(UNITS[_country(site, payer)]))
    amount = np.maximum(1, np.rint(site.scene.local(dues / parts, payer) / step)) * step
    ways = site.scene.transfer(payer, np.full(payer.size, treasurer))
    fast = rng.random(payer.size) < 0.4
    ways = np.where(fast, CHANNEL["instant"], ways).astype(np.uint8)
    paid = (time, payer, treasurer, amount, ways, "friends")
    instance.add(site.scene.pay(rng, *paid))
    return dues * members.size


def _country(site: Site, payer: Ints) -> Ints:
    return site.population.people.country[payer].astype(np.int64)


def _travel(
    instance: Instance, treasurer: int, leaves: int, dollars: float, road: int
) -> None:
    """Fare and beds for all, cash for the road, and what is bought on the way."""
    site, rng = instance.site, instance.rng
    people = site.population.people
    lands = [NUMBER[code] for code in HOLIDAYS]
    far = int(rng.choice([n for n in lands if n != people.country[treasurer]]))
    booked = max(leaves - int(rng.integers(5, 20)), 1)
    level = float(people.income[treasurer] / 2500) ** 0.4
    cost: Floats = dollars * rng.dirichlet((5.0, 5.0, 2.0))
    for trade, sum_, day, place in (
        ("airline", cost[0], booked, None),
        ("hotel", cost[1], leaves, np.array([far])),
    ):
        who, on = np.array([treasurer]), np.array([day])
        price = max(20.0, float(sum_) / level)
        instance.add(buy(site.scene, rng, who, on, trade, price, place))
    draws = 1 + int(rng.random() < 0.5)
    cash = np.clip(np.full(draws, cost[2] / draws), 40, 9_000 / 0.92)
    who = np.full(draws, treasurer)
    on = np.maximum(leaves - rng.integers(0, 5, draws), 1)
    time = site.scene.at(rng, on, "machine", who)
    instance.add(take_out(site.scene, rng, who, time, cash))
    bought = np.minimum(leaves + rng.integers(0, 6, road), site.days - 3)
    one, there = np.full(road, treasurer), np.full(road, far, np.uint8)
    instance.add(spend(site.scene, rng, one, bought, scale=2.0, country=there))


def _refund(
    instance: Instance, treasurer: int, members: Ints, last: int, dollars: float
) -> None:
    """In equal shares to all members, a week or two after."""
    site, rng = instance.site, instance.rng
    payer = np.full(members.size, treasurer)
    day = min(last + 8 + int(rng.integers(0, 4)), site.days - 2)
    on = np.minimum(day + rng.integers(0, 2, members.size), site.days - 1)
    time = site.scene.at(rng, on, "evening", payer)
    amount = np.maximum(1, np.round(site.scene.local(dollars / members.size, payer), 2))
    back = (time, payer, members, amount, "instant", "friends")
    instance.add(site.scene.pay(rng, *back))


PLANTING = Planting(
    name="group_trip_treasurer",
    label="look_alike",
    smallest=24,
    typical=80,
    largest=300,
    months=3,
    red_flags=("TF-FLOW-07", "TF-FLOW-01", "TF-ACCT-03"),
    plant=plant,
)
