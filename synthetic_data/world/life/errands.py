"""
What firms and charities owe their people beside wages, and cash they bring to the bank:
expenses, field work, day labour, the firm's card, customers who pay in notes.
"""

import numpy as np

from synthetic_data.world.life.cars import importer_abroad
from synthetic_data.world.life.cash import CASH_TRADES, bring_in, take_out, usual_branch
from synthetic_data.world.life.collections import someone_of
from synthetic_data.world.life.household import FEW_BANKS
from synthetic_data.world.life.journeys import branch_in
from synthetic_data.world.life.remittances import through_office
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.payments import (
    Payments,
    Scene,
    log_normal,
    poisson_days,
    together,
)
from synthetic_data.world.places import WAGES
from synthetic_data.world.population import NOBODY, Ints

OFFICE_TRADES = ("services", "maker", "wholesale", "property")
# Judgement throughout: times a month, dollars at German wages, medians.
EXPENSES, SPENT = 0.02, 90.0  # a person in work
VOLUNTEERS, FARE = 0.8, 110.0  # a charity
FIELD, FIELD_PAY = 0.12, 260.0  # a firm
DAY_LABOUR, OF_WAGE = 0.35, 0.12  # a firm where few have banks; of a wage
CHANGE, COINS = 0.06, 180.0  # a shop: notes and coins for the till
CARDS = 0.012  # a person in work: buys with the firm's card
NOTES, PAID = 0.22, 600.0  # a firm: customers who pay in cash
ABROAD, BY_OFFICER = 0.15, 0.5  # of those: paid in where the buyer is; brought by whom


def errands(scene: Scene, rng: np.random.Generator) -> Payments:
    firms = scene.population.firms
    offices = firms.of(*OFFICE_TRADES)
    country = firms.country[offices - firms.first]
    return together(
        [
            _expenses(scene, rng),
            _to_locals(scene, rng, firms.of("charity"), VOLUNTEERS, FARE, "travel"),
            _to_locals(scene, rng, offices, FIELD, FIELD_PAY, "project"),
            _day_labour(scene, rng, offices[WAGES[country] < FEW_BANKS]),
            _firm_cards(scene, rng),
            _change(scene, rng, firms.of(*CASH_TRADES, "electronics")),
            _paid_in_notes(scene, rng, offices, away=ABROAD),
            _paid_in_notes(scene, rng, firms.of("charity"), away=0),
        ]
    )


def _expenses(scene: Scene, rng: np.random.Generator) -> Payments:
    """Travel that staff paid themselves, or are given beforehand."""
    people = scene.population.people
    who, day = _staff(scene, rng, EXPENSES)
    firm = people.employer[who]
    level = WAGES[people.country[who]] / WAGES[0]
    amount = scene.local(level * log_normal(rng, SPENT, 0.9, who.size), firm)
    time = scene.at(rng, day, "office", firm)
    rows = (rng, time, firm, who, np.maximum(amount, 1), "transfer", "travel")
    return scene.pay(*rows)


def _staff(scene: Scene, rng: np.random.Generator, rate: float) -> tuple[Ints, Ints]:
    """Who of those in work, and on which day."""
    staff = np.flatnonzero(scene.population.people.employer != NOBODY)
    keen = rng.gamma(0.7, 1 / 0.7, staff.size) * rate * scene.calendar.months
    return poisson_days(rng, keen, staff, scene.calendar.day_weights("office"))


def _to_locals(
    scene: Scene,
    rng: np.random.Generator,
    payers: Ints,
    rate: float,
    dollars: float,
    topic: str,
) -> Payments:
    """To a few persons of its place, by each of ``payers``."""
    firms = scene.population.firms
    pace = np.full(payers.size, rate * scene.population.firm_pace)
    weights = scene.calendar.day_weights("office")
    payer, day = poisson_days(rng, pace * scene.calendar.months, payers, weights)
    crew = np.stack([someone_of(scene, rng, firms.country) for _ in range(4)])
    payee = crew[rng.integers(0, 4, payer.size), payer - firms.first]
    level = WAGES[firms.country[payer - firms.first]] / WAGES[0]
    amount = scene.local(level * log_normal(rng, dollars, 0.8, payer.size), payer)
    amount = np.where(rng.random(payer.size) < 0.4, np.round(amount, -1), amount)
    time = scene.at(rng, day, "office", payer)
    rows = (rng, time, payer, payee, np.maximum(amount, 1), "transfer", topic)
    return scene.pay(*rows)


def _day_labour(scene: Scene, rng: np.random.Generator, firms: Ints) -> Payments:
    """Paid out at an office of the place, for want of a bank nearby."""
    country = scene.population.accounts.country
    pace = np.full(firms.size, DAY_LABOUR * scene.population.firm_pace)
    weights = scene.calendar.day_weights("office")
    payer, day = poisson_days(rng, pace * scene.calendar.months, firms, weights)
    worker = someone_of(scene, rng, country[payer])
    dollars = WAGES[country[payer]] * log_normal(rng, OF_WAGE, 0.6, payer.size)
    time = scene.at(rng, day, "office", payer)
    rows = (scene, rng, payer, worker, time, dollars)
    return through_office(*rows, topic="salary")


def _firm_cards(scene: Scene, rng: np.random.Generator) -> Payments:
    population = scene.population
    firms, people = population.firms, population.people
    who, day = _staff(scene, rng, CARDS)
    office = np.isin(people.employer[who], firms.of(*OFFICE_TRADES))
    who, day = who[office], day[office]
    firm = people.employer[who]
    return spend(scene, rng, who, day, scale=1.3, account=firm, conductor=who)


def _change(scene: Scene, rng: np.random.Generator, shops: Ints) -> Payments:
    """Fetched by whoever runs the shop."""
    firms = scene.population.firms
    pace = np.full(shops.size, CHANGE * scene.population.firm_pace)
    weights = scene.calendar.day_weights("office")
    shop, day = poisson_days(rng, pace * scene.calendar.months, shops, weights)
    level = WAGES[scene.population.accounts.country[shop]] / WAGES[0]
    dollars = level * log_normal(rng, COINS, 0.6, shop.size)
    time = scene.at(rng, day, "office", shop)
    officer = firms.officer[shop - firms.first]
    return take_out(scene, rng, shop, time, dollars, conductor=officer)


def _paid_in_notes(
    scene: Scene, rng: np.random.Generator, payees: Ints, *, away: float
) -> Payments:
    """Brought by whoever runs it; for a share ``away``, abroad by who runs a buyer."""
    population = scene.population
    firms = population.firms
    pace = np.full(payees.size, NOTES * population.firm_pace)
    weights = scene.calendar.day_weights("office")
    account, day = poisson_days(rng, pace * scene.calendar.months, payees, weights)
    buyer = importer_abroad(scene, rng, account)
    far = rng.random(account.size) < away
    there = branch_in(scene, rng, population.accounts.country[buyer].astype(np.int64))
    branch = np.where(far, there, usual_branch(scene, rng, account))
    named = far | (rng.random(account.size) < BY_OFFICER)
    officer = firms.officer[np.where(far, buyer, account) - firms.first]
    level = WAGES[population.accounts.country[account]] / WAGES[0]
    dollars = level * log_normal(rng, PAID, 0.9, account.size)
    time = scene.at(rng, day, "office", account)
    rows = (scene, rng, account, time, dollars, branch)
    return bring_in(*rows, conductor=np.where(named, officer, NOBODY))
