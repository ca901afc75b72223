"""Exchange desks: people change virtual assets into money and back, a little dearer."""

import numpy as np

from synthetic_data.world.calendar import HOUR
from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.virtual import move_coins
from synthetic_data.world.payments import (
    Payments,
    Scene,
    log_normal,
    poisson_days,
    together,
)
from synthetic_data.world.places import COUNTRIES, CURRENCY_OF
from synthetic_data.world.population import NOBODY, Floats, Ints

VISITS = 0.2  # a holder of virtual assets and month; judgement
TICKET, SPREAD, MARGIN = 140.0, 0.9, 0.02  # dollars; the desk's share
SELLS = 0.6  # of visits; the rest buys


def desks(scene: Scene, rng: np.random.Generator) -> Payments:
    people = scene.population.people
    holder = np.flatnonzero((people.wallet != NOBODY) | (people.coins != NOBODY))
    keen = rng.gamma(0.6, 1 / 0.6, holder.size) * VISITS * scene.calendar.months
    who, day = poisson_days(rng, keen, holder, scene.calendar.day_weights("evening"))
    desk = desk_near(scene, rng, who)
    time = scene.at(rng, day, "evening", who)
    dollars = np.maximum(10, log_normal(rng, TICKET, SPREAD, who.size))
    purse = np.where(
        people.wallet[who] != NOBODY, people.wallet[who], people.coins[who]
    )
    sells = rng.random(who.size) < SELLS
    parts = []
    for rows, sold in ((np.flatnonzero(sells), True), (np.flatnonzero(~sells), False)):
        one = (who[rows], purse[rows], desk[rows], time[rows], dollars[rows])
        parts.append(change(scene, rng, *one, sold=sold))
    return together(parts)


def change(
    scene: Scene,
    rng: np.random.Generator,
    account: Ints,
    purse: Ints,
    desk: Ints,
    time: Ints,
    dollars: Floats,
    *,
    sold: bool,
) -> Payments:
    """Coins from ``purse`` for money on ``account``, or the other way round."""
    soon = np.minimum(
        time + rng.integers(300, 30 * HOUR, time.size),
        scene.calendar.days * 24 * HOUR - 1,
    )
    if sold:
        coins = move_coins(scene, rng, time, purse, desk, dollars)
        amount = scene.local(dollars * (1 - MARGIN), account)
        currency = CURRENCY_OF[scene.population.accounts.country[account]]
        money = scene.pay(
            *(rng, soon, desk, account, amount, "transfer", "coins"),
            currency=currency,
        )
    else:
        amount = scene.local(dollars, account)
        money = scene.pay(rng, time, account, desk, amount, "transfer", "coins")
        coins = move_coins(scene, rng, soon, desk, purse, dollars * (1 - MARGIN))
    return together([coins, money])


def desk_near(scene: Scene, rng: np.random.Generator, person: Ints) -> Ints:
    """A desk each: four in five at home."""
    population = scene.population
    country = population.people.country[person].astype(np.int64)
    away = rng.random(person.size) > 0.8
    country = np.where(away, rng.integers(0, len(COUNTRIES), person.size), country)
    desk = np.empty(person.size, np.int64)
    for number in range(len(COUNTRIES)):
        here = np.flatnonzero(country == number)
        offers = population.firms_in(number, "otc")
        desk[here] = by_weight(rng, population.firms, offers, here.size)
    return desk
