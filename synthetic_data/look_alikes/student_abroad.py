"""
Family paying for a student abroad: a lump before term, then the same sum every month.

Mimics:   departure, loans and gifts from abroad, stipends (schemes 06, 18, 14).
Ranges:   ../shared/schemes/look_alikes.csv, student_abroad: 853-1,200 euros a month,
          bunched on the official sums, and 8,640-11,904 before (VS); duration, senders
          and the share called gift or loan are judgement.
Tells:    starts with the term, tuition and rent are visible, the sender is one family,
          holidays end with a flight.
"""

import numpy as np

from synthetic_data.planting import (
    Instance,
    Planting,
    Site,
    days_within,
    recruit,
    skewed,
)
from synthetic_data.support import cash_out, send
from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.journeys import buy
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.places import NUMBER, WAGES
from synthetic_data.world.population import Ints

CORRIDORS = (("TR", "DE"), ("PK", "GB"), ("AE", "US"), ("US", "GB"), ("ML", "FR"))
OFFICIAL = np.array([853.0, 934.0, 992.0]) / 0.92  # dollars, and the lumps of a year
BUNCHED, RENT_OF_WAGE = 0.6, 0.14


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    population, people = site.population, site.population.people
    home, away = (NUMBER[code] for code in CORRIDORS[rng.integers(len(CORRIDORS))])
    here, there = population.persons_in(away), population.persons_in(home)
    studies = here[people.status[here] == 2]
    student = int(recruit(rng, studies, here, 1)[0])
    parents = recruit(rng, there, there, int(rng.integers(1, 3)))
    if rng.random() < 0.5:
        instance.relate(int(parents[0]), "family", student)
    calendar = site.scene.calendar
    months = int(np.clip(round(size / 4), 2, calendar.months - 1))
    starts = calendar.month_starts
    first = int(rng.integers(0, calendar.months - months))
    month = starts[first : first + months]
    _support(instance, parents, student, month, size)
    _pay_for(instance, student, away, month)
    me = np.array([student])
    for on in (month[0], month[-1] + 20):
        flight = np.array([min(int(on) + int(rng.integers(1, 8)), site.days - 2)])
        instance.add(buy(site.scene, rng, me, flight, "airline", 240.0))
    bought = max(1, size - instance.size)
    until = min(int(month[-1]) + 27, site.days - 2)
    day = days_within(rng, int(month[0]), until, bought)
    instance.add(spend(site.scene, rng, np.full(bought, student), day, scale=0.8))
    instance.cast([student, *parents.tolist()])
    return instance


def _support(
    instance: Instance, parents: Ints, student: int, month: Ints, size: int
) -> None:
    """The lump first, then a sum a month; a third of the months some of it as cash."""
    rng = instance.rng
    official = float(rng.choice(OFFICIAL))
    usual = official if rng.random() < BUNCHED else skewed(rng, 925, 1_080, 1_300, 1)[0]
    dollars = np.full(month.size, float(usual))
    lump = rng.random() < 0.5
    day = month + int(rng.integers(0, 5))
    if lump:
        dollars[0] = min(12 * official, 11_904 / 0.92)
    payer = np.full(month.size, parents[0])
    payer[rng.random(month.size) < 0.2] = parents[-1]
    share = float(skewed(rng, 0.2, 0.5, 0.9, 1)[0])
    got = send(
        *(instance, payer, np.full(month.size, student), day, dollars),
        office=False,
        labelled=rng.random(month.size) < share,
    )
    drawn = got.take(np.flatnonzero(rng.random(got.size) < 0.35))
    if drawn.size and size > 3 * month.size:
        part = rng.uniform(0.08, 0.25, drawn.size)
        cash_out(instance, drawn, part, skewed(rng, 10, 60, 300, drawn.size))


def _pay_for(instance: Instance, student: int, country: int, month: Ints) -> None:
    """Rent each month to one landlord, fees each term to one school."""
    site, rng = instance.site, instance.rng
    firms, wage = site.population.firms, WAGES[country]
    for trade, each, of_wage, topic in (
        ("property", 1, RENT_OF_WAGE, "rent"),
        ("school", 4, 0.4, "tuition"),
    ):
        offers = site.population.firms_in(country, trade)
        payee = by_weight(rng, firms, offers, 1)
        day = np.minimum(month[::each] + 5 + int(rng.integers(0, 4)), site.days - 1)
        payer = np.full(day.size, student)
        dollars = np.full(day.size, of_wage * wage * float(rng.uniform(0.8, 1.2)))
        time = site.scene.at(rng, day, "batch", payer)
        amount = np.round(site.scene.local(dollars, payer))
        rows = (rng, time, payer, payee, amount, "transfer", topic)
        instance.add(site.scene.pay(*rows, device=False))


PLANTING = Planting(
    name="student_abroad",
    label="look_alike",
    smallest=14,
    typical=40,
    largest=90,
    months=4,
    red_flags=("TF-INFO-05", "TF-USE-03"),
    plant=plant,
    weight=2.0,
)
