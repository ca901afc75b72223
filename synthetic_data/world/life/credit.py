"""Loans that are paid out, and what they were taken for."""

import numpy as np

from synthetic_data.world.calendar import DAY
from synthetic_data.world.firms import by_weight
from synthetic_data.world.payments import Payments, Scene, log_normal, together
from synthetic_data.world.places import COUNTRIES
from synthetic_data.world.population import NOBODY, Ints

NEW = 0.45  # share of debtors whose loan is paid out within a year
OF_PAY = 3.0  # months of pay, median; judgement
USES = ("cars", "services", "lender")  # a car, a kitchen, older debts
SPENT = 0.85  # of the loan, within weeks
QUICK, QUICK_LOAN, DEAR = 0.04, 350.0, 1.12  # persons a year; dollars; repaid of it


def credit(scene: Scene, rng: np.random.Generator) -> Payments:
    """A third each buys a car, improves a home, or pays off older loans."""
    people = scene.population.people
    new = min(0.9, NEW * scene.calendar.months / 12)
    debtor = np.flatnonzero(people.loan != NOBODY)
    debtor = debtor[rng.random(debtor.size) < new]
    day = rng.integers(0, max(1, scene.calendar.days - 5), debtor.size)
    dollars = people.income[debtor] * log_normal(rng, OF_PAY, 0.5, debtor.size)
    amount = np.maximum(100, np.round(scene.local(dollars, debtor), -2))
    time = scene.at(rng, day, "office", debtor)
    paid = scene.pay(
        *(rng, time, people.loan[debtor], debtor, amount, "transfer", "loan"),
        device=False,
    )
    use = rng.integers(0, len(USES), debtor.size)
    payee = _payees(scene, rng, debtor, use)
    parts = [paid]
    end = scene.calendar.days * DAY - 1
    for share, wait in ((0.6, 12), (0.4, 30)):
        later = np.minimum(time + rng.integers(1, wait, debtor.size) * DAY, end)
        sum_ = amount * SPENT * share * rng.uniform(0.8, 1.0, debtor.size)
        parts.append(scene.pay(rng, later, debtor, payee, sum_, "transfer", "invoice"))
    return together([*parts, quick_loans(scene, rng)])


def quick_loans(scene: Scene, rng: np.random.Generator) -> Payments:
    """Small sums that a lender sends at once; most are paid back in three parts."""
    population = scene.population
    lot = rng.random(population.persons)
    debtor = np.flatnonzero(lot < QUICK * scene.calendar.months / 12)
    lender = lender_of(scene, rng, debtor)
    day = rng.integers(0, max(1, scene.calendar.days - 5), debtor.size)
    time = scene.at(rng, day, "evening", debtor)
    amount = scene.local(log_normal(rng, QUICK_LOAN, 0.8, debtor.size), debtor)
    amount = np.maximum(50, np.round(amount, -1))
    lent = scene.pay(rng, time, lender, debtor, amount, "instant", "loan", device=False)
    parts = [lent]
    for month in (1, 2, 3):
        due = day + 30 * month
        pays = np.flatnonzero(
            (due < scene.calendar.days) & (rng.random(due.size) < 0.9)
        )
        when = scene.at(rng, due[pays], "batch", debtor[pays])
        part = amount[pays] * DEAR / 3
        rows = (rng, when, debtor[pays], lender[pays], part, "other", "bill")
        parts.append(scene.pay(*rows, device=False))
    return together(parts)


def lender_of(scene: Scene, rng: np.random.Generator, debtor: Ints) -> Ints:
    return _payees(scene, rng, debtor, np.full(debtor.size, USES.index("lender")))


def _payees(scene: Scene, rng: np.random.Generator, debtor: Ints, use: Ints) -> Ints:
    population = scene.population
    country = population.people.country[debtor]
    payee = np.empty(debtor.size, np.int64)
    for number in range(len(COUNTRIES)):
        for kind, trade in enumerate(USES):
            here = np.flatnonzero((country == number) & (use == kind))
            offers = population.firms_in(number, trade)
            payee[here] = by_weight(rng, population.firms, offers, here.size)
    return payee
