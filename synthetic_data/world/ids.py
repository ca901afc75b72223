"""The public names of accounts, parties, devices and branches."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from synthetic_data.randomness import hex_ids, scrambled
from synthetic_data.world.places import CODES, COUNTRIES
from synthetic_data.world.population import NOBODY, Ints, Population

DISTRICT_BITS = 32  # of a number; above them the district
Numbers = NDArray[np.uint64]


@dataclass(frozen=True)
class Ids:
    """Text by number; the last row of ``party``, ``device`` and ``branch`` is null."""

    account: pl.Series
    party: pl.Series
    device: pl.Series
    branch: pl.Series


def name_all(
    seed: int,
    population: Population,
    district: int = 0,
    account_elsewhere: Ints | None = None,
    party_elsewhere: Ints | None = None,
) -> Ids:
    """
    Names unique in a world of many districts.

    ``account_elsewhere`` and ``party_elsewhere`` say which number one has that another
    district tells of, that district above DISTRICT_BITS; NOBODY for the others.
    """
    accounts = population.accounts
    number = _numbers(accounts.owner.size, district, account_elsewhere)
    land = pl.Series(CODES).gather(accounts.country)
    parties = _numbers(population.parties, district, party_elsewhere)
    people = population.people
    # One household in six shares one device, elsewhere each person has one.
    home = np.arange(population.persons)
    eldest = np.searchsorted(people.household, people.household)
    whose = np.where(people.household % 6 == 0, eldest, home)
    holder = _numbers(population.persons, district)[whose]
    branches = population.branches
    code = [
        f"{COUNTRIES[land].code}{bank}-{COUNTRIES[land].cities[city][0]}"
        for land, bank, city in zip(
            branches.country.tolist(),
            branches.bank.tolist(),
            branches.city.tolist(),
            strict=True,
        )
    ]
    nothing = pl.Series([None], dtype=pl.String)
    return Ids(
        account=land + hex_ids(b"", scrambled(seed, "account", number)),
        party=hex_ids(b"P", scrambled(seed, "party", parties)).append(nothing),
        device=hex_ids(b"D", scrambled(seed, "device", holder)).append(nothing),
        branch=pl.Series(code, dtype=pl.String).append(nothing),
    )


def _numbers(count: int, district: int, elsewhere: Ints | None = None) -> Numbers:
    own = np.arange(count, dtype=np.uint64) | np.uint64(district << DISTRICT_BITS)
    if elsewhere is None:
        return own
    return np.where(elsewhere == NOBODY, own, elsewhere.astype(np.uint64))
