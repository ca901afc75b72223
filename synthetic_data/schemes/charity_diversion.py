"""
Charity diversion: real donors and mostly real relief; a part leaves another way.

A real charity, with its own donors and suppliers, also takes lumps of cash that a
committee brings. A part of its income goes to a partner near the conflict and on to
persons who draw it as cash, a part leaves with convoys as cash that committee members
draw. The donors know nothing: their gifts stay ordinary life and carry no label.

Ranges:   ../shared/schemes/parameters.csv, scheme 02.
Source:   Central Criminal Court 2016-17 (convoys of 1,500-3,000 pounds, five months
          apart), Charity Commission inquiry 2013-21, three contested verdicts (all VS).
Judgement: diverted share (drawn low), dwell, committee size, the far end.
Evasive:  partner changes between a sister charity and a trader, sums split over two
          payees, dwell of weeks, payments worded as projects.
Sees:     TF-NPO-01, TF-FLOW-01, TF-GEO-01.
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
from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.cash import bring_in, take_out
from synthetic_data.world.life.remittances import wire_abroad
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.payments import Payments
from synthetic_data.world.places import NUMBER, UNITS_OF_CURRENCY
from synthetic_data.world.population import Ints

CORRIDORS = (("GB", "TR"), ("DE", "TR"), ("FR", "TR"), ("GB", "PK"), ("DE", "KE"))
BROUGHT, WIRED, PASSED_ON, CONVOYS = 0.18, 0.17, 0.22, 0.16  # of the rows
ROAD = 0.16  # fuel, food and tickets on the way; the rest is cash out


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    population = site.population
    home, far = CORRIDORS[rng.integers(len(CORRIDORS))]
    causes = population.firms_in(NUMBER[home], "charity")
    charity = int(by_weight(rng, population.firms, causes, 1)[0])
    here = population.persons_in(NUMBER[home])
    committee = recruit(rng, here, here, whole(rng, 2, 3, 5, size / 8))
    partners = rng.permutation(
        population.firms_in(NUMBER[far], "charity", "wholesale", "services")
    )[: 1 + int(rng.random() < 0.4)]
    far_side = population.persons_in(NUMBER[far])
    users = recruit(rng, far_side, far_side, whole(rng, 2, 4, 8, size / 7))
    first, last = span(rng, site, 300, 365, 365)
    income = float(site.turnover[charity])
    total = max(3_000.0, income * float(skewed(rng, 0.05, 0.2, 0.9, 1)[0]))

    # A committee member who works for the charity and may use its account.
    instance.relate(int(committee[0]), "officer_of", charity)
    instance.relate(int(committee[0]), "delegated_access", charity, account=True)
    _bring(instance, committee, charity, round(BROUGHT * size), first, last)
    wires = max(2, round(WIRED * size))
    sent = _send(instance, charity, partners, wires, first, last, total)
    passed = _pass_on(instance, sent, users, round(PASSED_ON * size))
    convoys = max(1, round(CONVOYS * size / 2))
    _convoys(instance, charity, committee, convoys, first, last, NUMBER[far])
    drawn = passed.take(rng.permutation(passed.size)[: max(1, size - instance.size)])
    _draw(instance, drawn, "use")
    instance.cast(charity, "front", "raise")
    instance.cast(committee, "collector", "raise")
    instance.cast(partners, "pass-through", "move")
    instance.cast(users, "cash-out", "use")
    return instance


def _bring(
    instance: Instance,
    committee: Ints,
    charity: int,
    lumps: int,
    first: int,
    last: int,
) -> None:
    """Cash from collections, brought to the counter by committee members."""
    site, rng = instance.site, instance.rng
    day = days_within(rng, first, last, lumps)
    account = np.full(lumps, charity)
    time = site.scene.at(rng, day, "office", account)
    dollars = skewed(rng, 80, 450, 3000, lumps)
    who = rng.choice(committee, lumps)
    instance.add(
        bring_in(site.scene, rng, account, time, dollars, conductor=who), "raise"
    )


def _send(
    instance: Instance,
    charity: int,
    partners: Ints,
    wires: int,
    first: int,
    last: int,
    total: float,
) -> Payments:
    site, rng = instance.site, instance.rng
    amount = skewed(rng, 0.3, 1.0, 4.0, wires)
    amount *= total / amount.sum()
    payer = np.full(wires, charity)
    # The last sum still has to be passed on before the calendar ends.
    time = site.scene.at(rng, days_within(rng, first, last - 5, wires), "office", payer)
    payee = rng.choice(partners, wires)
    rows = (site.scene, rng, payer, payee, time, amount)
    return instance.add(wire_abroad(*rows, "project"), "move")


def _pass_on(
    instance: Instance,
    sent: Payments,
    users: Ints,
    wanted: int,
) -> Payments:
    """Each sum goes on in one to a few parts, within hours or weeks."""
    site, rng = instance.site, instance.rng
    parts = max(1, round(wanted / sent.size))
    source = np.repeat(np.arange(sent.size), parts)
    worth = sent.minor / 100 / UNITS_OF_CURRENCY[sent.currency]
    split = rng.dirichlet(np.full(parts, 4.0), sent.size).ravel()
    dollars = worth[source] * split * rng.uniform(0.8, 0.99, source.size)
    payer = sent.receiver[source].astype(np.int64)
    payee = rng.choice(users, source.size)
    hours = skewed(rng, 24, 168, 720, source.size)
    time = later(rng, site, sent.time[source], hours, "office", payer)
    amount = site.scene.local(dollars, payer)
    whole_sums = rng.random(source.size) < 0.4
    amount = np.where(whole_sums, np.maximum(10, np.round(amount, -1)), amount)
    paid = site.scene.pay(rng, time, payer, payee, amount, "transfer", "project")
    return instance.add(paid, "move")


def _convoys(
    instance: Instance,
    charity: int,
    committee: Ints,
    convoys: int,
    first: int,
    last: int,
    far: int,
) -> None:
    """A member gets travel money, draws it, and spends some of it on the road."""
    site, rng = instance.site, instance.rng
    day = days_within(rng, first, last - 4, convoys)
    payer = np.full(convoys, charity)
    driver = rng.choice(committee, convoys)
    time = site.scene.at(rng, day, "office", payer)
    amount = site.scene.local(skewed(rng, 1500, 2250, 3000, convoys) * 1.27, payer)
    amount = np.round(amount, -1)
    moved = site.scene.pay(rng, time, payer, driver, amount, "transfer", "travel")
    instance.add(moved, "move")
    _draw(instance, moved, "move")
    bought = max(1, round(ROAD / CONVOYS * 2 * convoys))
    trip = rng.integers(0, convoys, bought)
    on = np.minimum(day[trip] + rng.integers(0, 5, bought), site.days - 1)
    lands = np.where(
        rng.random(bought) < 0.5, site.population.people.country[driver[trip]], far
    )
    road = spend(site.scene, rng, driver[trip], on, country=lands.astype(np.uint8))
    instance.add(road, "move")


def _draw(instance: Instance, got: Payments, stage: str) -> None:
    """What arrived is drawn as cash within days."""
    site, rng = instance.site, instance.rng
    who = got.receiver.astype(np.int64)
    worth = got.minor / 100 / UNITS_OF_CURRENCY[got.currency]
    hours = skewed(rng, 3, 40, 200, who.size)
    time = later(
        rng, site, np.minimum(got.time, (site.days - 1) * DAY), hours, "machine", who
    )
    drawn = worth * rng.uniform(0.6, 0.95, who.size)
    instance.add(take_out(site.scene, rng, who, time, drawn), stage)


PLANTING = Planting(
    name="charity_diversion",
    label="scheme",
    smallest=24,
    typical=48,
    largest=300,
    months=12,
    red_flags=("TF-NPO-01", "TF-FLOW-01", "TF-GEO-01"),
    plant=plant,
)
