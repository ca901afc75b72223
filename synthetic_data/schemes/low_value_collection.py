"""
Low-value collection and export: small gifts, about one transfer abroad a month.

Four to forty members give 50-400 dollars now and then, in cash or from their accounts;
one or two organisers forward what came in, mostly at most 400 at a time, to two or
three persons abroad. A whole scheme totals 5,000-11,000 over a year or two.

Ranges:   ../shared/schemes/parameters.csv, scheme 04.
Source:   US v. Jama (26 transfers, all but one at most 400; monthly gifts 50-400); US
          v. Ali; US v. Moalin, 9th Cir. 2 Sep 2020 (all VS); Tracfin, August 2012 (VP).
Judgement: dwell, hops, number of payers beyond fifteen, share of cash.
Evasive:  two organisers at different banks, money-transfer offices instead of wires,
          long dwell, members who bank their cash first.
Sees:     TF-STRUCT-03, TF-FLOW-01, seldom; it is built to look like family remittances.
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
    span,
    whole,
)
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.cash import bring_in, take_out
from synthetic_data.world.life.remittances import through_office, wire_abroad
from synthetic_data.world.payments import CHANNEL
from synthetic_data.world.places import NUMBER, UNITS_OF_CURRENCY
from synthetic_data.world.population import Ints

CORRIDORS = (("US", "KE"), ("GB", "KE"), ("DE", "TR"), ("FR", "TR"), ("GB", "PK"))
CASHED_OUT = 0.4  # share of arrivals that are drawn as cash


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    population = site.population
    home, abroad = CORRIDORS[rng.integers(len(CORRIDORS))]
    here = population.persons_in(NUMBER[home])
    there = population.persons_in(NUMBER[abroad])
    organisers = 1 + int(rng.random() < 0.4)
    sinks = whole(rng, 2, 2, 3, 3)
    members = whole(rng, 4, 15, 40, size / 3.5)
    ring = recruit(rng, here, here, organisers + members)
    lead, givers = ring[:organisers], ring[organisers:]
    receivers = recruit(rng, there, there, sinks)
    first, last = span(rng, site, 240, 300, 730)
    exports = whole(rng, 12, 20, 26, size / 3.4)
    through = rng.random() < 0.4
    per_export = (2.0 if through else 1.0) + CASHED_OUT
    gifts = max(givers.size, round((size - exports * per_export) / 1.25))

    collected = _collect(instance, givers, lead, gifts, first, last - 6)
    _export(instance, collected, lead, receivers, exports, through)
    instance.cast(lead, "collector", "move")
    instance.cast(givers, "donor", "raise")
    instance.cast(receivers, "cash-out", "use")
    return instance


def _collect(
    instance: Instance,
    givers: Ints,
    lead: Ints,
    gifts: int,
    first: int,
    last: int,
) -> tuple[Ints, Ints, np.ndarray]:
    """Gifts to the organiser of each member: (organiser, time, dollars)."""
    site, rng = instance.site, instance.rng
    scene = site.scene
    # Everybody gives once; the keen ones give more often.
    keen = rng.gamma(1.0, 1.0, givers.size)
    more = rng.choice(givers, gifts - givers.size, p=keen / keen.sum())
    payer = np.concatenate([givers, more])
    organiser = lead[payer % lead.size]
    wage = site.population.people.income[payer]
    dollars = skewed(rng, 50, 100, 400, gifts)
    dollars *= float(skewed(rng, 4750, 8600, 10_900, 1)[0]) / dollars.sum()
    dollars = np.minimum(np.clip(dollars, 50, 400), 0.75 * wage + 10)
    step = 10.0 if rng.random() < 0.7 else 1.0
    dollars = np.maximum(1, np.rint(dollars / step)) * step
    day = days_within(rng, first, last, gifts)
    time = scene.at(rng, day, "phone", payer)
    banked = (
        rng.random(gifts) < 0.25
    )  # handed over as cash, brought in by the organiser
    before = rng.random(gifts) < 0.2  # the member banks their own cash first
    cash = bring_in(scene, rng, organiser[banked], time[banked], dollars[banked])
    instance.add(cash, "raise")
    own = np.flatnonzero(before & ~banked)
    earlier = time[own] - rng.integers(3600, 4 * DAY, own.size)
    earlier = np.maximum(earlier, 0)
    instance.add(
        bring_in(scene, rng, payer[own], earlier, dollars[own] * 1.02), "raise"
    )
    given = np.flatnonzero(~banked)
    ways = scene.transfer(payer[given], organiser[given])
    fast = rng.random(given.size) < 0.5
    ways = np.where(fast, CHANNEL["instant"], ways).astype(np.uint8)
    amount = scene.local(dollars[given], payer[given])
    gift = scene.pay(
        *(rng, time[given], payer[given], organiser[given], amount, ways, "friends")
    )
    instance.add(gift, "raise")
    return organiser, time, dollars


def _export(
    instance: Instance,
    collected: tuple[Ints, Ints, np.ndarray],
    lead: Ints,
    receivers: Ints,
    exports: int,
    through: bool,
) -> None:
    """Forward what lies there, oldest gifts first, then draw some of it abroad."""
    site, rng = instance.site, instance.rng
    organiser, time, dollars = collected
    order = np.argsort(time, kind="stable")
    batch = np.array_split(order, min(exports, order.size))
    sender = np.array([organiser[rows[-1]] for rows in batch])
    latest = np.array([time[rows[-1]] for rows in batch])
    forwarded = np.array([dollars[rows].sum() for rows in batch])
    forwarded *= rng.uniform(0.93, 1.0, forwarded.size)
    receiver = rng.choice(receivers, sender.size)
    dwell = skewed(rng, 24, 120, 720, sender.size)
    when = later(rng, site, latest, dwell, "shop", sender)
    scene = site.scene
    if through:
        sent = through_office(scene, rng, sender, receiver, when, forwarded)
    else:
        sent = wire_abroad(scene, rng, sender, receiver, when, forwarded, "family")
    instance.add(sent, "move")
    arrived = sent.take(np.isin(sent.receiver, receivers))
    drawn = arrived.take(rng.random(arrived.size) < CASHED_OUT)
    who = drawn.receiver.astype(np.int64)
    at = later(rng, site, drawn.time, skewed(rng, 4, 48, 240, who.size), "machine", who)
    worth = drawn.minor / 100 / UNITS_OF_CURRENCY[drawn.currency]
    worth *= rng.uniform(0.6, 0.95, worth.size)
    instance.add(take_out(scene, rng, who, at, worth), "use")


PLANTING = Planting(
    name="low_value_collection",
    label="scheme",
    smallest=36,
    typical=56,
    largest=260,
    months=9,
    red_flags=("TF-STRUCT-03", "TF-FLOW-01"),
    plant=plant,
)
