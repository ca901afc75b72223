"""
What people and firms keep and owe elsewhere, so that money does not pile up here.

One bank sees all of a salary but only some of what it pays for: the mortgage, the
credit card of another bank, the savings account with a better rate, a firm's other
suppliers. What lies in an account beyond its owner's buffer leaves it early in the
month; where too little is left, some comes back. Published buffers: 22 to 43 days of
outflow in persons' accounts, 27 in firms' (JPMorgan Chase Institute).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from synthetic_data.world.life.shopping import MEAN_PURCHASE
from synthetic_data.world.payments import (
    CHANNEL,
    Payments,
    Scene,
    log_normal,
    rounded,
    together,
)
from synthetic_data.world.places import UNITS, UNITS_OF_CURRENCY, WAGES
from synthetic_data.world.population import KIND, Floats, Ints

BUFFER, OF_FIRM = 22.0, 3.0  # days of income that stay when all is paid, medians
SPREAD = 0.5  # log-normal
MOVES, BY_FIRM = 0.45, 0.8  # share of months in which one looks; judgement
LEAST = 0.12  # of a month's income: less is not worth the effort
LOW = 0.5  # of the buffer: below, money comes back
BY_DEBIT = 0.6  # share of persons who owe it rather than save it: collected
DAYS = np.array([1, 2, 3, 5, 8, 12, 17])
TIDY = 0.3  # share of sums in whole tens


class Book(NamedTuple):
    """Of each main account: dollars in and out, by month."""

    into: Floats
    out: Floats


def elsewhere(
    scene: Scene, rng: np.random.Generator, lived: list[Payments], purchases: int
) -> Payments:
    """``lived`` is all of life but shopping, of which ``purchases`` are to come."""
    population = scene.population
    book = _booked(scene, lived)
    people, months = population.persons, scene.calendar.months
    each = purchases / people / months * MEAN_PURCHASE
    book.out[:people] += (each * (WAGES / WAGES[0]) ** 0.8)[
        population.people.country, None
    ]
    kind = population.accounts.kind[: population.parties]
    keeps = np.isin(kind, [KIND[k] for k in ("personal", "business", "merchant")])
    account = np.flatnonzero(keeps & (book.into.sum(axis=1) > 0))
    income = book.into[account].mean(axis=1)
    person = account < people
    days = np.where(person, BUFFER, OF_FIRM)
    buffer = income / 30 * days * log_normal(rng, 1.0, SPREAD, account.size)
    arrived = np.where(person, population.arrived[np.where(person, account, 0)], 0)
    met = np.searchsorted(scene.calendar.month_starts, arrived, side="left")
    here = np.arange(months) >= met[:, None]  # whole months since the bank met them
    net = np.where(here, (book.into - book.out)[account], 0.0)
    # Nobody knows what lay there before: as much as after an average month.
    balance = buffer + np.maximum(net.mean(axis=1), 0)
    sends, gets = np.zeros(net.shape), np.zeros(net.shape)
    looks = here & (rng.random(net.shape) < np.where(person, MOVES, BY_FIRM)[:, None])
    for month in range(months):
        # What a loan or a gift brought is kept where it is to be spent soon.
        spare = balance - buffer + np.minimum(net[:, month], 0)
        moved = np.where(looks[:, month] & (spare > LEAST * income), spare, 0.0)
        after = balance - moved + net[:, month]
        short = np.where(after < LOW * buffer, buffer - after, 0.0)
        balance = after + short
        sends[:, month], gets[:, month] = moved, short
    day = scene.calendar.monthly(rng.choice(DAYS, account.size))
    return together(
        [
            _moved(scene, rng, account, day, sends, away=True),
            _moved(scene, rng, account, day, gets, away=False),
        ]
    )


def _booked(scene: Scene, lived: list[Payments]) -> Book:
    """Payments of people in the currency they keep are all that counts here."""
    parties, months = scene.population.parties, scene.calendar.months
    starts = scene.calendar.month_starts * 86_400
    size = parties * months
    book = Book(np.zeros(size), np.zeros(size))
    for part in lived:
        month = np.searchsorted(starts, part.time, side="right") - 1
        dollars = part.minor / 100 / UNITS_OF_CURRENCY[part.currency]
        for end, sums in zip((part.receiver, part.sender), book, strict=True):
            main = np.flatnonzero(end < parties)
            key = end[main].astype(np.int64) * months + month[main]
            np.add(sums, np.bincount(key, dollars[main], size), out=sums)
    return Book(*(sums.reshape(parties, months) for sums in book))


def _moved(
    scene: Scene,
    rng: np.random.Generator,
    account: Ints,
    day: NDArray[np.int64],
    dollars: Floats,
    *,
    away: bool,
) -> Payments:
    population = scene.population
    person = account < population.persons
    collected = person & (rng.random(account.size) < BY_DEBIT) & away
    row, month = np.nonzero(dollars)
    mine = account[row]
    there = population.elsewhere[mine]
    amount = dollars[row, month] * UNITS[population.accounts.country[mine]]
    tidy = rng.random(row.size) < TIDY
    amount = np.where(tidy, rounded(amount, 10.0), np.maximum(amount, 1.0))
    sender, receiver = (mine, there) if away else (there, mine)
    time = scene.at(rng, day[row, month], "evening" if away else "office", mine)
    ways = scene.transfer(sender, receiver)
    ways = np.where(collected[row], CHANNEL["other"], ways).astype(np.uint8)
    debit = collected[row]
    parts = []
    for chosen, topic in ((debit, "bill"), (~debit, "saving")):
        rows = np.flatnonzero(chosen)
        parts.append(
            scene.pay(
                *(rng, time[rows], sender[rows], receiver[rows], amount[rows]),
                *(ways[rows], topic),
                device=False if topic == "bill" else None,
            )
        )
    return together(parts)
