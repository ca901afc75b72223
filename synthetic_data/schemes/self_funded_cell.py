"""
Self-funded cell: wages, a small loan, cash, and purchases like everybody's.

Wages and benefits are the members' ordinary ones and carry no label. Half the cells pay
for everything so; a quarter gets sums from abroad, another quarter sells what it never
sends or banks cash of petty crime. A loan turns to cash within days; members pay each
other; vehicles, a room, tools and food are bought. Most of it cannot be seen.

Ranges:   ../shared/schemes/parameters.csv, scheme 10: three in four cost less than
          10,000 dollars, half finance themselves, nine in ten have their own income.
Source:   FFI study of 40 European cells, 2015 (VP); Tracfin's director 2016 and US
          press 2015 for loans drawn as cash (VS); court figures for the tail (VS).
Judgement: cell size, duration, shares of cash and of purchases, what a sale brings.
Evasive:  no loan, several small lenders, small sums over months, none inside.
Sees:     TF-ACCT-07 where a loan becomes cash, TF-FLOW-12 and TF-USE-02 at best. FFI
          calls these finances remarkably ordinary: low recall is an honest score.
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
    span,
    whole,
)
from synthetic_data.support import cash_out, send
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.cash import bring_in, take_out
from synthetic_data.world.life.credit import lender_of
from synthetic_data.world.life.journeys import buy
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.payments import Payments
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import NOBODY, Ints

HOMES, FAR = ("FR", "DE", "GB", "US"), ("TR", "AE", "KE", "PK")
CHEAP, BORROW, HAVE_INCOME = 0.75, 0.55, 0.9  # shares; borrowing ours
SELF, FROM_ABROAD = 0.5, 0.25  # shares of cells; the rest sells or banks cash
TO_RELATIVE = 0.2  # of borrowers: a part goes to a relative, who knows nothing
BIG = (("vehicle_hire", 180.0), ("hotel", 220.0), ("outdoor", 70.0), ("airline", 200.0))
INSIDE, DRAWN = 0.14, 0.24  # of the transactions; purchases fill the rest


class Cell(NamedTuple):
    members: Ints
    first: int  # day
    last: int
    total: float  # dollars


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    people = site.population.people
    here = site.population.persons_in(NUMBER[HOMES[rng.integers(len(HOMES))]])
    paid = people.employer[here] != NOBODY
    earn = here[paid == (rng.random(here.size) < HAVE_INCOME)]
    members = recruit(rng, earn, here, whole(rng, 1, 3, 8, size / 6))
    debtors = here[people.loan[here] != NOBODY]
    borrows = rng.random() < BORROW
    if borrows and debtors.size and not np.isin(members, debtors).any():
        members[0] = rng.choice(debtors)
    usual, tail = (500, 7_000, 10_000), (25_000, 54_000, 82_000)
    cost = usual if rng.random() < CHEAP else tail
    total = min(float(skewed(rng, *cost, 1)[0]), 900.0 * size)
    cell = Cell(members, *span(rng, site, 14, 90, 365), total)
    if borrows:
        _borrow(instance, cell)
    lot = rng.random()
    if lot > SELF:
        raise_more = _from_abroad if lot < SELF + FROM_ABROAD else _petty_crime
        raise_more(instance, cell, max(1, round(0.1 * size)))
    if members.size > 1 and rng.random() < 0.7:  # the others hand over cash
        _share(instance, cell, round(INSIDE * size))
    _use(instance, cell, size)
    instance.cast(members, "operative", "use")
    return instance


def _borrow(instance: Instance, cell: Cell) -> None:
    """A loan, or a few quick ones; most of it is cash within one to fourteen days."""
    site, rng = instance.site, instance.rng
    loans = site.population.people.loan[cell.members]
    owner = int(cell.members[int(np.argmax(loans != NOBODY))])
    if cell.total > 6_000 and (loans != NOBODY).any():
        payer, channel = site.population.people.loan[[owner]], "transfer"
        dollars = np.minimum(skewed(rng, 6_000, 10_000, 28_500, 1), 0.9 * cell.total)
    else:
        who = np.full(whole(rng, 1, 2, 3, 3), owner)
        payer, channel = lender_of(site.scene, rng, who), "instant"
        dollars = skewed(rng, 300, 700, 2_500, who.size)
    day = days_within(rng, cell.first, cell.first + (cell.last - cell.first) // 3, 1)
    time = site.scene.at(rng, np.repeat(day, payer.size), "office", payer)
    amount = np.maximum(50, np.round(site.scene.local(dollars, payer), -1))
    me = np.full(payer.size, owner)
    lent = site.scene.pay(rng, time, payer, me, amount, channel, "loan", device=False)
    instance.add(lent, "raise")
    share, parts = skewed(rng, 0.4, 0.6, 0.9, payer.size), int(rng.integers(1, 3))
    hours = 24 * skewed(rng, 1, 2, 14, payer.size)
    cash_out(instance, lent, share, hours, stage="use", parts=parts)
    if rng.random() < TO_RELATIVE:
        _to_relative(instance, lent, owner, float(dollars.sum()) * 0.3)


def _to_relative(instance: Instance, lent: Payments, owner: int, total: float) -> None:
    site, rng = instance.site, instance.rng
    people = site.population.people
    others = np.setdiff1d(site.population.persons_in(people.country[owner]), owner)
    family = others[people.household[others] == people.household[owner]]
    relative = int(recruit(rng, family, others, 1)[0])
    day = np.minimum(int(lent.time.max()) // DAY + 1 + np.arange(3), site.days - 1)
    payer = np.full(3, owner)
    time = site.scene.at(rng, day, "phone", payer)
    amount = np.round(site.scene.local(np.full(3, total / 3), payer), -1)
    given = site.scene.pay(rng, time, payer, relative, amount, "transfer", "family")
    instance.add(given, "move")
    instance.cast(relative, "unwitting", "move")


def _from_abroad(instance: Instance, cell: Cell, payments: int) -> None:
    """One supporter elsewhere."""
    site, rng = instance.site, instance.rng
    country = NUMBER[FAR[rng.integers(len(FAR))]]
    supporter = int(rng.choice(site.population.persons_in(country)))
    payer, receiver = np.full(payments, supporter), rng.choice(cell.members, payments)
    day = days_within(rng, cell.first, cell.last - 4, payments)
    rows = (instance, payer, receiver, day, skewed(rng, 150, 600, 2_500, payments))
    send(*rows, office=bool(rng.random() < 0.5), stage="raise")
    instance.cast(supporter, "facilitator", "raise")


def _petty_crime(instance: Instance, cell: Cell, payments: int) -> None:
    """Cash brought to the counter, or paid by strangers for what is never sent."""
    site, rng = instance.site, instance.rng
    day = days_within(rng, cell.first, cell.last, payments)
    receiver = rng.choice(cell.members, payments)
    dollars = skewed(rng, 40, 160, 900, payments)
    here = int(site.population.people.country[cell.members[0]])
    buyer = rng.choice(site.population.persons_in(here), payments)
    time = site.scene.at(rng, day, "office", receiver)
    made = bring_in(site.scene, rng, receiver, time, dollars)
    if rng.random() < 0.5:
        amount = np.maximum(5, np.round(site.scene.local(dollars, buyer), 0))
        made = site.scene.pay(rng, time, buyer, receiver, amount, "instant", "sale")
    instance.add(made, "raise")


def _share(instance: Instance, cell: Cell, payments: int) -> None:
    """Members settle among themselves."""
    site, rng = instance.site, instance.rng
    place = rng.integers(0, cell.members.size, payments)
    step = rng.integers(1, cell.members.size, payments)
    payer = cell.members[place]
    payee = cell.members[(place + step) % cell.members.size]
    day = days_within(rng, cell.first, cell.last, payments)
    time = site.scene.at(rng, day, "phone", payer)
    amount = site.scene.local(skewed(rng, 15, 60, 400, payments), payer)
    paid = site.scene.pay(rng, time, payer, payee, amount, "instant", "friends")
    instance.add(paid, "move")


def _use(instance: Instance, cell: Cell, size: int) -> None:
    """Cash in ordinary sums, one or two bigger things, and everyday purchases."""
    site, rng = instance.site, instance.rng
    draws = max(1, round(DRAWN * size))
    who = rng.choice(cell.members, draws)
    day = days_within(rng, cell.first, cell.last, draws)
    each = cell.total * float(skewed(rng, 0.4, 0.6, 0.9, 1)[0]) / draws
    dollars = np.clip(each * skewed(rng, 0.4, 1, 2, draws), 20, 3_000)
    time = site.scene.at(rng, day, "machine", who)
    instance.add(take_out(site.scene, rng, who, time, dollars), "use")
    for trade, price in rng.permutation(np.array(BIG, object))[: rng.integers(1, 4)]:
        one, when = (
            rng.choice(cell.members, 1),
            days_within(rng, cell.first, cell.last, 1),
        )
        instance.add(buy(site.scene, rng, one, when, str(trade), float(price)), "use")
    bought = max(1, size - instance.size)
    buyer = rng.choice(cell.members, bought)
    on = days_within(rng, cell.first, cell.last, bought)
    instance.add(spend(site.scene, rng, buyer, on, scale=1.3), "use")


PLANTING = Planting(
    name="self_funded_cell",
    label="scheme",
    smallest=20,
    typical=30,
    largest=130,
    months=3,
    red_flags=("TF-ACCT-07", "TF-FLOW-12", "TF-USE-02"),
    plant=plant,
    weight=2.0,
)
