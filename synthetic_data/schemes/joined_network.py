"""
Joined network: three ways of raising, one paymaster, a cell that lives on it.

In one country committee members bring cash to a real charity, whose project money goes
to a trader in a second one and on. In a third, supporters hand small sums in at a
keeper's shop. In a fourth, coins come together at an address and are changed at a desk.
All of it reaches a helper and his paymaster in a fifth country, who wires it to a cell
in a sixth. One of the cell loads prepaid cards; what is left in the end goes back to a
second account of the paymaster.

Ranges:   ../shared/schemes/parameters.csv, schemes 01, 02, 07, 08 and 09, of which
          these are parts, each at its small end.
Source:   as in those schemes. That one network used all of them at once is told of
          al-Qaeda before 2001 (9/11 Commission staff monograph on terrorist financing,
          ch. 2: charities, hawala, couriers and fund-raisers; M); coins and prepaid
          cards are later.
Judgement: that the parts meet in one helper; shares of each; six countries.
Evasive:  months between raising and use, bills and own accounts beside the shop.
Sees:     TF-FLOW-01, TF-FLOW-07, TF-ACCT-05, TF-VA-04, TF-PREP-01.
"""

from typing import NamedTuple

import numpy as np

from synthetic_data.planting import (
    Instance,
    Planting,
    Site,
    days_within,
    later,
    recruit,
    skewed,
)
from synthetic_data.schemes.cell_life import live, load, share
from synthetic_data.schemes.three_sources import raised
from synthetic_data.support import dollars_of
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.remittances import wire_abroad
from synthetic_data.world.payments import Payments
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import NOBODY, Ints

SEAT, FIELD = "AE", "US"
CELL, LEADS = 6, 3
WIRES, SHARED, LOADS = 0.07, 0.06, 0.05  # of the rows


class Seat(NamedTuple):
    helper: int  # takes the money in
    paymaster: int
    proxy: int  # the paymaster's other account


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    seat = _seat(instance)
    # A third of the time to raise, half to live on it, the rest of the year apart.
    first = int(rng.integers(3, 15))
    funded, last = first + site.days * 2 // 5, site.days - int(rng.integers(10, 20))
    arrived = raised(instance, seat.helper, (first, funded), size)
    handed = _hand_over(instance, seat, arrived)
    cell = _cell(instance, seat)
    got = _fund(instance, seat, cell[:LEADS], handed, max(6, round(WIRES * size)))
    kept = share(instance, cell, LEADS, got, max(3, round(SHARED * size)))
    loaded = load(instance, cell, got, max(3, round(LOADS * size)))
    rest = max(10, size - instance.size - LEADS)
    live(instance, kept, loaded, rest, last - 8)
    back = _return(instance, seat, cell[:LEADS], float(dollars_of(got).sum()), last)
    for person in cell:
        sent = back.time[back.sender == person]
        instance.silence(int(person), int(sent.max(initial=(last - 7) * DAY)) + 1)
    return instance


def _seat(instance: Instance) -> Seat:
    people = instance.site.population.people
    here = instance.site.population.persons_in(NUMBER[SEAT])
    owners = here[people.savings[here] != NOBODY]
    paymaster, helper = (int(one) for one in recruit(instance.rng, owners, here, 2))
    proxy = int(people.savings[paymaster])
    instance.relate(helper, "acts_for", paymaster)
    instance.cast(paymaster, "paymaster", "move")
    instance.cast([helper, helper if proxy == NOBODY else proxy], "facilitator", "move")
    return Seat(helper, paymaster, helper if proxy == NOBODY else proxy)


def _cell(instance: Instance, seat: Seat) -> Ints:
    """Persons, leads first, then one who has a prepaid card; two share an account."""
    rng, population = instance.rng, instance.site.population
    people = population.people
    here = population.persons_in(NUMBER[FIELD])
    carded = here[people.prepaid[here] != NOBODY]
    holder = recruit(rng, carded, here, 1)
    others = np.setdiff1d(here, holder)
    alone = np.bincount(people.household)[people.household[others]] == 1
    idle = others[alone & (people.status[others] >= 2)]
    cell = np.append(recruit(rng, idle, others, CELL - 1), holder)
    instance.relate(int(cell[1]), "account_holder", int(cell[0]), account=True)
    instance.relate(seat.paymaster, "delegated_access", int(cell[2]), account=True)
    instance.cast(cell, "operative", "use")
    return cell


def _hand_over(instance: Instance, seat: Seat, arrived: Payments) -> Payments:
    """The helper keeps a little and hands over every few weeks."""
    site, rng = instance.site, instance.rng
    worth = dollars_of(arrived)
    order = np.argsort(arrived.time, kind="stable")
    runs = np.array_split(order, max(3, arrived.size // 3))
    since = np.array([int(arrived.time[run].max()) for run in runs])
    dollars = np.array([float(worth[run].sum()) for run in runs])
    payer = np.full(len(runs), seat.helper)
    to = np.full(len(runs), seat.paymaster)
    time = later(rng, site, since, skewed(rng, 5, 60, 200, to.size), "phone", payer)
    amount = site.scene.local(dollars * rng.uniform(0.93, 0.99, to.size), payer)
    amount = np.round(amount, -1)
    paid = site.scene.pay(rng, time, payer, to, amount, "transfer", "family")
    return instance.add(paid, "move")


def _fund(
    instance: Instance, seat: Seat, leads: Ints, handed: Payments, wires: int
) -> Payments:
    """Wires to the leads, never more than had come."""
    site, rng = instance.site, instance.rng
    order = np.argsort(handed.time, kind="stable")
    total = np.cumsum(dollars_of(handed)[order])
    share = rng.dirichlet(np.full(wires, 5.0)) * 0.96
    # Each wire waits until what it and those before it need has been handed over.
    need = np.minimum(
        np.searchsorted(total, np.cumsum(share) * total[-1]), order.size - 1
    )
    since = handed.time[order][need]
    lead = np.append(leads, rng.choice(leads, wires - leads.size))
    payer = np.full(wires, seat.paymaster)
    time = later(rng, site, since, skewed(rng, 24, 150, 500, wires), "office", payer)
    rows = (site.scene, rng, payer, lead, time, share * total[-1])
    return instance.add(wire_abroad(*rows, "family"), "move")


def _return(
    instance: Instance, seat: Seat, leads: Ints, total: float, last: int
) -> Payments:
    """Leftovers of the leads, a few percent of the whole, in the last days."""
    site, rng = instance.site, instance.rng
    dollars = rng.dirichlet(np.full(leads.size, 3.0)) * total
    dollars *= float(skewed(rng, 0.02, 0.06, 0.10, 1)[0])
    day = days_within(rng, last - 6, last - 1, leads.size)
    time = site.scene.at(rng, day, "office", leads)
    to = np.full(leads.size, seat.proxy)
    back = wire_abroad(site.scene, rng, leads, to, time, dollars, "travel")
    return instance.add(back, "move")


PLANTING = Planting(
    name="joined_network",
    label="scheme",
    smallest=90,
    typical=160,
    largest=400,
    months=10,
    red_flags=("TF-FLOW-01", "TF-FLOW-07", "TF-ACCT-05", "TF-VA-04", "TF-PREP-01"),
    plant=plant,
    asked_for=True,
)
