"""
Payroll bureau: client firms pay in the day before, staff are paid, the tax office too.

Mimics:   gather-scatter and rapid pass-through (schemes 12, 13, 14).
Ranges:   ../shared/schemes/look_alikes.csv, payroll_bureau (clients, dwell and
          number of payees are judgement).
Tells:    matching client debits the day before, a tax office among the payees,
          receivers who live where they work, the same day each month.
"""

import numpy as np

from synthetic_data.planting import Instance, Planting, Site, recruit, skewed, whole
from synthetic_data.world.calendar import DAY, HOUR
from synthetic_data.world.places import COUNTRIES, WAGES

CLIENT_TRADES = ("services", "maker", "restaurant", "wholesale", "groceries")


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    scene, population = site.scene, site.population
    country = int(rng.choice(len(COUNTRIES), p=_odds()))
    bureau = int(rng.choice(population.firms_in(country, "payroll")))
    months = site.scene.calendar.months
    firms = population.firms_in(country, *CLIENT_TRADES)
    clients = recruit(rng, firms, firms, whole(rng, 3, 5, 400, size / months / 4))
    here = population.persons_in(country)
    idle = here[population.people.status[here] != 0]
    payees = max(4, round(size / months) - clients.size - 1)
    staff = recruit(rng, idle, here, min(payees, here.size))
    client_of = rng.integers(0, clients.size, staff.size)
    # Part-time and temporary work, so at the low end of the published net pay.
    pay = skewed(rng, 0.3, 0.5, 1.4, staff.size) * WAGES[country]
    payday = scene.calendar.monthly(np.array([int(rng.choice([15, 25, 28]))]))[0]
    rows = np.tile(np.arange(staff.size), months)
    month = np.repeat(np.arange(months), staff.size)
    time = payday[month] * DAY + rng.integers(4 * HOUR, 7 * HOUR, rows.size)
    dollars = pay[rows] * rng.uniform(0.95, 1.1, rows.size)
    amount = scene.local(dollars, np.full(rows.size, bureau))
    instance.add(
        scene.pay(
            *(rng, time, bureau, staff[rows], amount, "transfer", "salary"),
            device=False,
        )
    )
    owed = np.zeros((clients.size, months))
    np.add.at(owed, (client_of[rows], month), dollars)
    dues = owed.ravel() * 1.32  # tax and the bureau's fee on top
    payer = np.repeat(clients, months)
    before = np.tile(np.maximum(payday - 1, 0), clients.size)
    kept = dues > 0
    when = scene.at(rng, before[kept], "office", payer[kept])
    debit = scene.local(dues[kept], payer[kept])
    instance.add(
        scene.pay(rng, when, payer[kept], bureau, debit, "transfer", "invoice")
    )
    treasury = int(population.firms_in(country, "treasury")[0])
    tax_day = np.minimum(payday + 3, site.days - 1)
    at = scene.at(rng, tax_day, "office", np.full(months, bureau))
    tax = scene.local(owed.sum(axis=0) * 0.28, np.full(months, bureau))
    instance.add(scene.pay(rng, at, bureau, treasury, tax, "transfer"))
    instance.cast(np.append(clients, bureau))
    return instance


def _odds() -> np.ndarray:
    share = np.array([country.share for country in COUNTRIES]) ** 2  # mostly big ones
    return np.asarray(share / share.sum(), np.float64)


PLANTING = Planting(
    name="payroll_bureau",
    label="look_alike",
    smallest=80,
    typical=250,
    largest=4_000,
    months=2,
    red_flags=("TF-FLOW-02", "TF-FLOW-03"),
    plant=plant,
)
