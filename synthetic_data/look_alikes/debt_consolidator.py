"""
Debt consolidator: a new loan pays the old ones within days, then is paid itself.

Mimics:   self-funded cell and bust-out (schemes 10, 17): a loan that is gone at once.
Ranges:   ../shared/schemes/look_alikes.csv, debt_consolidator (all judgement): loans of
          3,000-30,000, 60-100 % of it to old lenders within a week.
Tells:    the receivers are lenders, little becomes cash, instalments go on.
"""

import numpy as np

from synthetic_data.planting import Instance, Planting, Site, days_within, skewed
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.credit import lender_of
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.population import NOBODY


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    population, scene, people = site.population, site.scene, site.population.people
    held = population.cards_held()
    known = population.arrived == 0
    able = np.flatnonzero(known & (held >= 2) & (people.loan != NOBODY))
    if not able.size:
        able = np.flatnonzero(known & (held >= min(2, held[known].max())))
    person = int(rng.choice(able))
    me = np.array([person])
    lender = people.loan[me]
    if lender[0] == NOBODY:
        lender = lender_of(scene, rng, me)
    day = int(rng.integers(5, max(6, site.days - 60)))
    dollars = skewed(rng, 3_000, 13_000, 32_000, 1)
    time = scene.at(rng, np.array([day]), "office", lender)
    amount = np.round(scene.local(dollars, lender), -2)
    rows = (rng, time, lender, person, amount, "transfer", "loan")
    instance.add(scene.pay(*rows, device=False))

    old = np.append(population.cards_of(person)[:6], lender_of(scene, rng, me))
    old = old[old != lender[0]]
    share = float(skewed(rng, 0.6, 0.9, 1.0, 1)[0])
    part = dollars * share * rng.dirichlet(np.full(old.size, 2.0))
    payer = np.full(old.size, person)
    wait = skewed(rng, 0.3, 2, 7, old.size) * DAY
    end = site.days * DAY - 1
    when = np.minimum(time + wait.astype(np.int64), end)
    owed = scene.local(part, payer)
    instance.add(scene.pay(rng, when, payer, old, owed, "transfer", "bill"))

    due = scene.calendar.monthly(np.array([int(rng.choice([1, 5, 15]))]))[0]
    due = due[due > day + 20][: max(2, (size - instance.size) // 2)]
    payer = np.full(due.size, person)
    instalment = np.full(due.size, float(scene.local(dollars, me)[0]) * 0.026)
    at = scene.at(rng, due, "batch", payer)
    paid = (rng, at, payer, lender[0], np.round(instalment), "other", "bill")
    instance.add(scene.pay(*paid, device=False))

    if share < 0.95 and rng.random() < 0.6:  # the rest: something for the household
        cash = np.minimum(dollars * (1 - share) * 0.5, 1_500.0)
        on = scene.at(rng, days_within(rng, day + 1, day + 9, 1), "machine", me)
        instance.add(take_out(scene, rng, me, on, cash))
    bought = max(1, size - instance.size)
    until = min(day + 90, site.days - 2)
    on = days_within(rng, day + 1, until, bought)
    instance.add(spend(scene, rng, np.full(bought, person), on))
    instance.cast(person)
    return instance


PLANTING = Planting(
    name="debt_consolidator",
    label="look_alike",
    smallest=16,
    typical=28,
    largest=80,
    months=3,
    red_flags=("TF-ACCT-07",),
    plant=plant,
    weight=2.0,
)
