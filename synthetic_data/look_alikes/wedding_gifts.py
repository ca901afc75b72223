"""
Wedding gifts: dozens of guests give one couple a little within days of one day.

Mimics:   mirror campaigns and low-value collection (schemes 04, 05).
Ranges:   ../shared/schemes/look_alikes.csv, wedding_gifts: 40-200 guests around 82,
          25-137 pounds each around 65 (VS); two weeks, half of it in cash (judgement).
Tells:    one day, one couple, then a hall, a caterer and a journey.
"""

import numpy as np

from synthetic_data.planting import Instance, Planting, Site, recruit, skewed
from synthetic_data.world.calendar import days_by_weight
from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.cash import bring_in
from synthetic_data.world.life.journeys import buy, destinations
from synthetic_data.world.payments import CHANNEL, rounded
from synthetic_data.world.places import COUNTRIES, UNITS, WAGES
from synthetic_data.world.population import NOBODY, Ints

GIVEN = 0.82  # of the rows; the rest is cash brought in and the feast
GBP = 1 / 0.79  # dollars


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    scene, people = site.scene, site.population.people
    share = np.array([country.share for country in COUNTRIES]) ** 1.5
    home = int(rng.choice(len(COUNTRIES), p=share / share.sum()))
    here = site.population.persons_in(home)
    together = here[people.joint[here] != NOBODY]
    bride = int(recruit(rng, together, here, 1)[0])
    joint = int(people.joint[bride])
    into = joint if joint != NOBODY and rng.random() < 0.6 else bride
    crowd = here[people.household[here] != people.household[bride]]
    # Saturdays, mostly in summer; a feast needs time to be paid.
    weights = scene.calendar.day_weights("meal")[: site.days - 45].copy()
    weights[:25] = 0
    weights *= np.where(scene.calendar.weekday[: weights.size] == 5, 12.0, 1.0)
    wedding = int(days_by_weight(rng, weights, 1)[0])
    gifts = round(GIVEN * size)
    guests = recruit(rng, crowd, crowd, min(crowd.size, gifts))
    giver = np.append(guests, rng.choice(guests, gifts - guests.size))
    level = WAGES[home] / WAGES[0]
    dollars = _give(instance, giver, into, wedding, level)
    lumps = max(1, round(0.05 * size))
    cash = dollars * float(np.clip(rng.triangular(0.3, 0.5, 0.9), 0.3, 0.75))
    _bank(instance, into, wedding, cash / lumps, lumps)
    _feast(instance, bride, into, wedding, dollars + cash, size - instance.size)
    instance.cast([bride, into])
    return instance


def _give(
    instance: Instance, giver: Ints, into: int, wedding: int, level: float
) -> float:
    """By phone or transfer, from two weeks before to some weeks after; dollars."""
    site, rng = instance.site, instance.rng
    dollars = level * GBP * skewed(rng, 25, 65, 137, giver.size)
    near = np.rint(rng.normal(0, 4, giver.size)).astype(np.int64)
    day = np.clip(wedding + near, 0, site.days - 2)
    time = site.scene.at(rng, day, "evening", giver)
    step = 5 * 10.0 ** np.floor(np.log10(UNITS[site.population.people.country[giver]]))
    amount = rounded(site.scene.local(dollars, giver), np.maximum(step, 1.0))
    ways = site.scene.transfer(giver, np.full(giver.size, into))
    fast = rng.random(giver.size) < 0.5
    ways = np.where(fast, CHANNEL["instant"], ways).astype(np.uint8)
    given = (time, giver, into, amount, ways, "friends")
    instance.add(site.scene.pay(rng, *given))
    return float(dollars.sum())


def _bank(
    instance: Instance, into: int, wedding: int, dollars: float, lumps: int
) -> None:
    """What lay in envelopes, brought to the counter in the days after."""
    site, rng = instance.site, instance.rng
    account = np.full(lumps, into)
    day = np.minimum(wedding + 1 + rng.integers(0, 12, lumps), site.days - 2)
    time = site.scene.at(rng, day, "office", account)
    sums = dollars * rng.uniform(0.6, 1.4, lumps)
    instance.add(bring_in(site.scene, rng, account, time, sums))


def _feast(
    instance: Instance, bride: int, into: int, wedding: int, dollars: float, rows: int
) -> None:
    """A hall and its caterer, instalments before and after; then a journey."""
    site, rng = instance.site, instance.rng
    scene, population = site.scene, site.population
    home = int(population.people.country[bride])
    bills = max(2, rows - 2)
    offers = [
        population.firms_in(home, *trades)
        for trades in (("property", "services"), ("restaurant",))
    ]
    hosts = np.array(
        [by_weight(rng, population.firms, firms, 1)[0] for firms in offers]
    )
    payee = hosts[np.arange(bills) % 2]
    share = rng.dirichlet(np.full(bills, 4.0)) * 0.7
    day = np.clip(wedding + rng.integers(-20, 25, bills), 0, site.days - 2)
    payer = np.full(bills, into)
    time = scene.at(rng, day, "office", payer)
    amount = np.maximum(1, np.round(scene.local(dollars * share, payer)))
    instance.add(scene.pay(rng, time, payer, payee, amount, "transfer", "invoice"))
    who, source = np.array([bride]), np.array([into])
    leaves = np.array([min(wedding + int(rng.integers(3, 30)), site.days - 2)])
    fare = buy(scene, rng, who, np.maximum(leaves - 8, 0), "airline", 400.0)
    instance.add(fare)
    where = destinations(scene, rng, who)
    instance.add(buy(scene, rng, who, leaves, "hotel", 500.0, where, source))


PLANTING = Planting(
    name="wedding_gifts",
    label="look_alike",
    smallest=24,
    typical=84,
    largest=260,
    months=3,
    red_flags=("TF-FLOW-01", "TF-STRUCT-03", "TF-ACCT-03"),
    plant=plant,
)
