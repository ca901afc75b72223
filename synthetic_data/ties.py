"""
Payments from one district to the next: friends who moved, relatives farther away.

A district knows some persons of the next one: their main accounts, as a bank knows an
account elsewhere. Its people pay them, the same pairs again and again, at home in one
country or along a corridor. Money comes in likewise from the district before. Those who
may be paid from elsewhere are drawn from the seeds alone, so that their own district
knows of it too and keeps their accounts open.
"""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from synthetic_data.randomness import stream
from synthetic_data.world.life.remittances import wire_abroad
from synthetic_data.world.payments import (
    Payments,
    Scene,
    log_normal,
    poisson_days,
    together,
)
from synthetic_data.world.places import CODES, CORRIDORS, NUMBER, WAGES
from synthetic_data.world.population import NOBODY, Accounts, Codes, Ints, Population

KNOWN = 0.08  # share of a district's persons whom somebody in the one before knows
AT_HOME = 0.7  # share of them whose friend lives in the same country
A_YEAR = 5.0  # payments to one of them


class Visitors(NamedTuple):
    """Accounts of the next district, appended to those of this one."""

    account: Ints  # here
    number: Ints  # there


def known_before(seed: int, number: int, population: Population) -> Ints:
    """Persons of district ``number`` whom the district before it may pay."""
    rng = stream(seed, "known before", number)
    living = rng.permutation(np.flatnonzero(population.arrived == 0))
    return np.sort(living[: round(KNOWN * population.persons)])


def with_visitors(
    population: Population, there: Population, known: Ints
) -> tuple[Population, Visitors]:
    """``population`` with the accounts of ``known``, who belong to nobody here."""
    first = population.accounts.owner.size
    theirs: dict[str, Any] = {
        name: column[known] for name, column in there.accounts._asdict().items()
    }
    theirs["owner"] = np.full(known.size, NOBODY)
    accounts = Accounts(
        **{
            name: np.concatenate([column, theirs[name]])
            for name, column in population.accounts._asdict().items()
        }
    )
    visitors = Visitors(np.arange(first, first + known.size), known)
    return replace(population, accounts=accounts), visitors


def ties(scene: Scene, rng: np.random.Generator, visitors: Visitors) -> Payments:
    """Small instant sums within a country, wires along corridors."""
    country = scene.population.accounts.country
    payer = _payers(scene, rng, country[visitors.account])
    rate = rng.gamma(1.5, A_YEAR / 1.5, payer.size) * scene.calendar.months / 12
    weights = scene.calendar.day_weights("phone")
    pair, day = poisson_days(rng, rate, np.arange(payer.size), weights)
    sender, receiver = payer[pair], visitors.account[pair]
    time = scene.at(rng, day, "phone", sender)
    wage = WAGES[country[sender]]
    near = country[sender] == country[receiver]
    far = ~near
    small = wage[near] * log_normal(rng, 0.011, 1.05, int(near.sum()))
    amount = np.maximum(scene.local(small, sender[near]), 0.5)
    dollars = np.minimum(log_normal(rng, 230.0, 0.6, int(far.sum())), 0.5 * wage[far])
    return together(
        [
            scene.pay(
                *(rng, time[near], sender[near], receiver[near], amount),
                *("instant", "friends"),
            ),
            wire_abroad(
                *(scene, rng, sender[far], receiver[far], time[far], dollars, "family")
            ),
        ]
    )


def _payers(scene: Scene, rng: np.random.Generator, country: Codes) -> Ints:
    """For each known person somebody here, in their country or up a corridor."""
    sources = {
        NUMBER[code]: [NUMBER[c] for c in CODES if code in CORRIDORS[c]]
        for code in CODES
    }
    home = rng.random(country.size) < AT_HOME
    lane = rng.random(country.size)
    pick = rng.random(country.size)
    origin = country.astype(np.int64)
    for number, places in sources.items():
        rows = np.flatnonzero(~home & (country == number))
        if places:
            origin[rows] = np.array(places)[(lane[rows] * len(places)).astype(np.int64)]
    payer = np.empty(country.size, np.int64)
    for number in range(len(CODES)):
        rows = np.flatnonzero(origin == number)
        people = scene.population.persons_in(number)
        payer[rows] = people[(pick[rows] * people.size).astype(np.int64)]
    return payer
