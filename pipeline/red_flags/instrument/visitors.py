"""
Who pays in cash for somebody in a country where he has no account himself.

That the one at the counter banks elsewhere says that he came; when he came it does not.
Left out are those whom the data know to belong to the account, and accounts of firms,
whose foreign customers pay in what they owe.
"""

import numpy as np
import polars as pl

from pipeline.red_flags.abroad import UNKNOWN, country_at
from pipeline.red_flags.in_person import met_in_person
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import known_parties
from pipeline.reference.codes import WITHHELD
from pipeline.schemas import COUNTRIES

PERSONS = ("personal", "prepaid_card")


def paid_in_by_visitors(
    ledger: Ledger, deposits: pl.DataFrame, seconds: int
) -> pl.DataFrame:
    """
    Those of ``deposits`` (holder, account, row, time, cents) that a visitor made, or
    nobody named within ``seconds`` before or after it (closed): also arrived, the time
    of the first of them, visitor, his party, and seen_row, a payment of his own in that
    country so close to it, null where none is.
    """
    conducted = _conductors(ledger).join(deposits, on="row")
    visits = _strangers(ledger, conducted.filter(_from_elsewhere(ledger, conducted)))
    if visits.is_empty():
        return deposits.clear().with_columns(
            arrived=pl.lit(None, pl.Int64),
            visitor=pl.lit(None, pl.String),
            seen_row=pl.lit(None, pl.UInt32),
        )
    visits = visits.join(_seen(ledger, visits, seconds), on="row", how="left")
    named = deposits.join(_conductors(ledger), on="row", how="left")
    beside = visits.select("account", "seen_row", visitor="conductor", at="time").join(
        named, on="account"
    )
    by_him = (pl.col("conductor") == pl.col("visitor")).fill_null(True)
    lag = (pl.col("time") - pl.col("at")).abs()
    return (
        beside.filter(by_him, lag <= seconds)
        .with_columns(arrived=pl.col("time").min().over("account", "visitor", "at"))
        .sort("time", "row", "arrived", "visitor", "at", "seen_row")
        .unique(["account", "visitor", "arrived", "row"], maintain_order=True)
        .select(*deposits.columns, "arrived", "visitor", "seen_row")
    )


def _conductors(ledger: Ledger) -> pl.DataFrame:
    """row, conductor of cash deposits of which it is known."""
    return (
        ledger.transactions.with_row_index("row")
        .filter(pl.col("channel") == "cash_deposit", pl.col("conductor").is_not_null())
        .select("row", pl.col("conductor").cast(pl.String))
        .collect()
    )


def _from_elsewhere(ledger: Ledger, conducted: pl.DataFrame) -> pl.Series:
    """Whether each conductor has accounts, none of them where the deposit was made."""
    country = ledger.accounts["country"].to_physical().cast(pl.Int16)
    homes = ledger.accounts.select(
        conductor=pl.col("party_id").cast(pl.String), country=country
    ).unique()
    homes = homes.filter(pl.col("conductor").is_in(conducted["conductor"].implode()))
    told = homes.group_by("conductor").agg(
        known=(
            pl.col("country").is_not_null()
            & (pl.col("country") != COUNTRIES.index(WITHHELD))
        ).all()
    )
    here = country_at(ledger, "receiver")[conducted["row"]]
    asked = conducted.select("conductor", country=pl.Series(here))
    away = asked.with_row_index("number").join(
        homes, on=["conductor", "country"], how="anti"
    )
    away = away.join(told.filter("known"), on="conductor", how="semi")
    person = ledger.accounts["kind"].cast(pl.String).is_in(PERSONS).fill_null(False)
    numbers = pl.Series(np.arange(asked.height, dtype=np.uint32))
    return (
        numbers.is_in(away["number"].implode())
        & (asked["country"] != UNKNOWN)
        & person.gather(conducted["account"])
    )


def _strangers(ledger: Ledger, visits: pl.DataFrame) -> pl.DataFrame:
    pairs = visits.select("account", party="conductor")
    known = known_parties(ledger, pairs).with_columns(pl.col("account").cast(pl.UInt32))
    return visits.join(
        known,
        left_on=["account", "conductor"],
        right_on=["account", "party"],
        how="anti",
    )


def _seen(ledger: Ledger, visits: pl.DataFrame, seconds: int) -> pl.DataFrame:
    """row of each visit, seen_row: the visitor's last payment there before it."""
    sender, _, time, _ = ledger.rows
    party = ledger.accounts["party_id"].cast(pl.String)
    his = np.array(party.is_in(visits["conductor"].implode()).fill_null(False))
    paid = np.flatnonzero(his[sender] & met_in_person(ledger))
    there = country_at(ledger, "receiver")
    own = pl.DataFrame(
        {
            "seen_row": paid.astype(np.uint32),
            "conductor": party.gather(sender[paid]),
            "country": there[paid],
            "moment": time[paid].astype(np.int64),
        }
    )
    here = pl.Series("country", there[visits["row"]])
    return (
        visits.select("row", "conductor", "time", here)
        .join(own, on=["conductor", "country"])
        .filter((pl.col("time") - pl.col("moment")).is_between(0, seconds))
        .sort("row", "moment", "seen_row")
        .unique("row", keep="last", maintain_order=True)
        .select("row", "seen_row")
    )
