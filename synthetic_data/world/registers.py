"""What banks and registers know: accounts and parties as tables."""

import numpy as np
import polars as pl

from pipeline.schemas import ACCOUNT_KINDS, SERVICES
from synthetic_data.randomness import stream
from synthetic_data.world.ids import Ids
from synthetic_data.world.names import addresses, organisation_names, person_names
from synthetic_data.world.places import CODES, CORRIDORS, COUNTRIES
from synthetic_data.world.population import (
    KIND,
    NO_SERVICE,
    NOBODY,
    Ints,
    Population,
)

_CURRENCY = pl.Series([country.currency for country in COUNTRIES])
_CITY = pl.Series([country.cities[0][0] for country in COUNTRIES])
ALIASES = 0.04  # share of persons known under a second spelling


def accounts_table(population: Population, ids: Ids, closed: Ints) -> pl.DataFrame:
    """``closed`` is for each account the day since 1970, NOBODY while it is open."""
    accounts = population.accounts
    external = accounts.kind == KIND["external"]  # whose it is, no bank knows
    owner = np.where(
        (accounts.owner == NOBODY) | external, population.parties, accounts.owner
    )
    country = pl.Series(CODES).gather(accounts.country)
    bank = pl.Series(accounts.bank.astype(np.int64) + 1).cast(pl.String)
    return pl.DataFrame(
        {
            "account_id": ids.account,
            "party_id": ids.party.gather(owner),
            "kind": pl.Series(ACCOUNT_KINDS).gather(accounts.kind),
            "institution": _institution(population, country, bank),
            "country": country,
            "currency": _CURRENCY.gather(accounts.country),
            "opened_on": pl.Series(accounts.opened).cast(pl.Int32).cast(pl.Date),
            "closed_on": pl.select(
                pl.when(pl.lit(pl.Series(closed)) != NOBODY).then(
                    pl.lit(pl.Series(closed)).cast(pl.Int32).cast(pl.Date)
                )
            ).to_series(),
            "declared_monthly_income": _money(accounts.income),
            "credit_limit": _money(accounts.limit),
            "service": pl.Series([*SERVICES, None]).gather(
                np.where(
                    accounts.service == NO_SERVICE, len(SERVICES), accounts.service
                )
            ),
            "registered": pl.Series([False, True, None]).gather(accounts.registered),
        }
    ).sort("account_id")


def _institution(
    population: Population, country: pl.Series, bank: pl.Series
) -> pl.Series:
    """Banks keep most accounts; exchanges and platforms keep their own customers'."""
    accounts = population.accounts
    kept = np.zeros(accounts.owner.size, np.int64)
    person = (accounts.owner >= 0) & (accounts.owner < population.persons)
    kept[(accounts.kind == KIND["vasp"]) & person] = 1
    kept[accounts.service == SERVICES.index("campaign")] = 2
    kept[population.people.wallet[population.people.wallet != NOBODY]] = 3
    kept[np.concatenate([population.mixers, population.bridges])] = 3
    name = pl.Series(kept)
    return pl.select(
        pl.when(name == 0)
        .then(country + " Bank " + bank)
        .when(name == 1)
        .then(country + " Exchange")
        .when(name == 2)
        .then(country + " Crowd")
    ).to_series()


def _money(amount: np.ndarray) -> pl.Series:
    known = pl.Series(amount).fill_nan(None)
    return known.cast(pl.Decimal(38, 2))


def parties_table(seed: int, population: Population, ids: Ids) -> pl.DataFrame:
    rng = stream(seed, "names")
    people, firms = population.people, population.firms
    persons = person_names(rng, people.country, people.household)
    alias = np.flatnonzero(rng.random(persons.len()) < ALIASES)
    second = persons.gather(alias).str.replace("(.)$", "$1$1")
    persons = persons.scatter(alias, persons.gather(alias) + "|" + second)
    suffix = pl.Series(["", " Ltd", " Relief"]).gather(
        np.where(
            np.isin(firms.first + np.arange(firms.trade.size), firms.of("charity")),
            2,
            1,
        )
    )
    organisations = organisation_names(rng, firms.country, suffix)
    country = np.concatenate([people.country, firms.country])
    count = country.size
    first = int(people.household.max()) + 1
    home = np.concatenate([people.household, first + np.arange(firms.country.size)])
    life = np.where(
        np.arange(count) < population.persons,
        rng.integers(-14_000, 12_000, count),
        rng.integers(7_000, 19_000, count),
    )
    label = pl.Series(["birth:", "incorporated:"]).gather(
        (np.arange(count) >= population.persons).astype(np.int64)
    )
    paper = pl.Series(["national_id:", "registration:"]).gather(
        (np.arange(count) >= population.persons).astype(np.int64)
    )
    number = pl.Series(rng.integers(10**9, 10**10, count)).cast(pl.String)
    phone = pl.Series(rng.integers(10**8, 10**9, count)[home % count]).cast(pl.String)
    devices = ids.device.head(population.persons)
    none = pl.Series([None], dtype=pl.String)
    person = pl.Series(np.arange(count) < population.persons)
    return pl.DataFrame(
        {
            "party_id": ids.party.head(count),
            "kind": pl.Series(["organisation", "person"]).gather(person.cast(pl.UInt8)),
            "names": pl.concat([persons, organisations]),
            "dates": label
            + pl.Series(life).cast(pl.Int32).cast(pl.Date).cast(pl.String),
            "identifiers": paper + number,
            "addresses": addresses(rng, _CITY.gather(country), home),
            "phones": "+" + phone,
            "devices": pl.concat([devices, none.new_from_index(0, firms.country.size)]),
            "country": pl.Series(CODES).gather(country),
            "programme_countries": _programmes(rng, population),
        }
    ).sort("party_id")


def _programmes(rng: np.random.Generator, population: Population) -> pl.Series:
    """Where each charity says it works: at home and in up to three corridors."""
    firms = population.firms
    places = pl.Series([None], dtype=pl.String).new_from_index(0, population.parties)
    causes = firms.of("charity")
    said = []
    for country, count in zip(
        firms.country[causes - firms.first].tolist(),
        rng.integers(0, 4, causes.size).tolist(),
        strict=True,
    ):
        home = CODES[country]
        said.append("|".join(dict.fromkeys([home, *CORRIDORS[home][:count]])))
    return places.scatter(causes, said)
