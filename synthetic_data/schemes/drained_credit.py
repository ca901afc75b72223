"""
How a bust-out raises its money: a loan, and every credit card up to about its limit.
"""

from typing import NamedTuple

import numpy as np

from synthetic_data.planting import Instance, Site, days_within, skewed, span
from synthetic_data.world.life.cards import coins_on_credit
from synthetic_data.world.life.credit import lender_of
from synthetic_data.world.payments import Payments
from synthetic_data.world.places import UNITS
from synthetic_data.world.population import NOBODY, Ints

MANY_CARDS = 6


class Debtor(NamedTuple):
    person: int
    cards: Ints
    first: int  # day
    last: int


def choose_debtor(site: Site, rng: np.random.Generator, most: int) -> Debtor:
    """Somebody with coins and many cards, of which at most ``most`` are used."""
    population = site.population
    people, held = population.people, population.cards_held()
    known = (population.arrived == 0) & (people.coins != NOBODY)
    able = np.flatnonzero(known & (held >= MANY_CARDS))
    if not able.size:  # a small world: whoever has most
        able = np.flatnonzero(known & (held == held[known].max(initial=0)))
    person = int(rng.choice(able))
    cards = rng.permutation(population.cards_of(person))[:most]
    if not cards.size:
        cards = np.array([person])
    return Debtor(person, cards, *span(rng, site, 90, 120, 150))


def borrow(instance: Instance, debtor: Debtor) -> Payments:
    """From the person's loan account, or from a lender."""
    site, rng = instance.site, instance.rng
    own = site.population.people.loan[[debtor.person]]
    payer = (
        own if own[0] != NOBODY else lender_of(site.scene, rng, own * 0 + debtor.person)
    )
    day = days_within(rng, debtor.first, debtor.first + 20, 1)
    time = site.scene.at(rng, day, "office", payer)
    dollars = skewed(rng, 6_000, 22_500, 28_500, 1)
    amount = np.round(site.scene.local(dollars, payer), -2)
    rows = (rng, time, payer, debtor.person, amount, "transfer", "loan")
    return instance.add(site.scene.pay(*rows, device=False), "raise")


def drain(instance: Instance, debtor: Debtor, purchases: int, room: float) -> Payments:
    """Each card up to about its limit, in one to a few purchases of coins."""
    site, rng = instance.site, instance.rng
    accounts, cards = site.population.accounts, debtor.cards
    limit = np.nan_to_num(accounts.limit[cards], nan=2_000.0)
    dollars = limit / UNITS[accounts.country[cards]]
    dollars *= skewed(rng, 0.8, 0.95, 1.1, cards.size)
    dollars *= min(1.0, room / dollars.sum())
    more = rng.choice(cards.size, purchases - cards.size)
    which = np.concatenate([np.arange(cards.size), more])
    part = rng.gamma(4.0, 1.0, which.size)
    part /= np.bincount(which, part)[which]
    until = debtor.first + (debtor.last - debtor.first) * 2 // 3
    day = days_within(rng, debtor.first, until, which.size)
    rows = (site.scene, rng, cards[which], rng.permutation(day), dollars[which] * part)
    return instance.add(coins_on_credit(*rows), "raise")
