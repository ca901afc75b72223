"""
Who pays in cash for somebody in a country where he has no account himself.

That the one at the counter banks elsewhere says that he came; when he came it does not.
Left out are those whom the data know to belong to the account, and accounts of firms,
whose foreign customers pay in what they owe.
"""

import numpy as np
import polars as pl

from pipeline.red_flags.abroad import country_at
from pipeline.red_flags.conductors import conductors, paid_in_from_elsewhere
from pipeline.red_flags.in_person import met_in_person
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import known_parties

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
    person = ledger.accounts["kind"].cast(pl.String).is_in(PERSONS).fill_null(False)
    private = deposits.filter(person.gather(deposits["account"]))
    visits = _strangers(ledger, private.join(paid_in_from_elsewhere(ledger), on="row"))
    if visits.is_empty():
        return deposits.clear().with_columns(
            arrived=pl.lit(None, pl.Int64),
            visitor=pl.lit(None, pl.String),
            seen_row=pl.lit(None, pl.UInt32),
        )
    visits = visits.join(_seen(ledger, visits, seconds), on="row", how="left")
    named = deposits.join(conductors(ledger), on="row", how="left")
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
