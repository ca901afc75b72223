"""Card spending: what fills the world once everything else is paid."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from synthetic_data.world.calendar import days_by_weight
from synthetic_data.world.payments import Payments, Scene, together
from synthetic_data.world.places import COUNTRIES, WAGES
from synthetic_data.world.population import NOBODY, SHOPS, TRADE, Floats, Ints

# Kind of shop: share of purchases, median dollars at German wages, log-normal sigma,
# rhythm. Medians are judgement; together they meet the card means of UK Finance (33
# pounds, 2024) and the ECB (39 euros, second half of 2024).
HABITS = {
    "groceries": (0.34, 22.0, 0.75, "shop"),
    "restaurant": (0.22, 18.0, 0.65, "meal"),
    "fuel": (0.10, 48.0, 0.45, "shop"),
    "clothing": (0.07, 42.0, 0.7, "shop"),
    "electronics": (0.03, 95.0, 0.95, "shop"),
    "pharmacy": (0.07, 15.0, 0.7, "shop"),
    "transport": (0.08, 9.0, 0.9, "phone"),
    "online": (0.09, 32.0, 0.9, "evening"),
}
MEAN_PURCHASE = 36.0  # dollars at German wages, of the habits above
FAVOURITE, ABROAD, FROM_JOINT = 0.6, 0.04, 0.25
PRICE_ENDS = 0.4  # share of prices that end in .99, .95 or .00


def shopping(scene: Scene, rng: np.random.Generator, rows: int) -> Payments:
    """About ``rows`` purchases; a few fall out, so ask for some more."""
    people = scene.population.people
    # Who earns more buys more often, but less than in proportion.
    means = (people.income / WAGES[people.country]) ** 0.6
    drawn = np.cumsum(means * rng.gamma(2.0, 0.5, people.country.size))
    who = np.searchsorted(drawn, rng.random(rows) * drawn[-1], side="right")
    return spend(scene, rng, np.minimum(who, people.country.size - 1))


def spend(
    scene: Scene,
    rng: np.random.Generator,
    person: Ints,
    day: Ints | None = None,
    *,
    scale: float = 1.0,
    conductor: Ints | int = NOBODY,
    country: NDArray[np.uint8] | None = None,
    account: Ints | None = None,
) -> Payments:
    """
    One purchase for each of ``person`` at a kind of shop drawn by habit.

    ``day``: drawn by the rhythm of the shop where none is given. ``country``: where the
    card is used, at home with rare journeys where none is given. ``account``: which
    pays, the main or the joint one where none is given.
    """
    people = scene.population.people
    shares = np.array([habit[0] for habit in HABITS.values()])
    kind = rng.choice(len(SHOPS), person.size, p=shares / shares.sum())
    where = people.country[person] if country is None else country
    if country is None:
        away = rng.random(person.size) < ABROAD
        where = np.where(away, rng.integers(0, len(COUNTRIES), person.size), where)
    ordered = np.broadcast_to(np.asarray(conductor), (person.size,))
    joint = people.joint[person]
    shared = (joint != NOBODY) & (rng.random(person.size) < FROM_JOINT)
    payer = np.where(shared, joint, person) if account is None else account
    shop = _shops(scene, rng, person, kind, where.astype(np.uint8))
    amount = scene.local(scale * _prices(rng, kind, where), payer)
    amount = _price_ends(rng, amount)
    parts = []
    for number, (trade, (_, _, _, rhythm)) in enumerate(HABITS.items()):
        rows = np.flatnonzero(kind == number)
        if not rows.size and number:
            continue  # the first keeps the columns where nobody buys
        if day is None:
            on = days_by_weight(rng, scene.calendar.day_weights(rhythm), rows.size)
        else:
            on = day[rows]
        parts.append(
            scene.pay(
                *(rng, scene.at(rng, on, rhythm, shop[rows]), payer[rows], shop[rows]),
                *(amount[rows], "card"),
                device=trade == "online",
                conductor=ordered[rows],
            )
        )
    return together(parts)


def _prices(rng: np.random.Generator, kind: Ints, country: NDArray[Any]) -> Floats:
    medians = np.array([habit[1] for habit in HABITS.values()])
    sigmas = np.array([habit[2] for habit in HABITS.values()])
    level = (WAGES / WAGES[0]) ** 0.8
    noise = np.exp(sigmas[kind] * rng.standard_normal(kind.size))
    return np.asarray(medians[kind] * level[country] * noise, np.float64)


def _price_ends(rng: np.random.Generator, amount: Floats) -> Floats:
    ends = rng.choice(np.array([-0.01, -0.05, 0.0]), amount.size)
    tidy = np.maximum(1, np.rint(amount)) + ends
    return np.where(rng.random(amount.size) < PRICE_ENDS, tidy, np.maximum(amount, 0.2))


def _shops(
    scene: Scene,
    rng: np.random.Generator,
    person: Ints,
    kind: Ints,
    country: NDArray[np.uint8],
) -> Ints:
    """The favourite of its kind at home, else one by size."""
    firms = scene.population.firms
    shop = np.empty(person.size, np.int64)
    # One draw a person, so that the favourite is always the same shop.
    own = rng.random(scene.population.persons)
    draw = np.where(
        rng.random(person.size) < FAVOURITE, own[person], rng.random(person.size)
    )
    for where in range(len(COUNTRIES)):
        for number, trade in enumerate(SHOPS):
            rows = np.flatnonzero((country == where) & (kind == number))
            if not rows.size:
                continue
            mine = (firms.country == where) & (firms.trade == TRADE[trade])
            offers = np.flatnonzero(mine) + firms.first
            reach = np.cumsum(firms.weight[offers - firms.first])
            rank = np.searchsorted(reach, draw[rows] * reach[-1], side="right")
            shop[rows] = offers[np.minimum(rank, offers.size - 1)]
    return shop
