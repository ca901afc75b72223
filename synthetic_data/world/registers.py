"""What banks and registers know: accounts, parties and relations as tables."""

from itertools import chain

import numpy as np
import polars as pl

from pipeline.schemas import ACCOUNT_KINDS
from synthetic_data.randomness import stream
from synthetic_data.world.ids import Ids
from synthetic_data.world.names import addresses, organisation_names, person_names
from synthetic_data.world.places import CODES, COUNTRIES
from synthetic_data.world.population import NOBODY, Population

_CURRENCY = pl.Series([country.currency for country in COUNTRIES])
_CITY = pl.Series([country.cities[0][0] for country in COUNTRIES])
_SOURCE = {
    "family": "customer file",
    "officer_of": "company register",
    "employee_of": "customer file",
}
ALIASES = 0.04  # share of persons known under a second spelling


def accounts_table(population: Population, ids: Ids) -> pl.DataFrame:
    accounts = population.accounts
    owner = np.where(accounts.owner == NOBODY, population.parties, accounts.owner)
    country = pl.Series(CODES).gather(accounts.country)
    bank = pl.Series(accounts.bank.astype(np.int64) + 1).cast(pl.String)
    return pl.DataFrame(
        {
            "account_id": ids.account,
            "party_id": ids.party.gather(owner),
            "kind": pl.Series(ACCOUNT_KINDS).gather(accounts.kind),
            "institution": country + " Bank " + bank,
            "country": country,
            "currency": _CURRENCY.gather(accounts.country),
            "opened_on": pl.Series(accounts.opened).cast(pl.Int32).cast(pl.Date),
            "closed_on": pl.Series([None], dtype=pl.Date).new_from_index(0, owner.size),
            "declared_monthly_income": _money(accounts.income),
            "credit_limit": _money(accounts.limit),
        }
    ).sort("account_id")


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
        }
    ).sort("party_id")


def relations_table(
    population: Population, ids: Ids, planted: list[tuple[int, str, int, bool]]
) -> pl.DataFrame:
    """Ordinary and planted relations, sorted, so that order tells nothing."""
    known = population.relations
    ordinary = zip(
        known.a.tolist(),
        known.relation,
        known.b.tolist(),
        known.account.tolist(),
        strict=True,
    )
    rows = pl.DataFrame(
        list(chain(ordinary, planted)),
        schema={
            "a": pl.Int64,
            "relation": pl.String,
            "b": pl.Int64,
            "account": pl.Boolean,
        },
        orient="row",
    )
    party = ids.party.gather(rows["a"])
    end = pl.select(
        pl.when(rows["account"])
        .then(ids.account.gather(rows["b"]))
        .otherwise(
            ids.party.gather(
                pl.select(pl.min_horizontal(rows["b"], population.parties)).to_series()
            )
        )
    ).to_series()
    return (
        pl.DataFrame({"a": party, "b": end, "relation": rows["relation"]})
        .unique()
        .sort("a", "b", "relation")
        .with_columns(
            pl.lit(None, pl.Date).alias("valid_from"),
            pl.lit(None, pl.Date).alias("valid_to"),
            pl.col("relation").replace_strict(_SOURCE, default="bank").alias("source"),
        )
    )
