"""
Foreign-fighter departure, and the longer second act on an absent holder's account.

First act: quick loans, things sold, savings emptied; a ticket, perhaps gear, cash at
home, then cards and cash near a border. Second act, for months: benefits still arrive
and somebody draws them, at home or there; relatives send hundreds to a collector near
the border, who keeps a tenth and pays out in cash. Ordinary life stops on departure.

Ranges:   ../shared/schemes/parameters.csv, scheme 06.
Source:   Swedish Defence University for Finansinspektionen (2017), about 300 persons;
          Dutch and French verdicts 2016-2019; EDNY case 2017 (all VS).
Judgement: days of preparation, share emptied, who draws, the corridors to KE and ML, a
          benefit as large as the person's own.
Evasive:  no loan, cash in the big city instead of the border, a helper who uses the
          card at home, support through offices and by several relatives, odd rhythms.
Sees:     TF-ACCT-06, TF-USE-01, TF-GEO-02, TF-ACCT-09.
"""

from typing import NamedTuple

import numpy as np

from synthetic_data.planting import (
    Instance,
    Planting,
    Site,
    days_within,
    recruit,
    skewed,
    whole,
)
from synthetic_data.schemes.absent_holder import use_while_absent
from synthetic_data.support import cash_out, send
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.credit import lender_of
from synthetic_data.world.life.journeys import buy
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import NOBODY, Floats, Ints

CORRIDORS = (
    *(("FR", "TR"), ("DE", "TR"), ("GB", "TR")),
    *(("GB", "KE"), ("US", "KE"), ("FR", "ML")),  # these three ours
)
CORRIDOR_ODDS = (0.3, 0.25, 0.2, 0.12, 0.06, 0.07)
BORDER_CITY = 1  # of each of those countries: Gaziantep, Garissa, Gao
ENTITLED, BORROWS, SELLS = 0.95, 0.75, 0.5  # shares of those who leave
SUPPORT, ABSENT = 0.22, 0.42  # of the transactions; the rest is the departure


class Trip(NamedTuple):
    fighter: int
    helper: int
    relatives: Ints
    collector: int
    far: int
    till: Ints  # branches where cash is drawn there
    begins: int  # day
    ready: int  # day by which the money is there
    leaves: int


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    trip = _trip(site, rng, size)
    raised = _raise(instance, trip)
    _leave(instance, trip, raised, size - round((SUPPORT + ABSENT) * size))
    _support(instance, trip, max(1, round(SUPPORT * size / 2.5)))
    use_while_absent(
        *(instance, trip.fighter, trip.helper, trip.far, trip.till, trip.leaves),
        max(2, size - instance.size),
    )
    instance.silence(trip.fighter, trip.leaves * DAY)
    instance.cast(trip.fighter, "operative", "use")
    instance.cast(trip.helper, "facilitator", "use")
    instance.cast(trip.collector, "collector", "move")
    instance.cast(trip.relatives, "donor", "move")
    return instance


def _trip(site: Site, rng: np.random.Generator, size: int) -> Trip:
    population = site.population
    people = population.people
    chosen = rng.choice(len(CORRIDORS), p=CORRIDOR_ODDS)
    home, far = (NUMBER[code] for code in CORRIDORS[chosen])
    here, there = population.persons_in(home), population.persons_in(far)
    entitled = here[(people.status[here] >= 2) == (rng.random() < ENTITLED)]
    fighter = int(recruit(rng, entitled, here, 1)[0])
    others = np.setdiff1d(here, fighter)
    family = others[people.household[others] == people.household[fighter]]
    circle = recruit(rng, family, others, 1 + whole(rng, 1, 2, 5, size / 10))
    branches = population.branches
    till = np.flatnonzero(branches.country == far)
    if rng.random() < 0.75:  # else in the city where most of a country's tills are
        till = till[branches.city[till] == BORDER_CITY]
    prep = whole(rng, 7, 30, 90, site.days / 3)
    leaves = int(rng.integers(prep + 3, max(prep + 4, site.days - 100)))
    return Trip(
        *(fighter, int(circle[0]), circle[1:], int(rng.choice(there)), far, till),
        *(leaves - prep, leaves - max(3, prep // 4), leaves),
    )


def _raise(instance: Instance, trip: Trip) -> float:
    """Loans, savings and things sold, until shortly before leaving; returns dollars."""
    site, rng, me = instance.site, instance.rng, trip.fighter
    people = site.population.people
    parts: list[tuple[Ints, Floats, str, str]] = []  # payer, dollars, channel, topic
    if rng.random() < BORROWS:
        own = people.loan[me]
        if own != NOBODY:
            loan = skewed(rng, 500, 3000, 6000, 1)
            parts.append((np.array([own]), loan, "transfer", "loan"))
        else:
            lender = lender_of(site.scene, rng, np.full(int(rng.integers(1, 4)), me))
            loan = skewed(rng, 500, 1000, 2500, lender.size)
            parts.append((lender, loan, "instant", "loan"))
    if people.savings[me] != NOBODY:
        saved = skewed(rng, 200, 900, 4000, 1)
        parts.append((people.savings[[me]], saved, "transfer", "saving"))
    if not parts or rng.random() < SELLS:
        others = site.population.persons_in(people.country[me])
        buyer = rng.choice(np.setdiff1d(others, me), int(rng.integers(1, 4)))
        parts.append((buyer, skewed(rng, 60, 300, 1500, buyer.size), "instant", "sale"))
    for payer, dollars, channel, topic in parts:
        day = days_within(rng, trip.begins, trip.ready, payer.size)
        time = site.scene.at(rng, day, "evening", payer)
        amount = np.maximum(10, np.round(site.scene.local(dollars, payer), -1))
        receiver = np.full(payer.size, me)
        paid = site.scene.pay(
            *(rng, time, payer, receiver, amount, channel, topic),
            device=False if topic == "loan" else None,
        )
        instance.add(paid, "raise")
    return float(sum(dollars.sum() for _, dollars, _, _ in parts))


def _leave(instance: Instance, trip: Trip, raised: float, size: int) -> None:
    """A ticket, perhaps gear, cash at home; then cards and cash on the other side."""
    site, rng = instance.site, instance.rng
    me = np.array([trip.fighter])
    for trade, price, odds in (("airline", 260.0, 1.0), ("outdoor", 90.0, 0.4)):
        if rng.random() < odds:
            day = days_within(rng, trip.begins, trip.leaves - 1, 1)
            instance.add(buy(site.scene, rng, me, day, trade, price), "use")
    kept = site.population.people.income[trip.fighter] * rng.uniform(
        0, 2
    )  # on it before
    carried = (raised + kept) * float(skewed(rng, 0.7, 0.95, 1.0, 1)[0])
    draws, bought = max(3, round(0.4 * size)), max(1, round(0.3 * size))
    early = max(1, round(0.6 * draws))
    share: Floats = rng.dirichlet(np.full(draws, 4.0)) * min(max(carried, 500), 9500)
    before = days_within(rng, trip.ready + 1, trip.leaves - 1, early)
    there = days_within(rng, trip.leaves + 1, trip.leaves + 12, draws - early)
    for day, dollars, till in (
        (before, share[:early], None),
        (there, share[early:], rng.choice(trip.till, draws - early)),
    ):
        who = np.full(day.size, trip.fighter)
        time = site.scene.at(rng, day, "machine", who)
        drawn = take_out(site.scene, rng, who, time, dollars, branch=till)
        instance.add(drawn, "use")
    day = days_within(rng, trip.leaves + 1, trip.leaves + 12, bought)
    lands = np.full(bought, trip.far, np.uint8)
    who = np.full(bought, trip.fighter)
    instance.add(spend(site.scene, rng, who, day, country=lands), "use")


def _support(instance: Instance, trip: Trip, payments: int) -> None:
    """Relatives send to a collector, who keeps a tenth and draws the rest as cash."""
    site, rng = instance.site, instance.rng
    gaps = skewed(rng, 30, 75, 90, payments)
    room = site.days - trip.leaves - 12
    gaps *= min(1.0, room / gaps.sum())
    day = trip.leaves + np.cumsum(gaps).astype(np.int64)
    payer = rng.choice(trip.relatives, payments)
    dollars = skewed(rng, 90, 900, 2450, payments)
    dollars *= min(1.0, 17_000 / dollars.sum())
    collector = np.full(payments, trip.collector)
    by_office = bool(rng.random() < 0.5)
    rows = (instance, payer, collector, day, dollars)
    got = send(*rows, office=by_office, stage="move")
    hours = skewed(rng, 4, 48, 200, got.size)
    kept = rng.uniform(0.88, 0.95, got.size)
    cash_out(instance, got, kept, hours, stage="use", till=trip.till)


PLANTING = Planting(
    name="foreign_fighter_departure",
    label="scheme",
    smallest=18,
    typical=32,
    largest=130,
    months=6,
    red_flags=("TF-ACCT-06", "TF-ACCT-09", "TF-GEO-02", "TF-USE-01"),
    plant=plant,
    weight=2.0,
)
