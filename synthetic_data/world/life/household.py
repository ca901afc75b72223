"""
Between people who are close: helpers' wages, lent cards, trips settled, money sent
home within the country.
"""

import numpy as np

from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.collections import someone_of
from synthetic_data.world.life.remittances import through_office
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.payments import (
    CHANNEL,
    Payments,
    Scene,
    log_normal,
    poisson_days,
    rounded,
    together,
)
from synthetic_data.world.places import WAGES
from synthetic_data.world.population import Ints

# Judgement throughout; no source counts these.
HELPED, WELL_OFF = 0.05, 1.3  # share of those who earn so many wages of their country
HELP_OF_WAGE, HOURS_VARY = 0.12, 0.2
LENT, CARED, CASH = 0.05, 0.3, 0.3  # uses a couple, and an other user, and month
TRIPS, SHARE = 0.009, 85.0  # settled, a person and month; dollars
OFFICES, TICKET = 0.03, 70.0  # a person and month where few have banks; dollars
FEW_BANKS = 1000.0  # dollars of wage: below, offices carry money at home too


def household(scene: Scene, rng: np.random.Generator) -> Payments:
    parts = (_helpers, _by_partner, _by_other_user, _trips, _sent_at_home)
    return together([part(scene, rng) for part in parts])


def _helpers(scene: Scene, rng: np.random.Generator) -> Payments:
    """Cleaners and nannies are paid each month, when there is time, by the hours."""
    people = scene.population.people
    able = people.income > WELL_OFF * WAGES[people.country]
    payer = np.flatnonzero(able & (rng.random(able.size) < HELPED))
    helper = someone_of(scene, rng, people.country[payer])
    usual = WAGES[people.country[payer]] * log_normal(
        rng, HELP_OF_WAGE, 0.5, payer.size
    )
    day = scene.calendar.monthly(rng.choice(np.array([1, 15, 28, 30]), payer.size))
    row = np.repeat(np.arange(payer.size), day.shape[1])
    on = np.minimum(day.ravel() + rng.integers(0, 4, row.size), scene.calendar.days - 1)
    dollars = usual[row] * log_normal(rng, 1.0, HOURS_VARY, row.size)
    fast = rng.random(payer.size)[row] < 0.5
    ways = np.where(
        fast, CHANNEL["instant"], scene.transfer(payer[row], helper[row])
    ).astype(np.uint8)
    time = scene.at(rng, on, "phone", payer[row])
    amount = rounded(scene.local(dollars, payer[row]), 5.0)
    return scene.pay(rng, time, payer[row], helper[row], amount, ways, "salary")


def _by_partner(scene: Scene, rng: np.random.Generator) -> Payments:
    """Shopping with the card of the other."""
    home = scene.population.people.household
    holder = np.flatnonzero(np.append(home[1:] == home[:-1], False))
    rate = np.full(holder.size, LENT * scene.calendar.months)
    one, day = poisson_days(rng, rate, holder, scene.calendar.day_weights("shop"))
    swap = rng.random(one.size) < 0.5
    card, user = np.where(swap, one + 1, one), np.where(swap, one, one + 1)
    return spend(scene, rng, card, day, account=card, conductor=user)


def _by_other_user(scene: Scene, rng: np.random.Generator) -> Payments:
    """Carers, and relatives abroad, who may use an account do, where they are."""
    population = scene.population
    people, ties = population.people, population.relations
    known = np.array([name == "delegated_access" for name in ties.relation], np.bool_)
    tie = np.flatnonzero(known & ties.account & (ties.b < population.persons))
    rate = np.full(tie.size, CARED * scene.calendar.months)
    one, day = poisson_days(rng, rate, tie, scene.calendar.day_weights("shop"))
    user, account = ties.a[one], ties.b[one]
    near = people.country[user] == people.country[account]
    cash = near & (rng.random(one.size) < CASH)
    bought = spend(
        *(scene, rng, account[~cash], day[~cash]),
        conductor=user[~cash],
        country=people.country[user[~cash]],
        account=account[~cash],
    )
    time = scene.at(rng, day[cash], "machine", user[cash])
    dollars = people.income[account[cash]] * log_normal(rng, 0.05, 0.6, time.size)
    rows = (scene, rng, account[cash], time, dollars, people.branch[user[cash]])
    return together([bought, take_out(*rows, conductor=user[cash])])


def _trips(scene: Scene, rng: np.random.Generator) -> Payments:
    """Who booked for others gets it back."""
    people = scene.population.people
    everyone = np.arange(people.country.size)
    rate = np.full(everyone.size, TRIPS * scene.calendar.months)
    weights = scene.calendar.day_weights("evening")
    payer, day = poisson_days(rng, rate, everyone, weights)
    payee = someone_of(scene, rng, people.country[payer])
    level = WAGES[people.country[payer]] / WAGES[0]
    amount = scene.local(level * log_normal(rng, SHARE, 0.9, payer.size), payer)
    time = scene.at(rng, day, "evening", payer)
    fast = rng.random(payer.size) < 0.6
    ways = np.where(fast, CHANNEL["instant"], scene.transfer(payer, payee))
    rows = (rng, time, payer, payee, np.maximum(amount, 1), ways.astype(np.uint8))
    return scene.pay(*rows, "travel")


def _sent_at_home(scene: Scene, rng: np.random.Generator) -> Payments:
    """To family in another town, by an office as across a border."""
    people = scene.population.people
    sender: Ints = np.flatnonzero(WAGES[people.country] < FEW_BANKS)
    rate = rng.gamma(0.7, 1 / 0.7, sender.size) * OFFICES * scene.calendar.months
    who, day = poisson_days(rng, rate, sender, scene.calendar.day_weights("shop"))
    kin = someone_of(scene, rng, people.country)
    dollars = np.minimum(
        log_normal(rng, TICKET, 0.6, who.size), 0.4 * people.income[who] + 5
    )
    apart = kin[who] != who
    time = scene.at(rng, day, "shop", who)
    rows = (who[apart], kin[who[apart]], time[apart], dollars[apart])
    return through_office(scene, rng, *rows)
