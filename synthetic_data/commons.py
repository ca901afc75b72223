"""
What all districts of a world have in common: the same accounts, the same owners.

Everybody pays the same treasury, the same suppliers and exchanges and the biggest shops
of a trade; cash comes out of the same tills. Their facts are those of the first
district, under the numbers they have there.
"""

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from synthetic_data.district import District, seed_of
from synthetic_data.ties import Visitors, known_before, with_visitors
from synthetic_data.world.calendar import DAY, Calendar
from synthetic_data.world.ids import DISTRICT_BITS
from synthetic_data.world.populate import populate
from synthetic_data.world.population import (
    NOBODY,
    TRADES,
    Bools,
    Firms,
    Ints,
    Population,
)

EVERY = 1_000
# How many of a trade, the biggest of each country, serve all districts.
SHARED = {
    **dict.fromkeys(
        ("treasury", "utility", "telecom", "exchange", "crowdfunding", "airline"), EVERY
    ),
    **dict.fromkeys(("lender", "shipping", "payroll"), EVERY),
    **dict.fromkeys(("groceries", "clothing", "electronics", "online", "otc"), 2),
    **dict.fromkeys(("fuel", "pharmacy", "transport", "vehicle_hire", "hotel"), 1),
    "remitter": 1,
}


class Shared(NamedTuple):
    """For each account and party its number in the district that tells of it."""

    account: Ints
    party: Ints


def inhabitants(district: District, calendar: Calendar) -> tuple[Population, Shared]:
    """Who lives in a district, and what of it is the first district's."""
    settings = district.settings
    today, days = calendar.epoch // DAY, calendar.days
    shares = settings.shares
    population = populate(settings.seed, settings.persons, today, days, shares)
    if district.number == 0:
        return population, nothing_shared(population)
    # A worker makes many districts of one world, all as big as the first but one row.
    first = _first(
        *(district.world_seed, district.persons_of_first, today, days, shares)
    )
    common = shared(population, first)
    return settled(population, first, common), common


@lru_cache(maxsize=1)
def _first(
    seed: int, persons: int, today: int, days: int, shares: tuple[float, ...]
) -> Population:
    return populate(seed_of(seed, 0), persons, today, days, shares)


def neighbours(
    district: District, calendar: Calendar, population: Population, common: Shared
) -> tuple[Population, Shared, Visitors | None]:
    """With those of the next district whom somebody here pays."""
    if district.following is None:
        return population, common, None
    settings = district.following
    there = populate(
        *(settings.seed, settings.persons, calendar.epoch // DAY, calendar.days),
        settings.shares,
    )
    number = (district.number + 1) % district.total
    known = known_before(district.world_seed, number, there)
    population, visitors = with_visitors(population, there, known)
    named = known | (number << DISTRICT_BITS)
    told = common._replace(account=np.concatenate([common.account, named]))
    return population, told, visitors


def nothing_shared(population: Population) -> Shared:
    return Shared(
        np.full(population.accounts.owner.size, NOBODY),
        np.full(population.parties, NOBODY),
    )


def shared(population: Population, first: Population) -> Shared:
    """Which accounts and parties of ``population`` are those of ``first``."""
    found = nothing_shared(population)
    here, there = _ranked(population.firms), _ranked(first.firms)
    limit = np.array([SHARED.get(trade, 0) for trade in TRADES])
    common = (here[2] < limit[here[1]]) & np.isin(_keys(here), _keys(there))
    order = np.argsort(_keys(there))
    place = order[np.searchsorted(_keys(there), _keys(here)[common], sorter=order)]
    ours = np.flatnonzero(common) + population.firms.first
    theirs = place + first.firms.first
    found.party[ours] = theirs
    found.account[ours] = theirs  # the main account of a party has its number
    for mine, its in (
        (population.branches.cash, first.branches.cash),
        (population.outside, first.outside),
        (population.mixers, first.mixers),
        (population.bridges, first.bridges),
    ):
        found.account[mine] = its
    return found


def settled(population: Population, first: Population, common: Shared) -> Population:
    """``population`` with the facts of ``first`` about what is shared with it."""
    rows = np.flatnonzero(common.account != NOBODY)
    columns = {}
    for name, column in population.accounts._asdict().items():
        if name != "owner":
            columns[name] = column.copy()
            columns[name][rows] = getattr(first.accounts, name)[common.account[rows]]
    known = population.relations
    told = _told_elsewhere(known.relation, known.b, known.account, common)
    return replace(
        population,
        accounts=population.accounts._replace(**columns),
        relations=known._replace(
            a=known.a[~told],
            b=known.b[~told],
            account=known.account[~told],
            relation=np.array(known.relation)[~told].tolist(),
        ),
    )


def _told_elsewhere(words: list[str], b: Ints, account: Bools, common: Shared) -> Bools:
    """A firm has one board, however many districts it serves; staff has it in each."""
    party = np.where(account, 0, np.minimum(b, common.party.size - 1))
    ours = ~account & (common.party[party] != NOBODY)
    return np.asarray(ours & (np.array(words) == "officer_of"), np.bool_)


def _ranked(firms: Firms) -> tuple[Ints, Ints, Ints]:
    """(country, trade, place by size) of each firm; they are founded in that order."""
    group = firms.country.astype(np.int64) * len(TRADES) + firms.trade
    start = np.flatnonzero(np.diff(group, prepend=-1) != 0)
    length = np.diff(np.append(start, group.size))
    rank = np.arange(group.size) - np.repeat(start, length)
    return firms.country.astype(np.int64), firms.trade.astype(np.int64), rank


def _keys(ranked: tuple[Ints, Ints, Ints]) -> Ints:
    country, trade, rank = ranked
    return np.asarray((country * len(TRADES) + trade) * (1 << 32) + rank, np.int64)
