"""
Cash couriers: small withdrawals for weeks, then somebody carries a few thousand abroad.

A few supporters draw from their accounts what is little each time. Within days of the
last one a carrier, who may know nothing, flies out, lives a few days on his card, and
hands the cash over; a part of it sometimes meets a bank at the far end, in an account
of the receiver or one that the carrier opens there. He is promised about a twentieth.

Ranges:   ../shared/schemes/parameters.csv, scheme 15.
Source:   Kingston Crown Court 2016 (withdrawals of a month, hand-over eleven days
          later), Central Criminal Court 2014 (20,000 for 1,000; the carrier was
          acquitted) (VS); US v. Moussaoui (32,000 of 35,000 paid in abroad) (VP).
Judgement: trips, carriers, how many supporters draw, share of it that is paid in.
          Six in ten times the carriers know nothing and are labelled so.
Evasive:  several who draw at several banks, a carrier without a tie to them, no fee on
          an account, cash that never meets a bank again, two trips instead of one.
Sees:     TF-CASH-01, where most of a large sum is paid in by who has just arrived;
          nothing sees cash that stays in a pocket.
"""

import numpy as np

from synthetic_data.planting import (
    Instance,
    Planting,
    Site,
    days_within,
    later,
    recruit,
    skewed,
    whole,
)
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.cash import bring_in, take_out
from synthetic_data.world.life.journeys import buy
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import NOBODY, Ints

CORRIDORS = (("GB", "TR"), ("DE", "TR"), ("FR", "TR"), ("US", "DE"), ("GB", "AE"))
DRAWN, ROAD = 0.48, 0.4  # of a trip's rows; the rest is fee and what is paid in
UNKNOWING = 0.6  # share of instances whose carriers know nothing
ARRIVES = 0.35  # of trips, where anybody does
ON_ACCOUNT = 0.5  # share of carriers whose fee is paid to their account


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    home, far = CORRIDORS[rng.integers(len(CORRIDORS))]
    here = site.population.persons_in(NUMBER[home])
    trips = whole(rng, 1, 2, 6, size / 16)
    carriers = whole(rng, 1, 1, 4, trips)
    supporters = whole(rng, 1, 3, 6, size / 8)
    crew = recruit(rng, here, here, carriers + supporters)
    for number, rows in enumerate(np.diff(np.linspace(0, size, trips + 1).round())):
        carrier = int(crew[number % carriers])
        _trip(instance, carrier, crew[carriers:], NUMBER[far], int(rows))
    instance.cast(crew[carriers], "facilitator", "move")
    instance.cast(crew[carriers:], "donor", "raise")
    # The one who carried it for a fee was acquitted: he may know nothing.
    role = "unwitting" if rng.random() < UNKNOWING else "pass-through"
    instance.cast(crew[:carriers], role, "move")
    return instance


def _trip(
    instance: Instance, carrier: int, supporters: Ints, far: int, size: int
) -> None:
    site, rng = instance.site, instance.rng
    window = whole(rng, 20, 31, 60, 60)
    lag = whole(rng, 1, 11, 30, 30)
    stay = whole(rng, 2, 5, 12, 12)
    start = int(rng.integers(2, max(3, site.days - window - lag - stay - 12)))
    someone = _who_arrives(instance, far, window + lag)
    if someone != NOBODY:
        start = int(site.population.arrived[someone]) - window - lag
    draws = int(np.clip(round(DRAWN * size), 5, 30))
    carried, last = _draw(instance, supporters, draws, start, start + window)
    leaves = max(start + window, last) + lag
    road = max(2, round(ROAD * size))
    _travel(instance, carrier, far, road, leaves, stay)
    rest = max(0, size - draws - road)
    fee = float(skewed(rng, 0.01, 0.05, 0.05, 1)[0]) * carried
    if rest > 1 and rng.random() < ON_ACCOUNT:
        _pay_fee(instance, int(supporters[0]), carrier, fee, leaves)
        rest -= 1
    if rest:
        if someone == NOBODY:
            someone = int(rng.choice(site.population.persons_in(far)))
        _pay_in(instance, carrier, someone, (carried, leaves, stay), rest)


def _who_arrives(instance: Instance, country: int, after: int) -> int:
    """For some trips: somebody who opens an account there when the cash comes."""
    site, rng = instance.site, instance.rng
    new = site.population.newcomers_in(country)
    day = site.population.arrived[new]
    fit = new[(day > after + 2) & (day < site.days - 40)]
    return int(rng.choice(fit)) if fit.size and rng.random() < ARRIVES else NOBODY


def _draw(
    instance: Instance, supporters: Ints, draws: int, first: int, last: int
) -> tuple[float, int]:
    """Dollars drawn, and the last day of it."""
    site, rng = instance.site, instance.rng
    person = rng.choice(supporters, draws)
    wish = float(skewed(rng, 3_000, 11_000, 35_000, 1)[0])
    dollars = wish * rng.dirichlet(np.full(draws, 3.0))
    # Nobody can draw more than he lives on.
    most = 0.4 * site.population.people.income[person] + 60
    dollars = np.clip(dollars, 20, most)
    day = days_within(rng, first, last, draws)
    time = site.scene.at(rng, day, "machine", person)
    drawn = instance.add(take_out(site.scene, rng, person, time, dollars), "move")
    return float(dollars.sum()), int(drawn.time.max() // DAY)


def _travel(
    instance: Instance, carrier: int, far: int, rows: int, leaves: int, stay: int
) -> None:
    """A fare, nights, and what the carrier pays by card there."""
    site, rng = instance.site, instance.rng
    one, last = np.array([carrier]), site.days - 1
    booked = np.array([max(0, leaves - int(rng.integers(1, 10)))])
    instance.add(buy(site.scene, rng, one, booked, "airline", 240.0), "move")
    away = np.array([min(leaves, last)])
    hotel = buy(site.scene, rng, one, away, "hotel", 300.0, np.array([far]))
    instance.add(hotel, "move")
    bought = max(0, rows - 2)
    day = np.minimum(days_within(rng, leaves, leaves + stay, bought), last)
    who = np.full(bought, carrier)
    lands = np.full(bought, far, np.uint8)
    instance.add(spend(site.scene, rng, who, day, country=lands), "move")


def _pay_fee(
    instance: Instance, payer: int, carrier: int, fee: float, leaves: int
) -> None:
    site, rng = instance.site, instance.rng
    sender = np.array([payer])
    day = np.array([min(leaves + int(rng.integers(-3, 12)), site.days - 1)])
    time = site.scene.at(rng, np.maximum(day, 0), "phone", sender)
    amount = np.maximum(10, np.round(site.scene.local(fee, sender), -1))
    paid = site.scene.pay(rng, time, sender, carrier, amount, "instant", "friends")
    instance.add(paid, "move")


def _pay_in(
    instance: Instance,
    carrier: int,
    who: int,
    trip: tuple[float, int, int],
    rows: int,
) -> None:
    """At the far end, days after the arrival, to the account of ``who``."""
    site, rng = instance.site, instance.rng
    population = site.population
    carried, leaves, stay = trip
    fresh = population.arrived[who] > 0
    # Who came with it for good pays in nearly all.
    low, usual = (0.6, 0.8) if fresh else (0.05, 0.4)
    share = float(rng.triangular(low, usual, 0.91))
    receiver = np.full(rows, who)
    dollars = carried * share * rng.dirichlet(np.full(rows, 5.0))
    arrives = max(min(leaves, site.days - 6), int(population.arrived[who]))
    since = np.full(rows, arrives * DAY + DAY // 4)
    hours = skewed(rng, 3, 60, max(72.0, 24.0 * stay), rows)
    time = later(rng, site, since, hours, "office", receiver)
    known = np.where(rng.random(rows) < 0.4, carrier, NOBODY)
    paid = bring_in(site.scene, rng, receiver, time, dollars, conductor=known)
    instance.add(paid, "move")
    # Cash comes in here, and what becomes of it is not planted: no role.
    instance.cast(receiver[:1], stage="use")


PLANTING = Planting(
    name="cash_couriers",
    label="scheme",
    smallest=14,
    typical=36,
    largest=180,
    months=5,
    red_flags=("TF-CASH-01",),
    plant=plant,
    weight=0.5,
)
