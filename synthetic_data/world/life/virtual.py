"""
Virtual assets as a hobby: bought at an exchange, kept, moved, sold.

One coin, a dollar each: what matters here is who moves it to whom. A customer's money
goes to an account at the exchange and is coins there; a wallet belongs to nobody whom
a bank knows.
"""

import numpy as np

from synthetic_data.world.calendar import DAY
from synthetic_data.world.payments import (
    Payments,
    Scene,
    log_normal,
    poisson_days,
    rounded,
    together,
)
from synthetic_data.world.places import COIN, CURRENCIES
from synthetic_data.world.population import NOBODY, Floats, Ints

BUYS, SELLS, TO_WALLET, BETWEEN, FROM_WALLET = 0.9, 0.3, 0.35, 0.3, 0.2  # a month
PAYS = 0.12  # a month, to the wallet of another
TICKET, SPREAD = 120.0, 1.0  # dollars; judgement
PRIVATE, CARRIED = 0.03, 0.07  # of payments between wallets: by a mixer, by a bridge


def virtual(scene: Scene, rng: np.random.Generator) -> Payments:
    people = scene.population.people
    months = scene.calendar.months
    weights = scene.calendar.day_weights("evening")
    keeper = np.flatnonzero(people.coins != NOBODY)
    owner = np.flatnonzero((people.wallet != NOBODY) & (people.coins != NOBODY))
    wallets = people.wallet[people.wallet != NOBODY]
    parts = []
    for rate, who, sender, receiver in (
        (BUYS, keeper, np.arange(people.coins.size), people.coins),
        (SELLS, keeper, people.coins, np.arange(people.coins.size)),
        (TO_WALLET, owner, people.coins, people.wallet),
        (FROM_WALLET, owner, people.wallet, people.coins),
    ):
        keen = rng.gamma(0.6, 1 / 0.6, who.size) * rate * months
        one, day = poisson_days(rng, keen, who, weights)
        time = scene.at(rng, day, "evening", one)
        dollars = _tidy(rng, log_normal(rng, TICKET, SPREAD, one.size))
        if rate in (BUYS, SELLS):
            amount = scene.local(dollars, one)
            parts.append(
                scene.pay(
                    *(rng, time, sender[one], receiver[one], amount),
                    *("transfer", "coins"),
                )
            )
        else:
            parts.append(
                move_coins(scene, rng, time, sender[one], receiver[one], dollars)
            )
    parts.append(_paid_from_exchange(scene, rng, keeper, wallets))
    parts.append(_between(scene, rng, wallets, months, weights))
    return together(parts)


def move_coins(
    scene: Scene,
    rng: np.random.Generator,
    time: Ints,
    sender: Ints,
    receiver: Ints,
    dollars: Floats,
) -> Payments:
    """Coins from account to account; no text goes with them."""
    return scene.pay(
        *(rng, time, sender, receiver, dollars, "virtual_asset"),
        currency=CURRENCIES.index(COIN),
    )


def _paid_from_exchange(
    scene: Scene, rng: np.random.Generator, keeper: Ints, wallets: Ints
) -> Payments:
    """Somebody else's wallet paid straight from the exchange, as most who pay do."""
    rate = np.full(keeper.size, PAYS * scene.calendar.months)
    weights = scene.calendar.day_weights("evening")
    payer, day = poisson_days(rng, rate, keeper, weights)
    payee = wallets[rng.integers(0, wallets.size, payer.size)]
    account = scene.population.people.coins[payer]
    dollars = _tidy(rng, log_normal(rng, TICKET / 2, SPREAD, payer.size))
    time = scene.at(rng, day, "evening", payer)
    return move_coins(scene, rng, time, account, payee, dollars)


def _between(
    scene: Scene, rng: np.random.Generator, wallets: Ints, months: int, weights: Floats
) -> Payments:
    """Wallets pay each other; a few by way of a mixer, some by way of a bridge."""
    population = scene.population
    rate = np.full(wallets.size, BETWEEN * months)
    payer, day = poisson_days(rng, rate, wallets, weights)
    payee = wallets[rng.integers(0, wallets.size, payer.size)]
    dollars = _tidy(rng, log_normal(rng, TICKET / 2, SPREAD, payer.size))
    time = scene.at(rng, day, "evening", payer)
    lot = rng.random(payer.size)
    means = population.mixers[rng.integers(0, population.mixers.size, payer.size)]
    bridge = population.bridges[rng.integers(0, population.bridges.size, payer.size)]
    means = np.where(lot < PRIVATE, means, bridge)
    way = np.flatnonzero(lot < PRIVATE + CARRIED)
    first = np.where(lot < PRIVATE + CARRIED, means, payee)
    wait = (rng.exponential(0.3, way.size) * DAY).astype(np.int64) + 120
    last = scene.calendar.days * DAY - 1
    return together(
        [
            move_coins(scene, rng, time, payer, first, dollars),
            move_coins(
                *(scene, rng, np.minimum(time[way] + wait, last), means[way]),
                *(payee[way], dollars[way] * rng.uniform(0.97, 0.995, way.size)),
            ),
        ]
    )


def _tidy(rng: np.random.Generator, dollars: Floats) -> Floats:
    whole = rng.random(dollars.size) < 0.5
    return np.where(whole, rounded(dollars, 10.0), np.maximum(dollars, 1.0))
