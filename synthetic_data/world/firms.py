"""Organisations: shops, employers, landlords, utilities, charities, money services."""

import numpy as np

from synthetic_data.world.people import Persons
from synthetic_data.world.places import COUNTRIES
from synthetic_data.world.population import NOBODY, TRADE, Firms, Ints

# How many of a trade for 1,000 persons of a country, and the least there are.
FOUNDED = {
    "groceries": (6, 2),
    "restaurant": (10, 2),
    "fuel": (4, 1),
    "clothing": (5, 1),
    "electronics": (3, 1),
    "pharmacy": (4, 1),
    "transport": (2, 1),
    "online": (4, 2),
    "maker": (14, 3),
    "services": (26, 4),
    "wholesale": (14, 3),
    "property": (5, 1),
    "payroll": (2, 1),
    "utility": (2, 1),
    "telecom": (2, 1),
    "lender": (1, 1),
    "exchange": (1, 1),
    "crowdfunding": (1, 1),
    "remitter": (3, 2),
    "charity": (8, 2),
    "treasury": (0, 1),
    "airline": (1, 1),
    "hotel": (4, 2),
    "vehicle_hire": (1, 1),
    "outdoor": (2, 1),
    "shipping": (1, 1),
    "school": (2, 1),
    "cars": (3, 1),
    "otc": (1, 1),
}
EMPLOYERS = (
    *("groceries", "restaurant", "clothing", "maker", "services", "wholesale"),
    *("treasury", "utility", "charity", "online", "transport"),
)
HOME_TENANTS = 0.46  # share of households that rent
LANDLORD_PERSONS = 0.55  # share of those that rent from a private person


def found_firms(rng: np.random.Generator, persons: Persons) -> Firms:
    """Firm sizes follow Zipf's law within trade and country (Axtell 2001, abstract)."""
    country, trade, weight = [], [], []
    for number in range(len(COUNTRIES)):
        here = int((persons.country == number).sum())
        for name, (per_thousand, least) in FOUNDED.items():
            count = max(least, round(here * per_thousand / 1000))
            country.append(np.full(count, number, np.uint8))
            trade.append(np.full(count, TRADE[name], np.uint8))
            weight.append(1 / np.arange(1, count + 1) ** 0.8)
    where = np.concatenate(country)
    pick = rng.random(where.size)
    officer = np.empty(where.size, np.int64)
    for number in range(len(COUNTRIES)):
        people = np.flatnonzero(persons.country == number)
        here = where == number
        officer[here] = people[(pick[here] * people.size).astype(np.int64)]
    return Firms(
        first=persons.country.size,
        country=where,
        trade=np.concatenate(trade),
        weight=np.concatenate(weight),
        officer=officer,
    )


def by_weight(rng: np.random.Generator, firms: Firms, party: Ints, size: int) -> Ints:
    """``size`` draws from ``party``, the bigger the likelier."""
    cumulated = np.cumsum(firms.weight[party - firms.first])
    drawn = np.searchsorted(cumulated, rng.random(size) * cumulated[-1], side="right")
    return np.asarray(party[np.minimum(drawn, party.size - 1)], np.int64)


def hire(rng: np.random.Generator, persons: Persons, firms: Firms) -> Ints:
    """Each worker's employer, in their own country; the others have none."""
    employer = np.full(persons.country.size, NOBODY)
    every = firms.of(*EMPLOYERS)
    for number in range(len(COUNTRIES)):
        workers = np.flatnonzero((persons.country == number) & (persons.status == 0))
        offers = every[firms.country[every - firms.first] == number]
        employer[workers] = by_weight(rng, firms, offers, workers.size)
    return employer


def let_homes(rng: np.random.Generator, persons: Persons, firms: Firms) -> Ints:
    """The landlord of each renting household, on the row of its eldest."""
    landlord = np.full(persons.country.size, NOBODY)
    eldest = np.unique(persons.eldest)
    renting = eldest[rng.random(eldest.size) < HOME_TENANTS]
    private = rng.random(renting.size) < LANDLORD_PERSONS
    for number in range(len(COUNTRIES)):
        here = persons.country[renting] == number
        owners = np.flatnonzero(persons.country == number)
        owners = owners[rng.random(owners.size) < 0.05]
        tenants = renting[here & private]
        if owners.size:
            landlord[tenants] = rng.choice(owners, tenants.size)
        offers = firms.of("property")
        offers = offers[firms.country[offers - firms.first] == number]
        tenants = renting[here & ~private]
        landlord[tenants] = by_weight(rng, firms, offers, tenants.size)
    alone = landlord == np.arange(landlord.size)
    return np.where(alone, NOBODY, landlord)
