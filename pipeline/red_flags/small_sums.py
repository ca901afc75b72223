"""Small sums that people get from others, and what people send abroad."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import Side, build_side
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.flow.payers import SAID, may_be_person
from pipeline.red_flags.payroll import steady_pairs
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import tied_pairs


def small_sums(ledger: Ledger, max_cents: int, wanted: pl.Series) -> pl.DataFrame:
    """
    subject (one of the ``wanted`` principals), who, account, row, time, cents, in_cash:
    sums below ``max_cents`` that persons get from other persons or pay in as cash.

    Of persons only who is never paid back, has no recorded tie, buys nothing by his
    words and does not pay like a tenant.
    """
    sender, receiver, time, cents = ledger.rows
    holder = ledger.principals.holder.astype(np.int64)
    private = _private(ledger)
    cash = ledger.where(pl.col("channel") == "cash_deposit")
    bought = ledger.spending.cast(pl.String).is_in(SAID).fill_null(False).to_numpy()
    theirs = np.zeros(ledger.principals.names.len(), np.bool_)
    theirs[wanted.to_numpy()] = True
    counts = theirs[holder[receiver]] & private[receiver]
    counts &= (cents > 0) & (cents < max_cents)
    counts &= (holder[sender] != holder[receiver]) & (cash | private[sender])
    place = np.flatnonzero(counts & (cash | ~bought))
    sums = pl.DataFrame(
        {
            "subject": holder[receiver[place]],
            "who": holder[sender[place]],
            "account": receiver[place],
            "giver": sender[place],
            "row": place.astype(np.uint32),
            "time": time[place].astype(np.int64),
            "cents": cents[place],
            "in_cash": cash[place],
        }
    )
    gifts = sums.filter(~pl.col("in_cash"))
    tied = tied_pairs(ledger, gifts.select(a="account", b="giver"))
    pair = ["subject", "who"]
    gifts = gifts.join(
        tied, left_on=["account", "giver"], right_on=["a", "b"], how="anti"
    )
    paid = theirs[holder[sender]]
    back = pl.DataFrame(
        {"subject": holder[sender[paid]], "who": holder[receiver[paid]]}
    )
    gifts = gifts.join(back, on=pair, how="anti")
    gifts = gifts.join(steady_pairs(gifts, pair), on=pair, how="anti")
    kept = pl.concat([gifts, sums.filter("in_cash")])
    return kept.drop("giver").sort("time", "row")


def sent_abroad(ledger: Ledger) -> pl.DataFrame:
    """
    subject (a principal), who, row, time, cents: what persons send to persons abroad,
    or send through an office whose receiver the bank does not see.
    """
    sender, receiver, time, cents = ledger.rows
    holder = ledger.principals.holder.astype(np.int64)
    private = _private(ledger)
    office = np.array((ledger.accounts["kind"] == "msb").fill_null(False), np.bool_)
    leaves = ledger.where(pl.col("channel") == "money_transfer") | office[receiver]
    leaves |= abroad(ledger) & private[receiver]
    leaves &= private[sender] & (cents > 0) & (holder[sender] != holder[receiver])
    place = np.flatnonzero(leaves)
    return pl.DataFrame(
        {
            "subject": holder[sender[place]],
            "who": holder[receiver[place]],
            "row": place.astype(np.uint32),
            "time": time[place].astype(np.int64),
            "cents": cents[place],
        }
    ).sort("time", "row")


def _private(ledger: Ledger) -> NDArray[np.bool_]:
    """Of each account, whether it may be a person's and serves nobody."""
    unserving = np.array(ledger.accounts["service"].is_null(), np.bool_)
    return may_be_person(ledger) & unserving


def by_principal(paid: pl.DataFrame, n_principals: int) -> Side:
    """``paid`` (subject, who, time, cents), in order; ``row`` is the place in it."""
    return build_side(
        np.array(paid["subject"], np.uint32),
        np.array(paid["who"], np.uint32),
        np.array(paid["time"], np.int32),
        np.array(paid["cents"], np.int64),
        n_principals,
    )
