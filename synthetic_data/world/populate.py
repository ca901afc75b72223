"""From a number of persons to a whole population with accounts and relations."""

import numpy as np
from numpy.typing import NDArray

from synthetic_data.randomness import stream
from synthetic_data.world.firms import found_firms, hire, let_homes
from synthetic_data.world.people import Persons, draw_persons
from synthetic_data.world.places import COUNTRIES, UNITS
from synthetic_data.world.population import (
    KIND,
    KIND_OF_TRADE,
    NOBODY,
    TRADES,
    Accounts,
    Branches,
    Codes,
    Ints,
    People,
    Population,
)
from synthetic_data.world.relations import relate

SAVINGS, JOINT, PREPAID, LOAN, CARED_FOR = 0.22, 0.55, 0.07, 0.09, 0.15
BANKS = np.array([country.banks for country in COUNTRIES])


class _Book:
    """Accounts in the order they are opened."""

    def __init__(self, rng: np.random.Generator, today: int) -> None:
        self.rng = rng
        self.today = today
        self.parts: list[Accounts] = []
        self.size = 0

    def open(
        self, owner: Ints, kind: Codes | str, country: Codes, income: object = np.nan
    ) -> Ints:
        count = owner.size
        if isinstance(kind, str):
            kind = np.full(count, KIND[kind], np.uint8)
        bank = (self.rng.random(count) ** 1.6 * BANKS[country]).astype(np.uint8)
        age = 30 + self.rng.gamma(1.3, 1600, count).astype(np.int64)
        limit = np.full(count, np.nan)
        limited = np.flatnonzero(self.rng.random(count) < 0.35)
        if kind.size and kind[0] == KIND["personal"]:
            steps = self.rng.integers(1, 12, limited.size)
            limit[limited] = np.round(steps * 500 * UNITS[country[limited]], -1)
        self.parts.append(
            Accounts(
                *(owner, kind, country, bank, self.today - age),
                *(np.broadcast_to(np.asarray(income, float), (count,)), limit),
            )
        )
        first, self.size = self.size, self.size + count
        return np.arange(first, self.size)

    def close(self) -> Accounts:
        return Accounts(
            *(np.concatenate(column) for column in zip(*self.parts, strict=True))
        )


def populate(seed: int, persons: int, today: int) -> Population:
    """``today`` is the world's first day, in days since 1970."""
    drawn = draw_persons(stream(seed, "persons"), persons)
    firms = found_firms(stream(seed, "firms"), drawn)
    book = _Book(stream(seed, "accounts"), today)
    rng = stream(seed, "holdings")
    told = np.where(rng.random(persons) < 0.7, 1.0, np.nan)  # declared to the bank
    income = np.round(drawn.income * UNITS[drawn.country], -1) * told
    book.open(np.arange(persons), "personal", drawn.country, income)
    of_trade = np.array([KIND[KIND_OF_TRADE[trade]] for trade in TRADES], np.uint8)
    organisations = np.arange(firms.country.size) + firms.first
    book.open(organisations, of_trade[firms.trade], firms.country)

    def some(share: float, among: NDArray[np.bool_], kind: str) -> Ints:
        who = np.flatnonzero(among & (rng.random(persons) < share))
        account = np.full(persons, NOBODY)
        account[who] = book.open(who, kind, drawn.country[who])
        return account

    everyone = np.ones(persons, np.bool_)
    partner = _partners(drawn)
    savings = some(SAVINGS, everyone, "personal")
    joint = some(JOINT, partner != NOBODY, "personal")
    branches = _branches(book)
    every = np.arange(len(COUNTRIES), dtype=np.uint8)
    outside = book.open(np.full(every.size, NOBODY), "external", every)
    people = People(
        country=drawn.country,
        status=drawn.status,
        income=drawn.income,
        household=drawn.household,
        employer=hire(stream(seed, "hiring"), drawn, firms),
        landlord=let_homes(stream(seed, "homes"), drawn, firms),
        relative=drawn.relative,
        savings=savings,
        joint=joint,
        prepaid=some(PREPAID, everyone, "prepaid_card"),
        loan=some(LOAN, drawn.status == 0, "loan"),
        branch=_nearest(rng, drawn, branches),
        carer=_carers(rng, drawn),
    )
    relations = relate(stream(seed, "relations"), people, firms, partner)
    return Population(people, firms, book.close(), branches, outside, relations)


def _partners(persons: Persons) -> Ints:
    """For the eldest of a household of two or more, the second person; else NOBODY."""
    number = np.arange(persons.country.size)
    second = np.minimum(number + 1, number.size - 1)
    couple = (persons.eldest == number) & (persons.eldest[second] == number)
    return np.where(couple & (second != number), second, NOBODY)


def _branches(book: _Book) -> Branches:
    country, bank, city, latitude, longitude = [], [], [], [], []
    for number, place in enumerate(COUNTRIES):
        for of_bank in range(place.banks):
            for of_city, (_, lat, lon) in enumerate(place.cities):
                country.append(number)
                bank.append(of_bank)
                city.append(of_city)
                latitude.append(lat + 0.006 * (of_bank - 1))
                longitude.append(lon + 0.009 * (of_bank - 1))
    where = np.array(country, np.uint8)
    cash = book.open(np.full(where.size, NOBODY), "cash", where)
    return Branches(
        *(where, np.array(bank, np.uint8), np.array(city, np.uint8)),
        *(np.array(latitude), np.array(longitude), cash),
    )


def _nearest(rng: np.random.Generator, persons: Persons, branches: Branches) -> Ints:
    """A branch of the own country; the same city for a household."""
    branch = np.zeros(persons.country.size, np.int64)
    lot = rng.random(int(persons.household[-1]) + 1)[persons.household]
    for number in range(len(COUNTRIES)):
        here = np.flatnonzero(persons.country == number)
        offers = np.flatnonzero(branches.country == number)
        branch[here] = offers[(lot[here] * offers.size).astype(np.int64)]
    return branch


def _carers(rng: np.random.Generator, persons: Persons) -> Ints:
    """Some pensioners let another person of their country act for them."""
    carer = np.full(persons.country.size, NOBODY)
    old = np.flatnonzero((persons.status == 1) & (rng.random(carer.size) < CARED_FOR))
    for number in range(len(COUNTRIES)):
        here = old[persons.country[old] == number]
        others = np.flatnonzero(persons.country == number)
        carer[here] = rng.choice(others, here.size)
    return np.where(carer == np.arange(carer.size), NOBODY, carer)
