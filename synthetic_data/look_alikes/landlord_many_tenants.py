"""
Landlord with many tenants: the same people pay the same sums each month.

Mimics:   extortion of traders, low-value collection (schemes 13, 04).
Ranges:   ../shared/schemes/look_alikes.csv, landlord_many_tenants: 1-60 tenants around
          6, rents of 400-2,000 pounds around 900, 0-40 % in cash (judgement). Here at
          least 4, for fewer look like nothing; rents by the country's wages.
Tells:    the same payers monthly, a loan and a council among the payees, repairs, and
          deposits that go back to whoever moves out.
"""

import numpy as np

from synthetic_data.planting import Instance, Planting, Site, recruit, skewed
from synthetic_data.world.life.cash import bring_in
from synthetic_data.world.places import NOTES, NUMBER, WAGES
from synthetic_data.world.population import Floats, Ints

HOMES = ("GB", "DE", "FR", "US", "TR", "AE")
COSTS = 0.2  # of the rows


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    scene, population = site.scene, site.population
    country = NUMBER[HOMES[rng.integers(len(HOMES))]]
    months = scene.calendar.months
    here = population.persons_in(country)
    landlord = int(rng.choice(here))
    others = np.setdiff1d(here, landlord)
    wanted = max(4, round((1 - COSTS) * size / months))
    tenants = recruit(rng, others, others, min(wanted, others.size // 2))
    # By wages, so that a flat costs what its tenants may have.
    rent = WAGES[country] * skewed(rng, 0.12, 0.26, 0.5, tenants.size)
    rent = np.maximum(10.0, np.round(rent, -1))
    _rents(instance, landlord, tenants, rent)
    _costs(instance, landlord, country, rent, max(3, size - instance.size))
    instance.cast(landlord)
    return instance


def _rents(instance: Instance, landlord: int, tenants: Ints, rent: Floats) -> None:
    """Each month; some of it in cash; whoever moves out has a deposit back."""
    site, rng = instance.site, instance.rng
    due = site.scene.calendar.monthly(rng.integers(1, 6, tenants.size))
    who = np.repeat(np.arange(tenants.size), due.shape[1])
    ends = rng.integers(site.days // 3, site.days - 20, tenants.size)
    moves = np.where(rng.random(tenants.size) < 0.2, ends, site.days)
    day = np.minimum(due.ravel() + rng.integers(0, 4, who.size), site.days - 1)
    stays = day < moves[who]
    who, day = who[stays], day[stays]
    cash = np.isin(
        who, np.flatnonzero(rng.random(tenants.size) < skewed(rng, 0.01, 0.05, 0.4, 1))
    )
    payer = tenants[who]
    time = site.scene.at(rng, day, "batch", payer)
    amount = site.scene.local(rent[who], payer)
    wired = (rng, time[~cash], payer[~cash], landlord, amount[~cash])
    instance.add(site.scene.pay(*wired, "transfer", "rent", device=False))
    office = site.scene.at(rng, day[cash], "office", payer[cash])
    to = np.full(int(cash.sum()), landlord)
    instance.add(
        bring_in(*(site.scene, rng, to, office, rent[who[cash]]), conductor=payer[cash])
    )
    gone = np.flatnonzero(moves < site.days)
    when = np.minimum(moves[gone] + rng.integers(5, 40, gone.size), site.days - 1)
    back = site.scene.at(rng, when, "office", np.full(gone.size, landlord))
    note = NOTES[site.population.accounts.country[landlord]]
    sums = np.maximum(note, np.round(site.scene.local(rent[gone], tenants[gone]), -1))
    instance.add(
        site.scene.pay(rng, back, landlord, tenants[gone], sums, "transfer", "rent")
    )


def _costs(
    instance: Instance,
    landlord: int,
    country: int,
    rent: Floats,
    rows: int,
) -> None:
    """A loan and a council each month, and whoever repairs."""
    site, rng = instance.site, instance.rng
    population = site.population
    lender = int(population.firms_in(country, "lender")[0])
    council = int(population.firms_in(country, "treasury")[0])
    day = np.sort(rng.integers(2, site.days - 1, rows))
    firms = rng.choice(population.firms_in(country, "services", "utility"), rows)
    lot = np.arange(rows) % 3
    payee = np.where(lot == 0, lender, np.where(lot == 1, council, firms))
    takings = float(rent.sum()) * site.scene.calendar.months
    share = rng.dirichlet(np.where(lot == 0, 5.0, 2.0))
    payer = np.full(rows, landlord)
    time = site.scene.at(rng, day, "office", payer)
    amount = site.scene.local(takings * 0.7 * share, payer)
    instance.add(site.scene.pay(rng, time, payer, payee, amount, "transfer", "bill"))


PLANTING = Planting(
    name="landlord_many_tenants",
    label="look_alike",
    smallest=50,
    typical=100,
    largest=800,
    months=3,
    red_flags=("TF-EXT-01", "TF-STRUCT-03", "TF-FLOW-02"),
    plant=plant,
    weight=1.5,
)
