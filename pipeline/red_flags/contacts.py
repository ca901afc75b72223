"""
Where people can be reached: addresses, telephones and devices, as the data record them.

Only whether two have one in common is asked, never what it says.
"""

import polars as pl

from pipeline.principals import controllers
from pipeline.red_flags.red_flag import Ledger

CONTACTS = ("addresses", "phones", "devices")


def contacts(ledger: Ledger) -> pl.DataFrame:
    """
    party, sort (one of CONTACTS), contact: each a party has, written in one way.

    Case, punctuation and spaces do not count; of a telephone number only the digits,
    without the zeros before them.
    """
    digits = pl.col("contact").str.replace_all(r"\D", "").str.strip_chars_start("0")
    return pl.concat(
        ledger.parties.select(party="party_id", sort=pl.lit(sort), contact=sort)
        .explode("contact")
        .drop_nulls("contact")
        .with_columns(contact=digits if sort == "phones" else _words())
        .filter(pl.col("contact") != "")
        for sort in CONTACTS
    ).unique(maintain_order=True)


def held_alone(ledger: Ledger) -> pl.DataFrame:
    """account, party, holder (its principal's number) of accounts that one holds."""
    held = controllers(ledger.accounts, ledger.relations_in_force)
    held = held.filter(~pl.col("delegate")).select("account", "party").unique()
    alone = held.filter(pl.len().over("account") == 1)
    return alone.with_columns(
        pl.Series("holder", ledger.principals.holder[alone["account"]])
    )


def contacts_of_holders(ledger: Ledger) -> pl.DataFrame:
    """
    holder (a principal's number), sort, contact: of those who hold an account alone.

    A device that gave an order counts for whoever holds the account that paid. Where
    several hold an account it is not known whose contact or device is whose.
    """
    alone = held_alone(ledger)
    used = (
        ledger.transactions.filter(pl.col("device").is_not_null())
        .select("sender_account", contact="device")
        .unique()
        .collect(engine="streaming")
        .join(
            ledger.accounts.with_row_index("account").select("account", "account_id"),
            left_on="sender_account",
            right_on="account_id",
        )
        .join(alone, on="account")
        .select(
            "holder",
            sort=pl.lit("devices"),
            contact=_words(),
        )
    )
    known = alone.select("holder", "party").unique().join(contacts(ledger), on="party")
    columns = ("holder", "sort", "contact")
    return pl.concat([known.select(columns), used.select(columns)]).unique()


def _words() -> pl.Expr:
    text = pl.col("contact").str.to_lowercase()
    return text.str.replace_all(r"[^\pL\pM\pN]+", " ").str.strip_chars()
