"""Who ordered a transfer from an account, where that was neither its owner nor his."""

import numpy as np
import polars as pl

from pipeline.motifs.windows import spread
from pipeline.principals import controllers, means_party
from pipeline.red_flags.commingled import SHOP
from pipeline.red_flags.contacts import contacts
from pipeline.red_flags.red_flag import Ledger

TRANSFERS = ("wire", "internal", "instant", "money_transfer", "cheque")
NO_PAYEES = (SHOP, "loan")  # bills, which anybody may help to pay


def ordered_by_strangers(ledger: Ledger) -> pl.DataFrame:
    """
    Transfers to others that a person without a known tie ordered, to payees that the
    account had not certainly been paying without him.

    Columns row, account (that paid), person (a number of the conductor), undisclosed
    (whether nobody is named on whose behalf), part, time, cents, earliest, latest.
    """
    ordered = _conducted(ledger)
    orders = _of_strangers(ledger, ordered)
    sent = transfers_of(ledger, orders["account"].unique().sort())
    own = sent.join(orders, on="row", how="anti")
    known = own.group_by("account", "payee").agg(pl.col("latest").min().alias("known"))
    return (
        orders.join(sent.drop("account"), on="row")
        .join(known, on=["account", "payee"], how="left")
        .filter((pl.col("known") >= pl.col("earliest")).fill_null(True))
        .with_columns(person=pl.col("conductor").rank("dense").cast(pl.Int64))
        .drop("known", "payee", "conductor")
        .sort("row")
    )


def transfers_of(ledger: Ledger, accounts: pl.Series) -> pl.DataFrame:
    """
    account, payee, row, time, cents, earliest, latest: what ``accounts`` transferred to
    others than themselves, shops and lenders.
    """
    side, owner = ledger.graph.sent, accounts.to_numpy()
    which, position = spread(side.ptr[owner], side.ptr[owner + 1])
    account, row, payee = owner[which], side.row[position], side.other[position]
    holder = ledger.principals.holder
    bills = ledger.accounts["kind"].is_in(NO_PAYEES).fill_null(False).to_numpy()
    channel = pl.col("channel").cast(pl.String)
    moved = ledger.where(channel.is_in(TRANSFERS))
    kept = (holder[account] != holder[payee]) & ~bills[payee] & moved[row]
    row, position = row[kept], position[kept]
    return pl.DataFrame(
        {
            "account": account[kept].astype(np.uint32),
            "payee": payee[kept],
            "row": row,
            "time": side.time[position],
            "cents": side.cents[position],
            "earliest": ledger.times.earliest[row],
            "latest": ledger.times.latest[row],
        }
    )


def _conducted(ledger: Ledger) -> pl.DataFrame:
    """row, conductor, undisclosed, account: what somebody is named to have ordered."""
    rows = (
        ledger.transactions.with_row_index("row")
        .filter(
            pl.col("conductor").str.strip_chars().fill_null("") != "",
            pl.col("channel").cast(pl.String).is_in(TRANSFERS),
        )
        .select(
            "row",
            "conductor",
            undisclosed=pl.col("on_behalf_of").str.strip_chars().fill_null("") == "",
        )
        .collect(engine="streaming")
        .sort("row")
    )
    return rows.with_columns(pl.Series("account", ledger.rows.sender[rows["row"]]))


def _of_strangers(ledger: Ledger, ordered: pl.DataFrame) -> pl.DataFrame:
    """Those of ``ordered`` by persons without a known tie, and the ``part`` each is."""
    ids = ledger.accounts.select("account_id").with_row_index("account")
    some = ids.filter(
        pl.col("account").is_in(ordered["account"].implode())
        | pl.col("account_id").is_in(ordered["conductor"].implode())
    )
    number = some["account"]
    described = ledger.accounts.select("account_id", "party_id")[number.to_numpy()]
    everyone = controllers(described, ledger.relations_in_force)
    everyone = everyone.with_columns(account=number.gather(everyone["account"]))
    holders = everyone.filter(~pl.col("delegate")).join(ids, on="account")
    holders = holders.select("account_id", "party")
    named = ordered.select("account", "conductor", by="conductor")
    pairs = means_party(named, "by", holders).unique()
    firms = ledger.parties.filter(pl.col("kind") == "organisation")["party_id"]
    pairs = pairs.filter(~pl.col("by").is_in(firms.implode()))
    theirs = everyone.select("account", of="party").unique()
    asked = pairs.join(theirs, on="account")
    links = ledger.relations_in_force.select("a", "b")
    links = means_party(means_party(links, "a", holders), "b", holders)
    both = pl.concat([links.select(by="a", of="b"), links.select(by="b", of="a")])
    reached = contacts(ledger)
    met = (
        asked.join(reached, left_on="by", right_on="party")
        .join(reached.rename({"party": "of"}), on=["of", "sort", "contact"])
        .select(asked.columns)
    )
    related = asked.join(both.unique(), on=["by", "of"], how="semi")
    tied = pl.concat([related, asked.filter(pl.col("by") == pl.col("of")), met])
    strange = pairs.join(tied, on=["account", "conductor"], how="anti")
    part = pl.when("undisclosed").then(pl.lit("ordered, for whom is not stated"))
    return ordered.join(strange, on=["account", "conductor"], how="semi").with_columns(
        part=part.otherwise(pl.lit("ordered for another"))
    )
