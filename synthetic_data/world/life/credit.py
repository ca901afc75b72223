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
    return together(parts)


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
