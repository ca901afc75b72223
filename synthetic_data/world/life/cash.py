"""Cash machines, counters, and the tills that shops bring to the bank."""

import numpy as np

from synthetic_data.world.payments import (
    Payments,
    Scene,
    log_normal,
    poisson_days,
    rounded,
    together,
)
from synthetic_data.world.places import CURRENCY_OF, NOTES, UNITS, WAGES
from synthetic_data.world.population import NOBODY, Branches, Floats, Ints

MACHINE, COUNTER, PRIVATE_DEPOSIT = 0.5, 0.015, 0.14  # a person and month
USUAL = 0.5  # spread of what is usual for a person, log-normal
TILLS = 3.0  # deposits a month by the biggest shop of its kind
CASH_TRADES = ("groceries", "restaurant", "fuel", "pharmacy", "clothing", "transport")
AWAY = 0.12  # share of withdrawals at another branch than the usual
BY_OFFICER = 0.3  # of tills: who runs the shop brings them


def withdrawals(scene: Scene, rng: np.random.Generator) -> Payments:
    """Machines count in notes; about 3 % of a month's pay at a time, by habit."""
    people = scene.population.people
    months = scene.calendar.months
    days = scene.calendar.day_weights("machine")
    # Who earns more takes more, but less than in proportion.
    pay = WAGES[people.country] ** 0.4 * people.income**0.6
    usual = pay * log_normal(rng, 1.0, USUAL, pay.size)
    parts = []
    for rate, of_wage, spread in ((MACHINE, 0.028, 0.45), (COUNTER, 0.2, 0.6)):
        habit = rng.gamma(2.0, 0.5, people.country.size) * rate * months
        who, day = poisson_days(rng, habit, np.arange(people.country.size), days)
        dollars = usual[who] * log_normal(rng, of_wage, spread, who.size)
        time = scene.at(rng, day, "machine", who)
        parts.append(take_out(scene, rng, who, time, dollars))
    return together(parts)


def take_out(
    scene: Scene,
    rng: np.random.Generator,
    account: Ints,
    time: Ints,
    dollars: Floats,
    branch: Ints | None = None,
    conductor: Ints | int = NOBODY,
) -> Payments:
    """Cash from each account; nine in ten at a machine and so in whole notes."""
    population = scene.population
    if branch is None:
        branch = usual_branch(scene, rng, account)
    place = population.branches
    amount = scene.local(dollars, account)
    here = place.country[branch]
    # Notes are those of the place, whatever the account is kept in.
    notes = NOTES[here] * UNITS[population.accounts.country[account]] / UNITS[here]
    note = np.where(rng.random(account.size) < 0.93, notes, NOTES[0] / 2)
    amount = rounded(amount, note)
    return scene.pay(
        *(rng, time, account, place.cash[branch], amount, "cash_withdrawal"),
        branch=branch,
        conductor=conductor,
        device=False,
    )


def bring_in(
    scene: Scene,
    rng: np.random.Generator,
    account: Ints,
    time: Ints,
    dollars: Floats,
    branch: Ints | None = None,
    conductor: Ints | int = NOBODY,
) -> Payments:
    """Cash into each account over the counter, about two in three in whole notes."""
    population = scene.population
    if branch is None:
        branch = usual_branch(scene, rng, account)
    place = population.branches
    amount = scene.local(dollars, account)
    note = NOTES[population.accounts.country[account]] / 2
    whole = rng.random(account.size) < 0.66
    amount = np.where(whole, rounded(amount, note), np.maximum(amount, 1))
    return scene.pay(
        *(rng, time, place.cash[branch], account, amount, "cash_deposit"),
        currency=CURRENCY_OF[population.accounts.country[account]],
        branch=branch,
        conductor=conductor,
        device=False,
    )


def deposits(scene: Scene, rng: np.random.Generator) -> Payments:
    """Tills brought in a few times a month, and now and then a person's own cash."""
    population = scene.population
    firms, people = population.firms, population.people
    months = scene.calendar.months
    days = scene.calendar.day_weights("office")
    tills = firms.of(*CASH_TRADES)
    pace = TILLS * population.firm_pace * months
    rate = pace * firms.weight[tills - firms.first] ** 0.5
    shop, day = poisson_days(rng, rate, tills, days)
    take = WAGES[firms.country[shop - firms.first]] * log_normal(
        rng, 0.45, 0.8, shop.size
    )
    someone = np.arange(people.country.size)
    habit = rng.gamma(0.5, 2.0, someone.size) * PRIVATE_DEPOSIT * months
    who, on = poisson_days(rng, habit, someone, days)
    dollars = WAGES[people.country[who]] * log_normal(rng, 0.09, 0.9, who.size)
    brought = rng.random(shop.size) < BY_OFFICER
    officer = np.where(brought, firms.officer[shop - firms.first], NOBODY)
    return together(
        [
            bring_in(
                *(scene, rng, shop, scene.at(rng, day, "office", shop), take),
                conductor=officer,
            ),
            bring_in(scene, rng, who, scene.at(rng, on, "office", who), dollars),
        ]
    )


def usual_branch(scene: Scene, rng: np.random.Generator, account: Ints) -> Ints:
    """Where the account's owner goes; sometimes another branch of the same country."""
    population = scene.population
    places = population.branches
    owner = population.accounts.owner[account]
    person = (owner >= 0) & (owner < population.persons)
    home = population.people.branch[np.where(person, owner, 0)]
    anywhere = _somewhere(rng, places, population.accounts.country[account])
    settled = person & (rng.random(account.size) > AWAY)
    return np.where(settled, home, anywhere)


def _somewhere(rng: np.random.Generator, places: Branches, country: np.ndarray) -> Ints:
    """A branch of each country; branches are stored by country."""
    first = np.searchsorted(places.country, country)
    count = np.searchsorted(places.country, country, side="right") - first
    return np.asarray(first + (rng.random(country.size) * count).astype(np.int64))


def cash(scene: Scene, rng: np.random.Generator) -> Payments:
    return together([withdrawals(scene, rng), deposits(scene, rng)])
