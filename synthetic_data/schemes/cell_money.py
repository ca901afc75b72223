"""How a self-funded cell raises more than its wages: loans, support, petty crime."""

from typing import NamedTuple

import numpy as np

from synthetic_data.planting import Instance, days_within, recruit, skewed, whole
from synthetic_data.support import cash_out, send
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.cash import bring_in
from synthetic_data.world.life.credit import lender_of
from synthetic_data.world.payments import Payments
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import NOBODY, Ints

FAR = ("TR", "AE", "KE", "PK")
TO_RELATIVE = 0.2  # of borrowers: a part goes to a relative, who knows nothing


class Cell(NamedTuple):
    members: Ints
    first: int  # day
    last: int
    total: float  # dollars


def borrow(instance: Instance, cell: Cell) -> None:
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


def from_abroad(instance: Instance, cell: Cell, payments: int) -> None:
    """One supporter elsewhere."""
    site, rng = instance.site, instance.rng
    country = NUMBER[FAR[rng.integers(len(FAR))]]
    supporter = int(rng.choice(site.population.persons_in(country)))
    payer, receiver = np.full(payments, supporter), rng.choice(cell.members, payments)
    day = days_within(rng, cell.first, cell.last - 4, payments)
    rows = (instance, payer, receiver, day, skewed(rng, 150, 600, 2_500, payments))
    send(*rows, office=bool(rng.random() < 0.5), stage="raise")
    instance.cast(supporter, "facilitator", "raise")


def petty_crime(instance: Instance, cell: Cell, payments: int) -> None:
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
