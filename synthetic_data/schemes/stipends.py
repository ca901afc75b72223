"""
Stipends: one payer keeps many people by sums that step with their families.

Money comes from elsewhere in a few lumps; every two weeks or month the payer sends each
person a base sum with a supplement for a spouse and for each child, straight or through
a money-transfer office. Much is drawn within days. In a variant families get one equal
sum; they are labelled unwitting, for most such payments were called relief in court and
few were contested.

Ranges:   ../shared/schemes/parameters.csv, scheme 14: 70-500 dollars around 184,
          supplements of 50 and 25, intervals of 14 to 31 days, 0-7 days to cash.
Source:   captured payrolls and a leaked memo, published as analyses; Congressional
          Research Service; Linde v. Arab Bank, plaintiffs' evidence (all VS).
Judgement: number of people in a small world, spread of sums, share that is drawn.
Evasive:  sums that vary, two payers by turns, offices in between, people who drop out.
Sees:     TF-USE-03, TF-FLOW-09.
"""

import numpy as np

from synthetic_data.planting import (
    Instance,
    Planting,
    Site,
    recruit,
    skewed,
    whole,
)
from synthetic_data.using import use_up
from synthetic_data.world.life.remittances import through_office, wire_abroad
from synthetic_data.world.payments import Payments, rounded
from synthetic_data.world.places import COUNTRIES, NUMBER, UNITS
from synthetic_data.world.population import Floats, Ints

PLACES, ODDS = ("TR", "PK", "KE", "SO", "ML"), (0.35, 0.2, 0.2, 0.15, 0.1)
SPOUSE, CHILD = 50.0, 25.0  # dollars
PAID, FUNDED = 0.68, 0.05  # of the rows; the rest is what people do with it


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    population = site.population
    place = NUMBER[rng.choice(PLACES, p=ODDS)]
    here = rng.permutation(population.persons_in(place))
    office = rng.random() < 0.3
    rows = max(9, round(PAID * size / (2 if office else 1)))
    families = rng.random() < 0.2 and not office  # one equal sum each
    interval = int(rng.choice([14, 30], p=(0.3, 0.7)))
    most = (site.days - 40) // interval
    cycles = 1 if families else whole(rng, 3, 3, 12, min(most, rows / 9))
    people = here[3 : 3 + min(here.size - 3, max(3, round(rows / cycles)))]
    payers = here[: 1 + int(cycles > 1 and rng.random() < 0.35)]
    if rng.random() < 0.4:  # a small firm pays instead of a person
        payers = rng.permutation(population.firms_in(place, "services"))[:1]
    start = int(rng.integers(12, max(13, site.days - interval * cycles - 20)))
    sums = _sums(rng, people.size, families)

    paid = _pay(instance, payers, people, sums, start, interval, cycles, office)
    _fund(instance, payers, sums.sum() * cycles, start, interval * cycles, size)
    # Half is drawn within a week, half spent by card.
    got = paid.take(np.isin(paid.receiver, people))
    rest = max(2, size - instance.size)
    cash = (20.0, 90.0, 250.0)
    use_up(instance, got, rest, drawn=0.45, hours=(4, 48, 168), dollars=cash)
    instance.cast(payers, "paymaster", "use")
    instance.cast(people, "unwitting" if families else "operative", "use")
    return instance


def _sums(rng: np.random.Generator, count: int, families: bool) -> Floats:
    """Dollars of each: one sum, or a base and its supplements."""
    if families:
        return np.full(count, round(float(skewed(rng, 250, 400, 1_500, 1)[0]), -1))
    base = round(float(skewed(rng, 70, 110, 250, 1)[0]), -1)
    married = rng.random(count) < 0.6
    children = np.where(married, rng.poisson(1.6, count), 0)
    return np.asarray(base + SPOUSE * married + CHILD * np.minimum(children, 5), float)


def _pay(
    instance: Instance,
    payers: Ints,
    people: Ints,
    sums: Floats,
    start: int,
    interval: int,
    cycles: int,
    office: bool,
) -> Payments:
    site, rng = instance.site, instance.rng
    row = np.tile(np.arange(people.size), cycles)
    cycle = np.repeat(np.arange(cycles), people.size)
    # Some join late, drop out or are forgotten once.
    stays = (rng.random(row.size) > 0.04) | (cycle == 0)
    row, cycle = row[stays], cycle[stays]
    day = np.minimum(
        start + cycle * interval + rng.integers(0, 3, row.size), site.days - 4
    )
    payer = payers[cycle % payers.size]
    by_firm = payers[0] >= site.population.persons
    if by_firm:
        day = site.scene.calendar.working_day(day)
    spread = float(rng.choice([0.0, 0.05, 0.2], p=(0.5, 0.35, 0.15)))
    dollars = sums[row] * np.exp(spread * rng.standard_normal(row.size))
    time = site.scene.at(rng, day, "office", payer)
    if office:
        rows_in = (site.scene, rng, payer, people[row], time, dollars)
        made = through_office(*rows_in, topic="salary" if by_firm else "family")
        return instance.add(made, "use")
    amount = site.scene.local(dollars, payer)
    amount = rounded(amount, UNITS[site.population.accounts.country[payer]])
    way = str(rng.choice(["instant", "transfer"]))
    topic = str(rng.choice(["family", "salary", "friends"], p=(0.6, 0.2, 0.2)))
    topic = "salary" if by_firm else topic
    rows = (rng, time, payer, people[row], amount, way, topic)
    return instance.add(site.scene.pay(*rows), "use")


def _fund(
    instance: Instance, payers: Ints, total: float, start: int, days: int, size: int
) -> None:
    """A few lumps from abroad, by turns, before they are needed."""
    site, rng = instance.site, instance.rng
    lumps = max(payers.size, round(FUNDED * size))
    home = int(site.population.accounts.country[payers[0]])
    away = np.setdiff1d(np.arange(len(COUNTRIES)), [home])
    far = site.population.persons_in(int(rng.choice(away)))
    backers = recruit(rng, far, far, 1 + int(rng.random() < 0.5))
    day = start - 8 + (np.arange(lumps) * days // lumps) + rng.integers(0, 6, lumps)
    share: Floats = rng.dirichlet(np.full(lumps, 8.0))
    payer = rng.choice(backers, lumps)
    payee = payers[np.arange(lumps) % payers.size]
    time = site.scene.at(rng, np.clip(day, 1, site.days - 4), "office", payer)
    rows = (site.scene, rng, payer, payee, time, total * 1.08 * share)
    to_firm = payers[0] >= site.population.persons
    topic = "invoice" if to_firm else "family"
    instance.add(wire_abroad(*rows, topic), "move")
    instance.cast(np.unique(payer), "facilitator", "move")


PLANTING = Planting(
    name="stipends",
    label="scheme",
    smallest=20,
    typical=36,
    largest=600,
    months=5,
    red_flags=("TF-USE-03", "TF-FLOW-09"),
    plant=plant,
    weight=0.7,
)
