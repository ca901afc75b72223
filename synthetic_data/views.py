"""
One world as others see it: the whole, a bank, a country, or with fields withheld.

A bank sees transactions that touch its accounts. Of its customers it knows everything;
of an account elsewhere what messages show: its number, its bank and country, and its
holder's name where a message bore one. Who ordered a payment, and from which device, is
known to whoever took the order. A country is all its banks together. The truth labels
of what is seen lie beside the tables, as in the whole world.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

import polars as pl

from pipeline.errors import ConfigError
from synthetic_data.stored import Registers
from synthetic_data.world.places import CODES, COUNTRIES

BANK = re.compile(r"bank:([A-Z]{2})(\d+)")
COUNTRY = re.compile(r"country:([A-Z]{2})")
ORDERED = ("conductor", "device", "branch", "latitude", "longitude")
# What a data set for research lacks most often.
WITHHELD = {
    "transactions": (*ORDERED, "on_behalf_of", "merchant_category", "purpose"),
    "accounts": ("declared_monthly_income", "credit_limit", "registered"),
    "parties": (
        *("names", "dates", "identifiers", "addresses", "phones", "devices"),
        "programme_countries",
    ),
}
WITHHELD_COUNTRIES = {
    "transactions": ("sender_country", "receiver_country"),
    "accounts": ("country",),
    "parties": ("country",),
}


class View(NamedTuple):
    """
    ``rows`` shows a part of the transactions; ``registers`` the rest, once every part
    has been shown.
    """

    rows: Callable[[pl.DataFrame], pl.DataFrame]
    registers: Callable[[], Registers]


def view_of(name: str, known: Registers) -> View:
    """Raises ConfigError for a view that this world does not have."""
    if name == "whole":
        return View(lambda rows: rows, lambda: known)
    if name == "withheld":
        return View(
            lambda rows: withheld("transactions", rows),
            lambda: Registers(
                withheld("accounts", known.accounts),
                withheld("parties", known.parties),
                *known[2:],
            ),
        )
    observer = Observer(known, _own(name, known.accounts))
    return View(observer.rows, observer.registers)


def withheld(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """``rows`` without what a source would keep back."""
    return rows.with_columns(
        *(pl.lit(None, rows.schema[name]).alias(name) for name in WITHHELD[table]),
        *(
            pl.when(pl.col(name).is_not_null()).then(pl.lit("withheld")).alias(name)
            for name in WITHHELD_COUNTRIES[table]
        ),
    )


def _own(name: str, accounts: pl.DataFrame) -> pl.Series:
    """The accounts of the bank, or of all banks of the country, that looks."""
    bank, country = BANK.fullmatch(name), COUNTRY.fullmatch(name)
    banks = {place.code: place.banks for place in COUNTRIES}
    if bank and 1 <= int(bank[2]) <= banks.get(bank[1], 0):
        own = pl.col("institution") == f"{bank[1]} Bank {int(bank[2])}"
    elif country and country[1] in banks:
        own = (pl.col("country") == country[1]) & (pl.col("kind") != "external")
    else:
        most = ", ".join(f"{code}1 to {code}{count}" for code, count in banks.items())
        raise ConfigError(
            f"view {name} is unknown; there are whole, withheld, country:CC "
            f"({', '.join(CODES)}) and bank:CCn ({most})"
        )
    return accounts.filter(own)["account_id"]


class Observer:
    """Who sees the transactions of its own accounts."""

    def __init__(self, known: Registers, own: pl.Series) -> None:
        self.known = known
        self.own = own.implode()
        self._met: list[pl.DataFrame] = []  # account elsewhere, whether named
        self._labels: list[pl.DataFrame] = []
        self._mentioned: list[pl.Series] = []  # parties behind a payment

    def rows(self, rows: pl.DataFrame) -> pl.DataFrame:
        ends = {
            end: pl.col(f"{end}_account").is_in(self.own)
            for end in ("sender", "receiver")
        }
        seen = rows.filter(ends["sender"] | ends["receiver"])
        took = ends["sender"] | (pl.col("channel") == "cash_deposit")
        seen = seen.with_columns(
            pl.when(took).then(pl.col(name)).alias(name) for name in ORDERED
        )
        for end, ours in ends.items():
            self._met.append(
                seen.filter(~ours).select(
                    account_id=f"{end}_account", named=f"{end}_named"
                )
            )
        for column in ("conductor", "on_behalf_of"):
            self._mentioned.append(seen[column].drop_nulls().unique())
        true = self.known.labels.filter(pl.col("subject") == "transaction")
        ids = seen.select(subject_id="transaction_id")
        self._labels.append(true.join(ids, on="subject_id", how="semi"))
        return seen

    def registers(self) -> Registers:
        known = self.known
        met = pl.concat(self._met).group_by("account_id").agg(pl.col("named").any())
        accounts = self._accounts(met)
        customers = known.accounts.filter(pl.col("account_id").is_in(self.own))
        holders = customers["party_id"].drop_nulls().implode()
        on_file = pl.col("b").is_in(self.own) | (
            pl.col("a").is_in(holders)
            & (pl.col("b").is_in(holders) | (pl.col("source") != "bank"))
            & ~pl.col("b").is_in(known.accounts["account_id"].implode())
        )
        relations = known.relations.filter(on_file)
        acting = relations.filter(pl.col("b").is_in(self.own))["a"]
        identified = pl.concat([customers["party_id"].drop_nulls(), acting])
        mentioned = pl.concat(
            [
                accounts["party_id"].drop_nulls(),
                relations["a"],
                relations["b"],
                *self._mentioned,
            ]
        )
        labels = known.labels.filter(pl.col("subject") == "account").filter(
            pl.col("subject_id").is_in(accounts["account_id"].implode())
        )
        every = pl.concat([labels, *self._labels])
        return Registers(
            accounts,
            self._parties(identified, mentioned),
            relations,
            every.sort("subject", "subject_id", "name", "instance"),
        )

    def _accounts(self, met: pl.DataFrame) -> pl.DataFrame:
        known = self.known.accounts
        ours = pl.col("account_id").is_in(self.own)
        shown = ("account_id", "institution", "country")
        elsewhere = (
            known.filter(~ours)
            .join(met, on="account_id")
            .with_columns(
                pl.when("named").then("party_id").alias("party_id"),
                *(
                    pl.lit(None, dtype).alias(name)
                    for name, dtype in known.schema.items()
                    if name not in (*shown, "party_id")
                ),
            )
        )
        both = pl.concat([known.filter(ours), elsewhere.select(known.columns)])
        return both.sort("account_id")

    def _parties(self, identified: pl.Series, mentioned: pl.Series) -> pl.DataFrame:
        """Customers in full; of others the name that somebody gave."""
        known = self.known.parties
        full = pl.col("party_id").is_in(identified.implode())
        named = known.filter(~full & pl.col("party_id").is_in(mentioned.implode()))
        named = named.with_columns(
            pl.lit(None, dtype).alias(name)
            for name, dtype in known.schema.items()
            if name not in ("party_id", "names")
        )
        return pl.concat([known.filter(full), named]).sort("party_id")
