"""The public names of accounts, parties, devices and branches."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from synthetic_data.randomness import hex_ids, scrambled
from synthetic_data.world.places import CODES, COUNTRIES
from synthetic_data.world.population import Population


@dataclass(frozen=True)
class Ids:
    """Text by number; the last row of ``party``, ``device`` and ``branch`` is null."""

    account: pl.Series
    party: pl.Series
    device: pl.Series
    branch: pl.Series


def name_all(seed: int, population: Population) -> Ids:
    accounts = population.accounts
    number = np.arange(accounts.owner.size, dtype=np.uint64)
    land = pl.Series(CODES).gather(accounts.country)
    parties = np.arange(population.parties, dtype=np.uint64)
    people = population.people
    # One household in six shares one device, elsewhere each person has one.
    home = np.arange(population.persons)
    eldest = np.searchsorted(people.household, people.household)
    holder = np.where(people.household % 6 == 0, eldest, home).astype(np.uint64)
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
