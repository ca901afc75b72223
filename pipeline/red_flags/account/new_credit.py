"""
Credit that somebody was newly given, what turned it into money that moves, and what
was paid back: each a table of events of one holder (a principal's number).

Newly given is what an account of kind loan pays out (from a person's own one, such as a
credit card, also what it pays to others at once), and what is drawn beyond zero from
an account with a credit limit that was opened within the data, hence began at zero. A
holder's time is widened by what is not known of it: credit as early, use and repayment
as late as may be.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, Int64s, UInt32s
from pipeline.motifs.balances import balances
from pipeline.motifs.windows import owners
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.account.lenders import lending_rows
from pipeline.red_flags.commingled import commingled
from pipeline.red_flags.observed import dated, span_of
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.statements import is_purchase, payments_of

Numbers = Int64s | UInt32s


def new_credit(ledger: Ledger, new_days: int) -> pl.DataFrame:
    """
    holder, account (credited), lender (account), row, time, cents; by time, then row.

    A credit line is its own lender, and new until ``new_days`` after it was opened.
    """
    loan = _of_kind(ledger, "loan")
    sender, receiver, _, cents = ledger.rows
    holder = ledger.principals.holder
    persons = np.zeros(int(holder.max(initial=0)) + 1, np.bool_)
    persons[holder[_of_kind(ledger, "personal")]] = True
    own = loan & persons[holder]  # a borrower's own: what it pays to others he drew
    outside = commingled(ledger, "external")
    lends = lending_rows(ledger) & (own[sender] | ~outside[receiver])
    place = np.flatnonzero(lends & ~(own[sender] & loan[receiver]))
    drew = own[sender[place]] & (holder[sender[place]] != holder[receiver[place]])
    account = np.where(drew, sender[place], receiver[place])
    lent = _events(ledger, place, account, sender[place], cents[place])
    account, row, drawn = _drawn(ledger, new_days)
    line = _events(ledger, row, account, account, drawn)
    return pl.concat([lent, line]).sort("time", "row")


def conversions(ledger: Ledger, holders: pl.Series) -> pl.DataFrame:
    """
    holder, row, time, cents, part of what ``holders`` drew as cash, sent by a money
    transfer or abroad or to another person, or gave for virtual assets or prepaid
    value; by time, then row. Purchases are none, nor are payments to lenders and to
    firms of the same country.
    """
    sender, receiver, _, cents = ledger.rows
    holder = ledger.principals.holder
    theirs = np.zeros(int(holder.max(initial=0)) + 1, np.bool_)
    theirs[holders.to_numpy()] = True
    place = np.flatnonzero(theirs[holder[sender]] & (cents > 0) & (sender != receiver))
    out = (
        ledger.transactions.with_row_index("row")
        .select("row", pl.col("channel").cast(pl.String))
        .join(pl.LazyFrame({"row": place.astype(np.uint32)}), on="row", how="semi")
        .collect()
        .sort("row")
    )
    to = ledger.accounts[receiver[place]].select(
        pl.col("kind").cast(pl.String).fill_null(""), pl.col("service").is_not_null()
    )
    other = holder[sender[place]] != holder[receiver[place]]
    out = pl.concat([out, to], how="horizontal").with_columns(
        pl.Series("other", other),
        pl.Series("abroad", abroad(ledger)[place]),
        is_purchase(ledger, out["row"]).alias("bought"),
        pl.Series("holder", holder[sender[place]]),
        pl.Series("time", ledger.times.latest[place].astype(np.int64)),
        pl.Series("cents", cents[place]),
    )
    channel, kind = pl.col("channel"), pl.col("kind")
    sent = ~pl.col("bought") & pl.col("other")
    far = pl.col("abroad") & (kind != "loan")
    return (
        out.with_columns(
            part=pl.when((channel == "cash_withdrawal") | (kind == "cash"))
            .then(pl.lit("cash"))
            .when((channel == "virtual_asset") | (kind == "vasp") | pl.col("service"))
            .then(pl.lit("virtual asset"))
            .when((channel == "prepaid_load") | (kind == "prepaid_card"))
            .then(pl.lit("prepaid"))
            .when((channel == "money_transfer") | (kind == "msb"))
            .then(pl.lit("money transfer"))
            .when(sent & (far | (kind == "personal")))
            .then(pl.lit("wire"))
        )
        .drop_nulls("part")
        .select("holder", "row", "time", "cents", "part")
        .sort("time", "row")
    )


def instalments(
    ledger: Ledger, credit: pl.DataFrame, windows: pl.DataFrame
) -> pl.DataFrame:
    """
    alert, instalments, repaid_cents of each of ``windows`` (alert, holder, start, end;
    closed): how many payments the lender of ``credit`` who got most had, and what all
    of them had.
    """
    sender, receiver, _, cents = ledger.rows
    holder = ledger.principals.holder
    lenders = np.zeros(ledger.graph.n_accounts, np.bool_)
    lenders[credit["lender"].to_numpy()] = True
    place = np.flatnonzero(lenders[receiver] & (cents != 0) & (sender != receiver))
    # Whoever pays into a credit line pays it back for its holder.
    line = ~_of_kind(ledger, "loan")[receiver[place]]
    payer = np.where(line, holder[receiver[place]], holder[sender[place]])
    paid = pl.DataFrame(
        {
            "holder": payer,
            "lender": receiver[place],
            "time": ledger.times.latest[place].astype(np.int64),
            "cents": np.maximum(cents[place], 0),
        }
    )
    owed = windows.with_columns(pl.col("holder").cast(pl.UInt32))
    return (
        paid.join(credit, on=["holder", "lender"], how="semi")
        .join(owed, on="holder")
        .filter(pl.col("time").is_between("start", "end"))
        .group_by("alert", "lender")
        .agg(pl.len().alias("instalments"), pl.col("cents").sum())
        .group_by("alert")
        .agg(pl.col("instalments").max(), pl.col("cents").sum().alias("repaid_cents"))
    )


def credited(lines: pl.DataFrame) -> pl.DataFrame:
    """alert, credit_cents, credits, span_days, and the account that was lent most."""
    credit = lines.filter(pl.col("account").is_not_null())
    sums = credit.group_by("alert").agg(
        pl.col("cents").sum().alias("credit_cents"), pl.len().alias("credits")
    )
    most = credit.group_by("alert", "account").agg(pl.col("cents").sum())
    most = most.sort("alert", "cents", "account", descending=[False, True, False])
    most = most.unique("alert", keep="first", maintain_order=True)
    span = (pl.col("time").max() - pl.col("time").min()) / DAY
    spans = lines.group_by("alert").agg(span.alias("span_days"))
    return sums.join(most.select("alert", "account"), on="alert").join(
        spans, on="alert"
    )


def _events(
    ledger: Ledger, row: Int64s, account: Numbers, lender: Numbers, cents: Int64s
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "holder": ledger.principals.holder[account],
            "account": np.asarray(account, np.uint32),
            "lender": np.asarray(lender, np.uint32),
            "row": np.asarray(row, np.uint32),
            "time": ledger.times.earliest[row].astype(np.int64),
            "cents": np.asarray(cents, np.int64),
        }
    )


def _drawn(ledger: Ledger, new_days: int) -> tuple[Int64s, Int64s, Int64s]:
    """(account, row, cents) of what each payment out took from a new credit line."""
    nothing = np.empty(0, np.int64)
    limited = ledger.accounts["credit_limit"].fill_null(0) > 0
    if not ledger.graph.n_transactions or not limited.any():
        return nothing, nothing, nothing
    opened = dated(ledger, "opened_on")
    fresh = np.array(limited) & (opened >= span_of(ledger).first)
    received, sent = (payments_of(side, fresh) for side in ledger.valued)
    opening, _, after = balances(received, sent)
    account = owners(sent)
    below = opening[account] - after  # it began at zero: what is owed
    drawn = np.minimum(below, sent.cents)
    young = sent.time <= opened[account] + new_days * DAY
    place = np.flatnonzero(young & (drawn > 0))
    return account[place], sent.row[place].astype(np.int64), drawn[place]


def _of_kind(ledger: Ledger, kind: str) -> NDArray[np.bool_]:
    return np.array((ledger.accounts["kind"] == kind).fill_null(False), np.bool_)
