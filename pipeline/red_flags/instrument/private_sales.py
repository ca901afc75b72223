"""
What persons are paid for goods by who has no trade with many, and what sellers leave.

At home a trader is a shop, a service or whoever deals in goods with many; relatives and
an employer pay back an errand. From abroad a firm buys of persons as seldom as anybody,
and its word once is its word for the rest. Accounts outside the data are left out: it
is not known whether anything was posted.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import tied_pairs

PERSONS = ("personal", "prepaid_card")
NEEDS = f"accounts.kind={'|'.join(PERSONS)} or parties.kind=person"
FIRMS = ("business", "merchant")
TRANSFERS = ("wire", "internal", "instant", "cheque", "money_transfer")
WITH_REASON = ("family", "employee_of", "officer_of")


def private_sales(ledger: Ledger, max_sellers: int) -> pl.DataFrame:
    """
    account, payer, row, time, cents, earliest, latest of payments called goods.

    A payer who has more than ``max_sellers`` partners for goods is a trader.
    """
    row = np.flatnonzero((ledger.spending == "goods").fill_null(False))
    holder = ledger.principals.holder
    sold = pl.DataFrame(
        {
            "account": ledger.rows.receiver[row],
            "payer": ledger.rows.sender[row],
            "row": row.astype(np.uint32),
            "time": ledger.rows.time[row],
            "cents": ledger.rows.cents[row],
            "earliest": ledger.times.earliest[row],
            "latest": ledger.times.latest[row],
        }
    ).filter(
        pl.Series(holder[ledger.rows.sender[row]] != holder[ledger.rows.receiver[row]])
    )
    both = pl.concat(
        [
            sold.select(trader="payer", other="account"),
            sold.select(trader="account", other="payer"),
        ]
    )
    partners = both.group_by("trader").agg(pl.col("other").n_unique())
    traders = partners.filter(pl.col("other") > max_sellers)["trader"]
    trade = commingled(ledger, SHOP)
    trade |= np.array(ledger.accounts["service"].is_not_null(), np.bool_)
    trade[traders] = True
    private = _persons(ledger)[sold["account"]] & ~trade[sold["payer"]]
    sold = sold.filter(pl.col("cents") > 0, pl.Series(private, dtype=pl.Boolean))
    tied = tied_pairs(ledger, sold.select(a="account", b="payer"), WITH_REASON)
    return sold.join(
        tied, left_on=["account", "payer"], right_on=["a", "b"], how="anti"
    )


def paid_by_firms_abroad(ledger: Ledger) -> pl.DataFrame:
    """
    The same of transfers that firms of other countries make to persons whom one of them
    pays for goods; not those said to be for something else.
    """
    firm = np.array(
        (
            ledger.accounts["kind"].is_in(FIRMS) & ledger.accounts["service"].is_null()
        ).fill_null(False)
    )
    sender, receiver, time, cents = ledger.rows
    moved = ledger.where(pl.col("channel").cast(pl.String).is_in(TRANSFERS))
    moved &= firm[sender] & _persons(ledger)[receiver] & (cents > 0) & abroad(ledger)
    row = np.flatnonzero(moved)
    said = ledger.spending.gather(row)
    sold = pl.DataFrame(
        {
            "account": receiver[row],
            "payer": sender[row],
            "row": row.astype(np.uint32),
            "time": time[row],
            "cents": cents[row],
            "earliest": ledger.times.earliest[row],
            "latest": ledger.times.latest[row],
            "goods": (said == "goods").fill_null(False),
            "else": (said != "goods").fill_null(False),
        }
    )
    called = sold.filter(~pl.col("else"), pl.col("goods").any().over("account"))
    tied = tied_pairs(ledger, called.select(a="account", b="payer"))
    return called.drop("goods", "else").join(
        tied, left_on=["account", "payer"], right_on=["a", "b"], how="anti"
    )


def posted_between(ledger: Ledger, asked: pl.DataFrame) -> pl.Series:
    """
    How often the holder of each account, start, end of ``asked`` then paid to have
    anything posted, from any account; times closed and as wide as may be.
    """
    row = np.flatnonzero((ledger.spending == "shipping").fill_null(False))
    holder = ledger.principals.holder
    posted = pl.DataFrame(
        {
            "holder": holder[ledger.rows.sender[row]],
            "earliest": ledger.times.earliest[row],
            "latest": ledger.times.latest[row],
        }
    )
    wanted = asked.select("start", "end").with_columns(
        pl.Series("holder", holder[asked["account"]]), number=pl.int_range(pl.len())
    )
    found = wanted.join(posted, on="holder").filter(
        pl.col("latest") >= pl.col("start"), pl.col("earliest") <= pl.col("end")
    )
    counts = np.bincount(found["number"].to_numpy(), minlength=wanted.height)
    return pl.Series("posted", counts)


def paid_by_a_market(ledger: Ledger) -> NDArray[np.bool_]:
    """Of each account number, whether a platform has ever paid its holder."""
    market = np.array((ledger.accounts["service"] == "platform").fill_null(False))
    paid = ledger.rows.receiver[market[ledger.rows.sender]]
    sells = np.zeros(ledger.principals.names.len(), np.bool_)
    sells[ledger.principals.holder[paid]] = True
    found: NDArray[np.bool_] = sells[ledger.principals.holder]
    return found


def _persons(ledger: Ledger) -> NDArray[np.bool_]:
    """Accounts called a person's, or of no known kind that a person owns."""
    people = ledger.parties.filter(pl.col("kind") == "person")["party_id"]
    kind, owner = ledger.accounts["kind"], ledger.accounts["party_id"]
    owned = kind.is_null() & owner.is_in(people.implode()).fill_null(False)
    return np.array(kind.is_in(PERSONS).fill_null(False) | owned, np.bool_)
