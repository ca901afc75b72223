"""
Credit cards: purchases, coins and cash on credit, and the bill of each month.

A card is an account of kind loan with a limit. Most bills are paid in full; some people
pay a part, and now and then one is missed.
"""

import numpy as np

from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.payments import (
    Payments,
    Scene,
    log_normal,
    poisson_days,
    rounded,
    together,
)
from synthetic_data.world.population import NOBODY, Ints

BUYS, COINS, CASH = 0.5, 0.2, 0.06  # a card and month; judgement
IN_FULL, PART, MISSED = 0.75, (0.1, 0.9), 0.05  # of bills; judgement
DUE = 6  # day of the month


def cards(scene: Scene, rng: np.random.Generator) -> Payments:
    population = scene.population
    months = scene.calendar.months
    weights = scene.calendar.day_weights("evening")
    every = population.cards
    owner = population.accounts.owner
    card, day = poisson_days(rng, np.full(every.size, BUYS * months), every, weights)
    parts = [spend(scene, rng, owner[card], day, account=card)]
    keen = every[population.people.coins[owner[every]] != NOBODY]
    card, day = poisson_days(rng, np.full(keen.size, COINS * months), keen, weights)
    parts.append(
        coins_on_credit(scene, rng, card, day, log_normal(rng, 90, 0.9, card.size))
    )
    card, day = poisson_days(rng, np.full(every.size, CASH * months), every, weights)
    time = scene.at(rng, day, "machine", card)
    parts.append(take_out(scene, rng, card, time, log_normal(rng, 90, 0.5, card.size)))
    used = together(parts)
    return together([used, _bills(scene, rng, used)])


def coins_on_credit(
    scene: Scene, rng: np.random.Generator, card: Ints, day: Ints, dollars: np.ndarray
) -> Payments:
    """Coins bought with each ``card`` for its owner's account at an exchange."""
    population = scene.population
    coins = population.people.coins[population.accounts.owner[card]]
    time = scene.at(rng, day, "evening", card)
    amount = scene.local(dollars, card)
    tidy = np.where(rng.random(card.size) < 0.5, rounded(amount, 10.0), amount)
    return scene.pay(rng, time, card, coins, np.maximum(tidy, 1), "card", device=True)


def _bills(scene: Scene, rng: np.random.Generator, used: Payments) -> Payments:
    """What a month brought is paid from the main account in the next one."""
    population, starts = scene.population, scene.calendar.month_starts
    month = np.searchsorted(starts * DAY, used.time, side="right") - 1
    owed = np.zeros((population.cards.size, starts.size), np.int64)
    row = np.searchsorted(population.cards, used.sender)
    np.add.at(owed, (row, month), used.minor)
    row, month = np.nonzero(owed[:, :-1])
    due = scene.calendar.monthly(np.full(1, DUE))[0][month + 1]
    lot = rng.random(row.size)
    share = np.where(lot < IN_FULL, 1.0, rng.uniform(*PART, row.size))
    paid = np.flatnonzero(lot < 1 - MISSED)
    card = population.cards[row[paid]]
    time = scene.at(rng, due[paid], "batch", card)
    payer = population.accounts.owner[card]
    amount = owed[row, month][paid] / 100 * share[paid]
    return scene.pay(
        *(rng, time, payer, card, amount, "other", "bill"),
        device=False,
    )
