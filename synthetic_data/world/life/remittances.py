"""Money sent along corridors: through a money-service business, or by wire."""

import numpy as np
from numpy.typing import ArrayLike

from synthetic_data.world.calendar import DAY, HOUR
from synthetic_data.world.firms import by_weight
from synthetic_data.world.payments import (
    Payments,
    Scene,
    log_normal,
    poisson_days,
    rounded,
    together,
)
from synthetic_data.world.places import COUNTRIES, UNITS
from synthetic_data.world.population import NOBODY, Floats, Ints

A_MONTH = 0.75  # every 30 to 60 days (UN 2018)
TICKET, SPREAD = 250.0, 0.55  # dollars: 200 to 300 (IFAD 2018), log-normal
FEE = 0.06  # of 200 dollars (World Bank RPW 2023)
BY_WIRE, CASH_IN, PICKED_UP = 0.22, 0.25, 0.3


def remittances(scene: Scene, rng: np.random.Generator) -> Payments:
    people = scene.population.people
    sender = np.flatnonzero(people.relative != NOBODY)
    habit = rng.gamma(4.0, A_MONTH / 4, sender.size) * scene.calendar.months
    who, day = poisson_days(rng, habit, sender, scene.calendar.day_weights("shop"))
    usual = log_normal(rng, TICKET, SPREAD, people.relative.size)
    dollars = usual[who] * log_normal(rng, 1.0, 0.25, who.size)
    dollars = np.minimum(dollars, 0.5 * people.income[who] + 20)
    time = scene.at(rng, day, "shop", who)
    wired = rng.random(who.size) < BY_WIRE
    receiver = people.relative[who]
    return together(
        [
            wire_abroad(
                *(scene, rng, who[wired], receiver[wired], time[wired], dollars[wired]),
                "family",
            ),
            through_office(
                *(scene, rng, who[~wired], receiver[~wired], time[~wired]),
                dollars[~wired],
                picked_up=PICKED_UP,
            ),
        ]
    )


def wire_abroad(
    scene: Scene,
    rng: np.random.Generator,
    sender: Ints,
    receiver: Ints,
    time: Ints,
    dollars: Floats,
    topic: str,
    **more: ArrayLike,
) -> Payments:
    """A bank's wire, in whole tens of the sender's currency two times in three."""
    amount = scene.local(dollars, sender)
    step = np.where(rng.random(time.size) < 0.66, 10 * _small(scene, sender), 0.01)
    return scene.pay(
        *(rng, time, sender, receiver, rounded(amount, step), "wire", topic),
        **more,  # type: ignore[arg-type] # only array columns are passed on
    )


def through_office(
    scene: Scene,
    rng: np.random.Generator,
    sender: Ints,
    receiver: Ints,
    time: Ints,
    dollars: Floats,
    *,
    office: Ints | None = None,
    topic: str = "family",
    fee: float = FEE,
    picked_up: float = 0.0,
    on_behalf_of: ArrayLike | None = None,
    gaps: tuple[float, float] = (0.02, 0.03),
) -> Payments:
    """
    Two rows a remittance: sender to the office of their country, office to receiver.

    The office pays out within hours, less its fee, on behalf of the sender, except for
    a share ``picked_up`` as cash at a branch abroad.
    """
    population = scene.population
    country = population.accounts.country
    if office is None:
        office = near_office(scene, rng, sender)
    amount = scene.local(dollars, sender)
    step = np.where(rng.random(time.size) < 0.6, 10 * _small(scene, sender), 0.01)
    amount = rounded(amount, step)
    last = scene.calendar.days * DAY - 1
    time = np.minimum(time, last - HOUR)
    bring = scene.pay(
        *(rng, time, sender, office, amount, "money_transfer", topic), gaps=gaps
    )
    places = population.branches
    first = np.searchsorted(places.country, country[receiver])
    till = rng.random(time.size) < picked_up
    paid = np.where(till, places.cash[first], receiver)
    wait = np.minimum(
        rng.exponential(5 * HOUR, time.size).astype(np.int64) + 60, 3 * DAY
    )
    behalf = population.accounts.owner[sender] if on_behalf_of is None else on_behalf_of
    out = scene.pay(
        *(rng, np.minimum(time + wait, last), office, paid, amount * (1 - fee)),
        *("money_transfer", topic),
        branch=np.where(till, first, NOBODY),
        on_behalf_of=behalf,
        gaps=gaps,
    )
    return together([bring, out])


def near_office(scene: Scene, rng: np.random.Generator, account: Ints) -> Ints:
    population = scene.population
    country = population.accounts.country[account]
    office = np.empty(account.size, np.int64)
    for number in range(len(COUNTRIES)):
        here = np.flatnonzero(country == number)
        offers = population.firms_in(number, "remitter")
        office[here] = by_weight(rng, population.firms, offers, here.size)
    return office


def _small(scene: Scene, account: Ints) -> Floats:
    """A small unit of the currency: 1 where a dollar is about one, 10 near 30."""
    units = UNITS[scene.population.accounts.country[account]]
    return np.asarray(10.0 ** np.floor(np.log10(np.maximum(units, 1))), np.float64)
