"""Prepaid cards, loaded and spent, vouchers for them, and sums paid by cheque."""

import numpy as np
from numpy.typing import NDArray

from synthetic_data.world.calendar import DAY, HOUR
from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.journeys import branch_in, destinations
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.payments import (
    Payments,
    Scene,
    log_normal,
    poisson_days,
    rounded,
    together,
)
from synthetic_data.world.places import COUNTRIES, NUMBER
from synthetic_data.world.population import NOBODY, Floats, Ints

CHEQUES = 0.1  # a person and month, in the US only
TOP_UPS, SPENDINGS, DRAWN = 1.0, 1.6, 0.12  # a prepaid card and month
AWAY = 0.25  # of cash from such cards
BY_VOUCHER = 0.3  # of top-ups: a voucher is bought in a shop and redeemed; judgement
BY_HOUSEHOLD = 0.12  # of the others: the eldest of the household pays
VOUCHER_SHOPS = ("groceries", "electronics", "online")


def online(scene: Scene, rng: np.random.Generator) -> Payments:
    population = scene.population
    people = population.people
    months = scene.calendar.months
    weights = scene.calendar.day_weights("evening")
    parts = []
    cards = np.flatnonzero(people.prepaid != NOBODY)
    who, day = poisson_days(rng, np.full(cards.size, TOP_UPS * months), cards, weights)
    dollars = log_normal(rng, 40.0, 0.6, who.size)
    time = scene.at(rng, day, "shop", who)
    lot = rng.random(who.size)
    code = lot < BY_VOUCHER
    parts += by_voucher(scene, rng, who[code], who[code], time[code], dollars[code])
    payer = np.where(rng.random(who.size) < BY_HOUSEHOLD, _eldest(scene, who), who)
    amount = rounded(scene.local(dollars, payer), 5.0)
    rows = (time[~code], payer[~code], people.prepaid[who[~code]], amount[~code])
    parts.append(scene.pay(rng, *rows, "prepaid_load"))
    parts.append(_spent(scene, rng, cards))
    writers = np.flatnonzero(people.country == NUMBER["US"])
    who, day = poisson_days(
        rng, np.full(writers.size, CHEQUES * months), writers, weights
    )
    payee = population.firms_in(NUMBER["US"], "services", "property")
    amount = log_normal(rng, 150.0, 0.9, who.size)
    time = scene.at(rng, day, "office", who)
    to = payee[rng.integers(0, payee.size, who.size)]
    parts.append(scene.pay(rng, time, who, to, amount, "cheque", "invoice"))
    return together(parts)


def by_voucher(
    scene: Scene,
    rng: np.random.Generator,
    buyer: Ints,
    holder: Ints,
    time: Ints,
    dollars: Floats,
    hours: Floats | float = 0.5,
) -> list[Payments]:
    """
    A voucher bought in a shop of the buyer's country, redeemed ``hours`` later onto the
    prepaid card of ``holder`` by a seller of codes in the holder's country.

    No payment joins the two: only who issued the voucher knows.
    """
    population = scene.population
    country = population.people.country
    shops = _sellers(scene, rng, country[buyer], VOUCHER_SHOPS)
    code = rounded(scene.local(dollars, buyer), 5.0)
    bought = scene.pay(rng, time, buyer, shops, code, "card", device=False)
    issuer = _sellers(scene, rng, country[holder], ("online",))
    end = scene.calendar.days * DAY - 1
    when = np.minimum(time + (np.asarray(hours) * HOUR).astype(np.int64) + 60, end)
    card = population.people.prepaid[holder]
    worth = rounded(scene.local(dollars, holder), 1.0)
    return [bought, scene.pay(rng, when, issuer, card, worth, "prepaid_load")]


def _sellers(
    scene: Scene,
    rng: np.random.Generator,
    country: NDArray[np.uint8],
    trades: tuple[str, ...],
) -> Ints:
    population = scene.population
    firm = np.empty(country.size, np.int64)
    for number in range(len(COUNTRIES)):
        here = np.flatnonzero(country == number)
        offers = population.firms_in(number, *trades)
        firm[here] = by_weight(rng, population.firms, offers, here.size)
    return firm


def _eldest(scene: Scene, person: Ints) -> Ints:
    """The first person of each household."""
    household = scene.population.people.household
    return np.searchsorted(household, household[person])


def _spent(scene: Scene, rng: np.random.Generator, cards: Ints) -> Payments:
    """What prepaid cards buy, mostly online, and a little cash."""
    people = scene.population.people
    rate = np.full(cards.size, SPENDINGS * scene.calendar.months)
    weights = scene.calendar.day_weights("evening")
    who, day = poisson_days(rng, rate, cards, weights)
    bought = spend(scene, rng, who, day, scale=0.6, account=people.prepaid[who])
    rate = np.full(cards.size, DRAWN * scene.calendar.months)
    who, day = poisson_days(rng, rate, cards, scene.calendar.day_weights("machine"))
    time = scene.at(rng, day, "machine", who)
    dollars = log_normal(rng, 35.0, 0.5, who.size)
    # A card in a pocket goes along on journeys.
    away = rng.random(who.size) < AWAY
    country = np.where(away, destinations(scene, rng, who), people.country[who])
    till = branch_in(scene, rng, country)
    card = people.prepaid[who]
    return together([bought, take_out(scene, rng, card, time, dollars, till)])
