"""Students pay fees each term; private sellers are paid and send parcels."""

import numpy as np

from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.journeys import buy
from synthetic_data.world.payments import (
    Payments,
    Scene,
    log_normal,
    poisson_days,
    together,
)
from synthetic_data.world.places import COUNTRIES, WAGES
from synthetic_data.world.population import Ints

TERM_MONTHS = (1, 4, 9)  # fees fall due in these
FEE_OF_WAGE = 0.35
SELLERS, SALES = 0.05, 0.5  # share of persons; a month
ITEM, PARCEL = 35.0, 7.0  # dollars, medians; judgement
SENT = 0.8  # of sales; the rest is fetched


def study(scene: Scene, rng: np.random.Generator) -> Payments:
    population = scene.population
    people = population.people
    student = np.flatnonzero(people.status == 2)
    school = _school(scene, rng, student)
    months = scene.calendar.dates[scene.calendar.month_starts].astype("datetime64[M]")
    due = np.isin(months.astype(np.int64) % 12 + 1, TERM_MONTHS)
    starts = scene.calendar.month_starts[due]
    who = np.repeat(np.arange(student.size), starts.size)
    day = np.tile(starts, student.size) + rng.integers(0, 20, who.size)
    wage = WAGES[people.country[student[who]]]
    amount = scene.local(
        wage * log_normal(rng, FEE_OF_WAGE, 0.4, who.size), student[who]
    )
    time = scene.at(rng, day, "office", student[who])
    fees = scene.pay(
        rng, time, student[who], school[who], amount, "transfer", "tuition"
    )
    return together([fees, *sales(scene, rng)])


def sales(scene: Scene, rng: np.random.Generator) -> list[Payments]:
    """What private persons sell to each other, and the parcels they send."""
    population = scene.population
    everyone = np.arange(population.persons)
    seller = everyone[rng.random(everyone.size) < SELLERS]
    keen = rng.gamma(0.8, 1 / 0.8, seller.size) * SALES * scene.calendar.months
    weights = scene.calendar.day_weights("evening")
    who, day = poisson_days(rng, keen, seller, weights)
    country = population.people.country
    buyer = np.empty(who.size, np.int64)
    for number in range(len(COUNTRIES)):
        here = np.flatnonzero(country[who] == number)
        someone = np.flatnonzero(country == number)
        buyer[here] = someone[rng.integers(0, someone.size, here.size)]
    level = WAGES[country[buyer]] / WAGES[0]
    amount = scene.local(level * log_normal(rng, ITEM, 0.9, who.size), buyer)
    time = scene.at(rng, day, "evening", buyer)
    paid = scene.pay(*(rng, time, buyer, who, np.maximum(amount, 1), "instant", "sale"))
    sent = np.flatnonzero(rng.random(who.size) < SENT)
    later = np.minimum(
        day[sent] + rng.integers(0, 4, sent.size), scene.calendar.days - 1
    )
    return [paid, buy(scene, rng, who[sent], later, "shipping", PARCEL)]


def _school(scene: Scene, rng: np.random.Generator, student: Ints) -> Ints:
    population = scene.population
    country = population.people.country[student]
    school = np.empty(student.size, np.int64)
    for number in range(len(COUNTRIES)):
        here = np.flatnonzero(country == number)
        offers = population.firms_in(number, "school")
        school[here] = by_weight(rng, population.firms, offers, here.size)
    return school
