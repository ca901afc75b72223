"""
Facilitator network with residual return: the al-Qaeda shape.

A paymaster abroad sends a few wires, straight or through an exchange house, to
operatives who share accounts and live off the balance; in the last days leftovers of
2-10 % go back to a second account of the same principal, or to somebody who acts for
them. Then the operatives' accounts fall silent.

Ranges:   ../shared/schemes/parameters.csv, scheme 01.
Source:   9/11 Commission staff monograph on terrorist financing, App. A (VP for
          corridors and residual, M for transfer sizes, operatives and duration); press
          totals (VS).
Judgement: dwell, residual share, the split of rows over the stages.
Evasive:  straight wires instead of an exchange house, odd amounts, a fee, a proxy
          nobody knows of, several banks.
Sees:     TF-FLOW-07, TF-ACCT-05; structuring flags should stay silent.
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
    span,
    whole,
)
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.remittances import through_office, wire_abroad
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.payments import Scene, log_normal
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import NOBODY, Bools, Floats, Ints

CORRIDORS = (("AE", "US"), ("DE", "US"), ("AE", "DE"), ("AE", "GB"))  # last two ours
CORRIDOR_ODDS = (0.5, 0.25, 0.15, 0.1)
FUNDING, SHARED, CASH = 0.13, 0.1, 0.14  # of the transactions; the rest is daily life


class Plot(NamedTuple):
    paymaster: int
    proxy: int  # the account that takes the leftovers back
    cell: Ints
    leads: Ints  # of the cell: they receive the money and share accounts
    first: int  # day
    last: int
    total: float  # dollars


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    people = site.population.people
    source, target = CORRIDORS[rng.choice(len(CORRIDORS), p=CORRIDOR_ODDS)]
    paymaster, proxy = _principal(instance, NUMBER[source])
    here = site.population.persons_in(NUMBER[target])
    alone = np.bincount(people.household)[people.household[here]] == 1
    idle = here[alone & (people.status[here] >= 2)]
    cell = recruit(rng, idle, here, whole(rng, 4, 8, 19, size / 7))
    total = float(skewed(rng, 31_000, 50_000, min(77_500 + 2_000 * size, 5e5), 1)[0])
    leads = cell[: max(3, cell.size // 3)]
    plot = Plot(paymaster, proxy, cell, leads, *span(rng, site, 90, 400, 510), total)
    # Two unrelated holders of one account; the paymaster can use another one.
    instance.relate(int(leads[1]), "account_holder", int(leads[0]), account=True)
    instance.relate(paymaster, "delegated_access", int(leads[2]), account=True)

    lead_days = whole(rng, 1, 3, 7, 7)
    spent_by = plot.last - lead_days
    received = _fund(instance, plot, max(leads.size, round(FUNDING * size / 1.4)))
    _share(instance, plot, received, max(1, round(SHARED * size)), spent_by)
    withdrawn = round(CASH * size)
    bought = max(2, size - instance.size - withdrawn - leads.size)
    _live(instance, plot, int(received.min()) // DAY, spent_by, bought, withdrawn)
    _return(instance, plot, lead_days)
    instance.cast(cell, "operative", "use")
    return instance


def _principal(instance: Instance, country: int) -> tuple[int, int]:
    """The paymaster's account, and the one that takes the leftovers back."""
    rng, population = instance.rng, instance.site.population
    savings = population.people.savings
    here = population.persons_in(country)
    owners = here[savings[here] != NOBODY]
    paymaster, helper = (int(person) for person in recruit(rng, owners, here, 2))
    instance.cast(paymaster, "paymaster", "move")
    own = int(savings[paymaster])
    kind = rng.choice(3, p=(0.5, 0.3, 0.2)) if own != NOBODY else 1
    proxy = own if kind == 0 else helper
    if kind == 1:  # known to act for the paymaster; kind 2 stays unknown to the data
        instance.relate(helper, "acts_for", paymaster)
    instance.cast(proxy, "facilitator", "move")
    return paymaster, proxy


def _fund(instance: Instance, plot: Plot, transfers: int) -> Ints:
    """Wires to the leads, each at least once; returns when the money arrived."""
    site, rng = instance.site, instance.rng
    amount = skewed(rng, 1760, 9500, 70_000, transfers)
    amount *= plot.total / amount.sum()
    more = rng.choice(plot.leads, transfers - plot.leads.size)
    receiver = np.concatenate([plot.leads, more])
    # Most money comes early: the plot is funded, then waits.
    until = plot.first + max(1, (plot.last - plot.first) * 2 // 3)
    payer = np.full(transfers, plot.paymaster)
    day = days_within(rng, plot.first, until, transfers)
    time = site.scene.at(rng, day, "office", payer)
    office = rng.random(transfers) < rng.choice(
        np.array([0.0, 0.5, 1.0]), p=(0.5, 0.3, 0.2)
    )
    gaps = (0.12, 0.05) if rng.random() < 0.3 else (0.02, 0.03)
    fee = float(rng.uniform(0.005, 0.03))

    def some(
        rows: Bools,
    ) -> tuple[Scene, np.random.Generator, Ints, Ints, Ints, Floats]:
        return site.scene, rng, payer[rows], receiver[rows], time[rows], amount[rows]

    straight = wire_abroad(*some(~office), "family", gaps=gaps)
    exchange = through_office(*some(office), fee=fee, gaps=gaps)
    arrived = [instance.add(part, "move") for part in (straight, exchange)]
    return np.concatenate(
        [part.time[np.isin(part.receiver, plot.leads)] for part in arrived]
    )


def _share(
    instance: Instance, plot: Plot, received: Ints, payments: int, spent_by: int
) -> None:
    """The leads hand some of it to the others, days or weeks after it came."""
    site, rng = instance.site, instance.rng
    payer = rng.choice(plot.leads, payments)
    payee = rng.choice(np.setdiff1d(plot.cell, plot.leads), payments)
    since = rng.choice(received, payments)
    dwell = skewed(rng, 24, 240, 720, payments)
    time = later(rng, site, since, dwell, "phone", payer)
    time = np.maximum(np.minimum(time, spent_by * DAY), since + 60)
    amount = site.scene.local(skewed(rng, 60, 400, 2500, payments), payer)
    if rng.random() < 0.6:
        amount = np.maximum(10, np.round(amount, -1))
    paid = site.scene.pay(rng, time, payer, payee, amount, "instant", "friends")
    instance.add(paid, "move")


def _live(
    instance: Instance, plot: Plot, first: int, last: int, bought: int, withdrawn: int
) -> None:
    """Cards and cash; now and then another holder uses the card."""
    site, rng = instance.site, instance.rng
    spender = rng.choice(plot.cell, bought)
    lent = rng.random(bought) < 0.12
    holder = np.where(lent, rng.choice(plot.leads, bought), spender)
    conductor = np.where(holder == spender, NOBODY, holder)
    day = days_within(rng, first + 1, last, bought)
    cards = spend(site.scene, rng, spender, day, scale=1.5, conductor=conductor)
    instance.add(cards, "use")
    drawer = rng.choice(plot.cell, withdrawn)
    on = days_within(rng, first + 1, last, withdrawn)
    time = site.scene.at(rng, on, "machine", drawer)
    dollars = log_normal(rng, 220, 0.7, withdrawn)
    instance.add(take_out(site.scene, rng, drawer, time, dollars), "use")


def _return(instance: Instance, plot: Plot, lead_days: int) -> None:
    """Leftovers of the leads go back in the last days; then the accounts are silent."""
    site, rng = instance.site, instance.rng
    senders = plot.leads[:4]
    share: Floats = rng.dirichlet(np.full(senders.size, 3.0))
    dollars = share * plot.total * float(skewed(rng, 0.02, 0.06, 0.10, 1)[0])
    day = days_within(rng, plot.last - lead_days + 1, plot.last, senders.size)
    time = site.scene.at(rng, day, "office", senders)
    receiver = np.full(senders.size, plot.proxy)
    rows = (site.scene, rng, senders, receiver, time, dollars)
    wired = rng.random() < 0.75
    back = wire_abroad(*rows, "travel") if wired else through_office(*rows)
    instance.add(back, "move")
    end = max(int(part.time.max(initial=0)) for part in instance.payments) + 1
    for person in plot.cell:
        sent = back.time[back.sender == person]
        instance.silence(person, int(sent.max()) + 1 if sent.size else end)


PLANTING = Planting(
    name="facilitator_network",
    label="scheme",
    smallest=24,
    typical=56,
    largest=260,
    months=4,
    red_flags=("TF-FLOW-07", "TF-ACCT-05"),
    plant=plant,
)
