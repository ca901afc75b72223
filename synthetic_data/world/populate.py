"""From a number of persons to a whole population with accounts and relations."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.schemas import SERVICES
from synthetic_data.randomness import stream
from synthetic_data.world.account_book import AccountBook
from synthetic_data.world.arrivals import arrivals, opened
from synthetic_data.world.firms import found_firms, hire, let_homes
from synthetic_data.world.people import USUAL_SHARES, Persons, draw_persons
from synthetic_data.world.places import COUNTRIES, UNITS
from synthetic_data.world.population import (
    KIND,
    KIND_OF_TRADE,
    NO_REGISTER,
    NO_SERVICE,
    NOBODY,
    REGISTERED,
    SERVICE_OF_TRADE,
    TRADES,
    UNREGISTERED,
    Branches,
    Codes,
    Firms,
    Ints,
    People,
    Population,
)
from synthetic_data.world.relations import relate

SAVINGS, JOINT, PREPAID, LOAN, CARED_FOR = 0.22, 0.55, 0.07, 0.09, 0.15
COINS, WALLET, CAMPAIGN = 0.09, 0.05, 0.035
CARDS, CARDS_AND_COINS = 0.1, 0.5  # share with a credit card; of those with coins
ABROAD = 0.04  # share with an account in another country too
MIXERS, BRIDGES = 2, 3
UNREGISTERED_DESKS = 0.4  # of those who exchange outside an exchange


def populate(
    seed: int,
    persons: int,
    today: int,
    days: int,
    shares: Sequence[float] = USUAL_SHARES,
) -> Population:
    """
    ``today`` is the world's first day, in days since 1970, ``days`` its length,
    ``shares`` those of COUNTRIES in the persons.
    """
    drawn = draw_persons(stream(seed, "persons"), persons, shares)
    firms = found_firms(stream(seed, "firms"), drawn)
    book = AccountBook(stream(seed, "accounts"), today)
    rng = stream(seed, "holdings")
    told = np.where(rng.random(persons) < 0.7, 1.0, np.nan)  # declared to the bank
    income = np.round(drawn.income * UNITS[drawn.country], -1) * told
    book.open(np.arange(persons), "personal", drawn.country, income)
    of_trade = np.array([KIND[KIND_OF_TRADE[trade]] for trade in TRADES], np.uint8)
    organisations = np.arange(firms.country.size) + firms.first
    service, registered = _registers(stream(seed, "registers"), firms)
    book.open(
        *(organisations, of_trade[firms.trade], firms.country),
        service=service,
        registered=registered,
    )

    def some(share: float, among: NDArray[np.bool_], kind: str, **facts: str) -> Ints:
        who = np.flatnonzero(among & (rng.random(persons) < share))
        account = np.full(persons, NOBODY)
        account[who] = book.open(who, kind, drawn.country[who], **facts)  # type: ignore[arg-type] # only services
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
        coins=some(COINS, everyone, "vasp"),
        wallet=some(WALLET, everyone, "external"),
        campaign=some(CAMPAIGN, everyone, "personal", service="campaign"),
        branch=_nearest(rng, drawn, branches),
        carer=_carers(rng, drawn),
    )
    relations = relate(stream(seed, "relations"), people, firms, partner)
    nowhere = rng.integers(0, len(COUNTRIES), MIXERS + BRIDGES).astype(np.uint8)
    nobody = np.full(nowhere.size, NOBODY)
    mixers = book.open(nobody[:MIXERS], "external", nowhere[:MIXERS], service="mixer")
    bridges = book.open(nobody[MIXERS:], "external", nowhere[MIXERS:], service="bridge")
    cards = _cards(stream(seed, "cards"), book, people)
    abroad = _abroad(stream(seed, "abroad"), book, people)
    # Whose they are, no bank here knows.
    everybody = np.concatenate([drawn.country, firms.country])
    elsewhere = book.open(np.full(everybody.size, NOBODY), "external", everybody)
    arrived = arrivals(stream(seed, "arrivals"), persons, days)
    accounts = opened(book.close(), arrived, today)
    return Population(
        *(people, firms, accounts, branches, outside, mixers, bridges, arrived),
        *(cards, abroad, elsewhere, relations),
    )


def _registers(rng: np.random.Generator, firms: Firms) -> tuple[Codes, Codes]:
    """What each firm's account serves, and whether a register holds it."""
    names = [SERVICE_OF_TRADE.get(trade) for trade in TRADES]
    numbers = [NO_SERVICE if name is None else SERVICES.index(name) for name in names]
    service = np.array(numbers, np.uint8)[firms.trade]
    registered = np.where(service == NO_SERVICE, NO_REGISTER, REGISTERED)
    desk = service == SERVICES.index("otc_desk")
    bare = desk & (rng.random(desk.size) < UNREGISTERED_DESKS)
    return service, np.where(bare, UNREGISTERED, registered).astype(np.uint8)


def _cards(rng: np.random.Generator, book: AccountBook, people: People) -> Ints:
    """Most holders have one or two credit cards, a few have six and more."""
    share = np.where(people.coins != NOBODY, CARDS_AND_COINS, CARDS)
    holder = np.flatnonzero(rng.random(share.size) < share)
    count = 1 + np.minimum(rng.gamma(0.8, 2.0, holder.size).astype(np.int64), 15)
    owner = np.repeat(holder, count)
    dollars = people.income[owner] * np.exp(rng.normal(0.4, 0.5, owner.size))
    limit = np.maximum(10, np.round(dollars * UNITS[people.country[owner]], -2))
    return book.open(owner, "loan", people.country[owner], limit=limit)


def _abroad(rng: np.random.Generator, book: AccountBook, people: People) -> Ints:
    """An account where a relative lives, or in a country not far down the list."""
    account = np.full(people.country.size, NOBODY)
    who = np.flatnonzero(rng.random(account.size) < ABROAD)
    kin = people.relative[who]
    step = rng.integers(1, 5, who.size)
    other = (people.country[who].astype(np.int64) + step) % len(COUNTRIES)
    there = np.where(kin == NOBODY, other, people.country[kin]).astype(np.uint8)
    account[who] = book.open(who, "personal", there)
    return account


def _partners(persons: Persons) -> Ints:
    """For the eldest of a household of two or more, the second person; else NOBODY."""
    number = np.arange(persons.country.size)
    second = np.minimum(number + 1, number.size - 1)
    couple = (persons.eldest == number) & (persons.eldest[second] == number)
    return np.where(couple & (second != number), second, NOBODY)


def _branches(book: AccountBook) -> Branches:
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
