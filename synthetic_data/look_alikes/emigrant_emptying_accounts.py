"""
Emigrant: loans settled, savings and what was sold go to an own account abroad.

Mimics:   departure and bust-out (schemes 06, 17): credit, emptied accounts, a ticket,
          cash, silence at home.
Ranges:   ../shared/schemes/look_alikes.csv, emigrant_emptying_accounts (all
          judgement): 80-100 % emptied within 14-180 days, 50-100 % of it to an own
          account.
Tells:    the loan is settled, a removals firm paid, the balance goes to an account of
          the same person, where wages come in and rent is paid from then on.
"""

import numpy as np

from synthetic_data.planting import (
    Instance,
    Planting,
    Site,
    days_within,
    skewed,
    whole,
)
from synthetic_data.world.calendar import DAY, HOUR
from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.journeys import buy
from synthetic_data.world.life.remittances import wire_abroad
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.places import WAGES
from synthetic_data.world.population import NOBODY

SETTLES, TAKES_CASH = 0.8, 0.6


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    population = site.population
    able = np.flatnonzero((population.abroad != NOBODY) & (population.arrived == 0))
    person = int(rng.choice(able))
    prep = whole(rng, 14, 60, 180, site.days / 3)
    leaves = int(rng.integers(prep + 3, max(prep + 4, site.days - 70)))
    total = _gather(instance, person, leaves - prep, leaves)
    _leave(instance, person, leaves - prep, leaves, total)
    _settle_in(instance, person, leaves, max(4, size - instance.size))
    abroad = int(population.abroad[person])
    instance.silence(person, leaves * DAY)
    instance.silent_from.pop(abroad)
    instance.cast([person, abroad])
    return instance


def _gather(instance: Instance, person: int, first: int, leaves: int) -> float:
    """Savings, and things sold to people nearby; returns dollars."""
    site, rng = instance.site, instance.rng
    people = site.population.people
    total = min(
        float(skewed(rng, 2_000, 15_000, 60_000, 1)[0]), people.income[person] * 9
    )
    total = max(total, 2_000.0)
    if people.savings[person] != NOBODY:
        payer = people.savings[[person]]
        time = site.scene.at(
            rng, days_within(rng, first, leaves - 4, 1), "phone", payer
        )
        amount = site.scene.local(np.array([total * 0.7]), payer)
        rows = (rng, time, payer, person, amount, "transfer", "saving")
        instance.add(site.scene.pay(*rows))
    others = np.setdiff1d(site.population.persons_in(people.country[person]), person)
    buyer = rng.choice(others, int(rng.integers(1, 5)))
    time = site.scene.at(
        rng, days_within(rng, first, leaves - 3, buyer.size), "evening", buyer
    )
    amount = np.round(site.scene.local(skewed(rng, 20, 120, 2_500, buyer.size), buyer))
    paid = (rng, time, buyer, person, np.maximum(5, amount), "instant", "sale")
    instance.add(site.scene.pay(*paid))
    return float(total)


def _leave(
    instance: Instance, person: int, first: int, leaves: int, total: float
) -> None:
    """Debts, removals, a fare, some cash; the rest to the own account."""
    site, rng = instance.site, instance.rng
    population, scene, me = site.population, site.scene, np.array([person])
    owed = np.append(population.cards_of(person)[:2], population.people.loan[person])
    owed = owed[owed != NOBODY]
    if owed.size and rng.random() < SETTLES:
        day = days_within(rng, first, leaves - 3, owed.size)
        payer = np.full(owed.size, person)
        time = scene.at(rng, day, "office", payer)
        dollars = total * 0.12 * rng.dirichlet(np.full(owed.size, 3.0))
        rows = (rng, time, payer, owed, scene.local(dollars, payer), "transfer", "bill")
        instance.add(scene.pay(*rows))
    for trade, price in (("shipping", 900.0), ("airline", 380.0)):
        day = days_within(rng, max(first, leaves - 40), leaves - 1, 1)
        instance.add(buy(scene, rng, me, day, trade, price))
    if rng.random() < TAKES_CASH:
        dollars = np.minimum(skewed(rng, 100, 900, 9_000, 1), 0.2 * total)
        time = scene.at(rng, days_within(rng, leaves - 3, leaves - 1, 1), "machine", me)
        instance.add(take_out(scene, rng, me, time, dollars))
    wires = whole(rng, 1, 2, 5, 5)
    share = float(skewed(rng, 0.5, 0.9, 1.0, 1)[0]) * 0.8 * total
    dollars = share * rng.dirichlet(np.full(wires, 2.0))
    payer = np.full(wires, person)
    time = scene.at(rng, days_within(rng, first, leaves - 1, wires), "office", payer)
    own = np.full(wires, population.abroad[person])
    instance.add(wire_abroad(scene, rng, payer, own, time, dollars, "saving"))


def _settle_in(instance: Instance, person: int, leaves: int, size: int) -> None:
    """Wages of a new employer and rent there, month by month, and everyday life."""
    site, rng = instance.site, instance.rng
    population, scene = site.population, site.scene
    account = int(population.abroad[person])
    country = int(population.accounts.country[account])
    starts = scene.calendar.month_starts
    month = starts[(starts > leaves + 5) & (starts < site.days - 8)][
        : max(1, size // 4)
    ]
    for trade, of_wage, topic in (
        ("services", 0.9, "salary"),
        ("property", 0.27, "rent"),
    ):
        firm = int(
            by_weight(rng, population.firms, population.firms_in(country, trade), 1)[0]
        )
        ends = (firm, account) if topic == "salary" else (account, firm)
        who = np.full(month.size, ends[0])
        day = scene.calendar.working_day(month + int(rng.integers(0, 5)))
        time = day * DAY + rng.integers(3 * HOUR, 5 * HOUR, day.size)
        dollars = np.full(month.size, of_wage * WAGES[country] * rng.uniform(0.8, 1.3))
        rows = (rng, time, *ends, scene.local(dollars, who), "transfer", topic)
        instance.add(scene.pay(*rows, device=False))
    bought = max(1, size - 2 * month.size)
    on = days_within(rng, leaves + 1, site.days - 3, bought)
    who, lands = np.full(bought, person), np.full(bought, country, np.uint8)
    payer = np.full(bought, account)
    instance.add(spend(scene, rng, who, on, country=lands, account=payer))


PLANTING = Planting(
    name="emigrant_emptying_accounts",
    label="look_alike",
    smallest=20,
    typical=36,
    largest=90,
    months=5,
    red_flags=("TF-ACCT-06", "TF-ACCT-07", "TF-USE-01"),
    plant=plant,
)
