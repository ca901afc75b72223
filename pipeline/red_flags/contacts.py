"""
Where people can be reached: addresses, telephones and devices, as the data record them.

Only whether two have one in common is asked, never what it says.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.principals import controllers
from pipeline.red_flags.red_flag import Ledger

CONTACTS = ("addresses", "phones", "devices")
SORT = pl.Enum(CONTACTS)


def contacts(ledger: Ledger) -> pl.DataFrame:
    """
    party, sort (one of CONTACTS), contact: each a party has, written in one way, as a
    number of 64 bits that is the same for the same text; in no order.

    Case, punctuation and spaces do not count; of a telephone number only the digits,
    without the zeros before them.
    """
    digits = pl.col("contact").str.replace_all(r"\D", "").str.strip_chars_start("0")
    return pl.concat(
        ledger.parties.select(party="party_id", sort=pl.lit(sort, SORT), contact=sort)
        .explode("contact")
        .drop_nulls("contact")
        .with_columns(contact=digits if sort == "phones" else _words())
        .filter(pl.col("contact") != "")
        .with_columns(pl.col("contact").hash())
        for sort in CONTACTS
    ).unique()


def held_alone(ledger: Ledger, accounts: NDArray[np.integer]) -> pl.DataFrame:
    """account, party, holder (its principal's number) of those that one holds."""
    some = ledger.accounts.select("account_id", "party_id")[accounts]
    held = controllers(some, ledger.relations_in_force)
    held = held.filter(~pl.col("delegate")).select("account", "party").unique()
    alone = held.filter(pl.len().over("account") == 1)
    number = accounts[alone["account"].to_numpy()]
    return alone.select(
        pl.Series("account", number, pl.UInt32),
        "party",
        pl.Series("holder", ledger.principals.holder[number], pl.Int64),
    )


def contacts_of_holders(
    ledger: Ledger, alone: pl.DataFrame | None = None, known: pl.DataFrame | None = None
) -> pl.DataFrame:
    """
    holder, sort, contact: of all who hold accounts alone, or of those that
    ``held_alone`` told; ``known`` is what ``contacts`` told, if it was asked.

    A device that gave an order counts for whoever holds the account that paid. Where
    several hold an account it is not known whose contact or device is whose.
    """
    if alone is None:
        alone = held_alone(ledger, np.arange(ledger.accounts.height))
    if known is None:
        known = contacts(ledger)
    ids = ledger.accounts["account_id"].gather(alone["account"])
    named = alone.select("holder", account_id=ids)
    used = (
        ledger.transactions.filter(pl.col("device").is_not_null())
        .select(account_id="sender_account", contact="device")
        .join(named.lazy(), on="account_id")
        .select("holder", "contact")
        .unique()
        .collect(engine="streaming")
        .select("holder", sort=pl.lit("devices", SORT), contact=_words().hash())
    )
    theirs = alone.select("holder", "party").unique().join(known, on="party")
    return pl.concat([theirs.select("holder", "sort", "contact"), used]).unique()


def _words() -> pl.Expr:
    text = pl.col("contact").str.to_lowercase()
    return text.str.replace_all(r"[^\pL\pM\pN]+", " ").str.strip_chars()
