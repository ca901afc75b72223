"""
Seasonal workers: dozens of one employer send home alike, then their accounts sleep.

Mimics:   low-value collection, cash couriers, departures (schemes 04, 06, 15).
Ranges:   ../shared/schemes/look_alikes.csv, seasonal_workers: 1,000-8,000 New Zealand
          dollars sent home in six months, around 4,065 (mean of 731 workers, VS); four
          in five households receive; tickets, workers at one place, cash carried home
          and months of sleep are judgement. Here 0.6 US dollars to one. A shared
          address is left to the household; the employer stands for it.
Tells:    one employer pays all alike; season start and end; receivers are households.
"""

import numpy as np

from synthetic_data.planting import Instance, Planting, Site, recruit, skewed
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.journeys import buy
from synthetic_data.world.life.remittances import through_office, wire_abroad
from synthetic_data.world.places import NUMBER, WAGES
from synthetic_data.world.population import Floats, Ints

CORRIDORS = (("DE", "TR"), ("GB", "KE"), ("FR", "ML"), ("AE", "PK"), ("US", "KE"))
NZD = 0.6  # US dollars
RECEIVE = 0.83  # share of workers whose household gets money
BY_OFFICE = 0.6  # share of instances; the others wire
PAYS = (4, 5, 6)  # a season, each half a month's or a month's pay


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    population = site.population
    office = rng.random() < BY_OFFICE
    pays = int(rng.choice(PAYS))
    tickets = 2 if office else 4  # a worker who sends
    rows = 2 * RECEIVE * tickets if office else RECEIVE * tickets
    each = pays + rows + 0.9
    gap = int(rng.choice([14, 15, 30])) if site.days > 30 * pays + 40 else 14
    length = pays * gap
    start = int(rng.integers(3, max(4, site.days - length - 25)))
    count = int(np.clip(round(size / each), 4, 60))
    home, far = _corridor(instance, count)
    crew = _crew(instance, home, count, start)
    staff = population.firms_in(home, "maker", "wholesale", "groceries")
    employer = int(rng.choice(staff))
    payday = site.scene.calendar.working_day(start + gap * (1 + np.arange(pays)))
    wage = WAGES[home] * 0.45 * gap / 15 * float(rng.uniform(0.85, 1.1))
    _pay(instance, employer, crew, payday, wage)
    there = population.persons_in(far)
    kin = there[rng.integers(0, there.size, crew.size)]
    sent = _send(instance, crew, kin, payday, tickets, office)
    _leave(instance, crew, int(payday[-1]), wage * pays - sent)
    instance.cast(employer)
    instance.cast(crew)
    return instance


def _corridor(instance: Instance, count: int) -> tuple[int, int]:
    """Where so many can work; in a small world, where most live."""
    population, rng = instance.site.population, instance.rng
    live = np.array([population.persons_in(NUMBER[home]).size for home, _ in CORRIDORS])
    fit = np.flatnonzero(live >= min(2 * count, live.max()))
    home, far = CORRIDORS[rng.choice(fit)]
    return NUMBER[home], NUMBER[far]


def _crew(instance: Instance, home: int, count: int, start: int) -> Ints:
    """Who came lately, filled up with those who have no other work."""
    population, rng = instance.site.population, instance.rng
    new = population.newcomers_in(home)
    new = new[population.arrived[new] < start]
    here = population.persons_in(home)
    idle = here[population.people.status[here] >= 2]
    some = recruit(rng, new, new, min(new.size, count // 2))
    return np.append(some, recruit(rng, idle, here, count - some.size))


def _pay(
    instance: Instance, employer: int, crew: Ints, payday: Ints, wage: float
) -> None:
    """All on one morning, nearly the same."""
    site, rng = instance.site, instance.rng
    worker = np.tile(crew, payday.size)
    day = np.repeat(payday, crew.size)
    time = day * DAY + 3 * 3600 + rng.integers(0, 1800, day.size)
    dollars = wage * rng.uniform(0.92, 1.08, day.size)
    amount = site.scene.local(dollars, np.full(day.size, employer))
    paid = (time, employer, worker, amount, "transfer", "salary")
    instance.add(site.scene.pay(rng, *paid, device=False))


def _send(
    instance: Instance,
    crew: Ints,
    kin: Ints,
    payday: Ints,
    tickets: int,
    office: bool,
) -> Floats:
    """Days after a pay day to the household of each; dollars sent by each worker."""
    site, rng = instance.site, instance.rng
    sends = rng.random(crew.size) < RECEIVE
    place = np.repeat(np.flatnonzero(sends), tickets)
    season = skewed(rng, 1000 * NZD, 4065 * NZD, 8000 * NZD, crew.size) / 8
    dollars = np.clip(season[place] * rng.uniform(0.8, 1.2, place.size), 60, 480)
    after = payday[rng.integers(0, payday.size, place.size)]
    day = np.minimum(after + rng.integers(0, 6, place.size), site.days - 2)
    time = site.scene.at(rng, day, "shop", crew[place])
    part = (site.scene, rng, crew[place], kin[place], time, dollars)
    instance.add(
        through_office(*part, picked_up=0.3) if office else wire_abroad(*part, "family")
    )
    return np.bincount(place, dollars, crew.size).astype(np.float64)


def _leave(instance: Instance, crew: Ints, last: int, saved: Floats) -> None:
    """A fare home, some of the savings as cash, and then nothing for months."""
    site, rng = instance.site, instance.rng
    day = np.minimum(last + rng.integers(1, 9, crew.size), site.days - 2)
    flies = np.flatnonzero(rng.random(crew.size) < 0.5)
    instance.add(buy(site.scene, rng, crew[flies], day[flies], "airline", 200.0))
    carries = np.flatnonzero(rng.random(crew.size) < 0.4)
    share = rng.triangular(0.0, 0.2, 0.5, carries.size)
    dollars = np.clip(saved[carries] * share, 20, 2_500)
    time = site.scene.at(rng, day[carries], "machine", crew[carries])
    instance.add(take_out(site.scene, rng, crew[carries], time, dollars))
    for person, on in zip(crew.tolist(), day.tolist(), strict=True):
        instance.silence(person, (on + 2) * DAY)


PLANTING = Planting(
    name="seasonal_workers",
    label="look_alike",
    smallest=40,
    typical=110,
    largest=300,
    months=4,
    red_flags=("TF-ACCT-03", "TF-FLOW-08", "TF-FLOW-12"),
    plant=plant,
)
