"""
Aid in cash: an agency pays registered households each month while a project lasts.

Mimics:   stipends, charity diversion (schemes 14, 02).
Ranges:   ../shared/schemes/look_alikes.csv, aid_cash_payroll: 60-85 dollars a
          household and month around 72, by household size, monthly, 200-600 in all
          (VP); households by the hundred thousand in life, by the dozen here.
Tells:    the payer is a charity that a donor agency funds, equal sums by rule, an end
          with the project; the last mile by a money-transfer office, as stipends have.
"""

import numpy as np

from synthetic_data.planting import Instance, Planting, Site, recruit, whole
from synthetic_data.using import use_up
from synthetic_data.world.life.remittances import through_office, wire_abroad
from synthetic_data.world.payments import rounded
from synthetic_data.world.places import NUMBER, UNITS
from synthetic_data.world.population import Ints

PLACES, ODDS = ("SO", "KE", "TR", "PK", "ML"), (0.3, 0.2, 0.2, 0.2, 0.1)
DONORS = ("GB", "US", "DE", "FR")
PAID = 0.85  # of the rows


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    scene, population = site.scene, site.population
    place = NUMBER[rng.choice(PLACES, p=ODDS)]
    agency = int(rng.choice(population.firms_in(place, "charity")))
    donor = NUMBER[DONORS[rng.integers(len(DONORS))]]
    backer = int(rng.choice(population.firms_in(donor, "charity")))
    here = population.persons_in(place)
    office = rng.random() < 0.5
    paid_rows = max(8, round(PAID * size / (2 if office else 1)))
    most = min(9, scene.calendar.months - 2)
    cycles = whole(rng, 3, 5, 9, min(most, paid_rows / 10))
    people = recruit(rng, here, here, min(here.size, max(2, round(paid_rows / cycles))))
    cycles = min(most, max(cycles, round(paid_rows / people.size)))
    members = 1 + np.minimum(rng.poisson(3.5, people.size), 9)
    sums = np.where(members > 6, 85.0, np.where(members < 3, 60.0, 72.0))
    start = int(rng.integers(10, max(11, site.days - 30 * cycles - 8)))
    row = np.tile(np.arange(people.size), cycles)
    cycle = np.repeat(np.arange(cycles), people.size)
    day = np.minimum(start + cycle * 30 + rng.integers(0, 2, row.size), site.days - 4)
    payer = np.full(row.size, agency)
    time = scene.at(rng, day, "office", payer)
    if office:
        shop = rng.choice(population.firms_in(place, "remitter"))
        rows = (scene, rng, payer, people[row], time, sums[row])
        made = through_office(*rows, office=np.full(row.size, shop), fee=0.03)
    else:
        amount = rounded(scene.local(sums[row], payer), UNITS[place])
        way = "instant" if rng.random() < 0.6 else "transfer"
        made = scene.pay(rng, time, payer, people[row], amount, way, "project")
    instance.add(made)
    _fund(instance, backer, agency, float(sums.sum()) * cycles, start)
    rest = size - instance.size
    if rest > 0:
        got = made.take(np.isin(made.receiver, people))
        cash = (15.0, 45.0, 85.0)
        hours = (2.0, 30.0, 200.0)
        use_up(instance, got, rest, drawn=0.4, hours=hours, dollars=cash, stage=None)
    instance.cast([agency, backer])
    return instance


def _fund(
    instance: Instance, backer: int, agency: int, total: float, start: int
) -> None:
    """A grant in two parts, before the first and after some of the rounds."""
    site, rng = instance.site, instance.rng
    day: Ints = np.array([max(1, start - 9), min(start + 45, site.days - 2)])
    payer, payee = np.full(2, backer), np.full(2, agency)
    time = site.scene.at(rng, day, "office", payer)
    amount = np.array([0.6, 0.55]) * total
    rows = (site.scene, rng, payer, payee, time, amount)
    instance.add(wire_abroad(*rows, "project"))


PLANTING = Planting(
    name="aid_cash_payroll",
    label="look_alike",
    smallest=40,
    typical=110,
    largest=2_000,
    months=6,
    red_flags=("TF-USE-03", "TF-FLOW-09", "TF-NPO-01"),
    plant=plant,
    weight=0.5,
)
