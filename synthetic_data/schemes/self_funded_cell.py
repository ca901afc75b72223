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
from synthetic_data.schemes.cell_money import Cell, borrow, from_abroad, petty_crime
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.journeys import buy
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import NOBODY

HOMES = ("FR", "DE", "GB", "US")
CHEAP, BORROW, HAVE_INCOME = 0.75, 0.55, 0.9  # shares; borrowing ours
SELF, FROM_ABROAD = 0.5, 0.25  # shares of cells; the rest sells or banks cash
BIG = (("vehicle_hire", 180.0), ("hotel", 220.0), ("outdoor", 70.0), ("airline", 200.0))
INSIDE, DRAWN, RENT = 0.1, 0.16, 0.12  # of the transactions; purchases are the rest
ROOMS = 0.6  # share of cells that rent one; judgement


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
        borrow(instance, cell)
    lot = rng.random()
    if lot > SELF:
        raise_more = from_abroad if lot < SELF + FROM_ABROAD else petty_crime
        raise_more(instance, cell, max(1, round(0.1 * size)))
    if members.size > 1 and rng.random() < 0.7:  # the others hand over cash
        _share(instance, cell, round(INSIDE * size))
    _use(instance, cell, size)
    instance.cast(members, "operative", "use")
    return instance


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
    if rng.random() < ROOMS:
        _rent(instance, cell, max(1, round(RENT * size)))
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


def _rent(instance: Instance, cell: Cell, most: int) -> None:
    """A room, paid month by month as long as the cell lasts."""
    site, rng = instance.site, instance.rng
    country = int(site.population.people.country[cell.members[0]])
    landlord = int(rng.choice(site.population.firms_in(country, "property")))
    day = np.arange(cell.first, cell.last + 1, 30)[:most]
    payer = np.full(day.size, rng.choice(cell.members))
    time = site.scene.at(rng, day, "office", payer)
    each = min(float(skewed(rng, 250, 500, 1_200, 1)[0]), 0.3 * cell.total / day.size)
    amount = np.round(site.scene.local(np.full(day.size, max(each, 60.0)), payer))
    paid = site.scene.pay(rng, time, payer, landlord, amount, "transfer", "rent")
    instance.add(paid, "use")


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
