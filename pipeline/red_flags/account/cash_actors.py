"""Persons with their contacts, their relatives among each other, and their cash."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.motifs.shared_attributes import joined_holders
from pipeline.red_flags.charities import ORGANISATIONS
from pipeline.red_flags.commingled import commingled
from pipeline.red_flags.contacts import contacts, held_alone
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import tied_pairs

KIN = ("family", "same_party")


def with_persons(ledger: Ledger) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    (holder, attribute) of persons, and (firm, attribute) of organisations: addresses
    and telephones. Who has an account of an organisation is one.
    """
    firms = _of_organisations(ledger)
    holders = pl.DataFrame({"holder": ledger.principals.holder, "firm": firms})
    kinds = holders.group_by("holder").agg(pl.col("firm").any())
    # Of an account that several hold it is not known whose contact is whose.
    alone = held_alone(ledger, np.arange(ledger.accounts.height))
    alone = alone.select("party", pl.col("holder").cast(pl.UInt32)).unique()
    held = (
        alone.join(contacts(ledger), on="party")
        .filter(pl.col("sort") != "devices")
        .select("holder", attribute=pl.concat_str("sort", "contact", separator=" "))
        .unique()
        .join(kinds, on="holder")
    )
    return (
        held.filter(~pl.col("firm")).select("holder", "attribute"),
        held.filter("firm").select("attribute", firm="holder"),
    )


def households(ledger: Ledger, shared: pl.DataFrame) -> pl.DataFrame:
    """
    holder, household of everybody in ``shared`` (holder, attribute): kin who share a
    contact are one household, and so by way of others.
    """
    accounts = pl.DataFrame({"holder": ledger.principals.holder}).with_row_index("a")
    first = accounts.group_by("holder").agg(pl.col("a").min())
    here = shared.select("holder", "attribute").join(first, on="holder")
    pairs = here.join(here, on="attribute", suffix="_b").filter(
        pl.col("holder") < pl.col("holder_b")
    )
    kin = tied_pairs(ledger, pairs.select("a", b="a_b"), KIN).with_row_index("pair")
    ends = pl.concat([kin.select("pair", a="a"), kin.select("pair", a="b")])
    related = ends.join(first, on="a").select("holder", attribute="pair")
    alone = shared.select(pl.col("holder").unique(), attribute=pl.lit(None, pl.UInt32))
    known = joined_holders(pl.concat([related, alone]), most_holders=2)
    return known.rename({"group": "household"})


def cash_lines(ledger: Ledger, holders: pl.Series, *, all_else: bool) -> pl.DataFrame:
    """
    Cash of known value that ``holders`` put in or drew, and with ``all_else`` every
    other payment between them and others: holder, account, row, time, earliest, latest,
    cents, cash, part ("put in", "drawn", else null).
    """
    sender, receiver, time, cents = ledger.rows
    holder = ledger.principals.holder
    wanted = np.zeros(int(holder.max(initial=0)) + 1, np.bool_)
    wanted[holders.to_numpy()] = True
    counts = (cents > 0) & (holder[sender] != holder[receiver])
    channel = pl.col("channel").cast(pl.String)
    drawn = ledger.where(channel == "cash_withdrawal")
    put_in = ledger.where(channel == "cash_deposit")
    tables = []
    for account, cash, part in (
        (receiver, put_in, "put in"),
        (sender, drawn, "drawn"),
    ):
        asked = counts if all_else else counts & cash
        place = np.flatnonzero(asked & wanted[holder[account]])
        tables.append(
            pl.DataFrame(
                {
                    "holder": holder[account[place]],
                    "account": account[place],
                    "row": place.astype(np.uint32),
                    "time": time[place].astype(np.int64),
                    "earliest": ledger.times.earliest[place].astype(np.int64),
                    "latest": ledger.times.latest[place].astype(np.int64),
                    "cents": cents[place],
                    "cash": cash[place],
                }
            ).with_columns(part=pl.when("cash").then(pl.lit(part)))
        )
    return pl.concat(tables)


def _of_organisations(ledger: Ledger) -> NDArray[np.bool_]:
    owners = ledger.parties.filter(pl.col("kind") == "organisation")["party_id"]
    found = ledger.accounts.select(
        pl.col("kind").is_in(ORGANISATIONS).fill_null(False)
        | pl.col("party_id").is_in(owners.implode()).fill_null(False)
    ).to_series()
    return np.array(found, np.bool_) | commingled(ledger, "external")
