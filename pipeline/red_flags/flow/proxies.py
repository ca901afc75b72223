"""
Accounts that take a funder's leftovers though no record joins them to him.

Where several whom one funder abroad had paid all pay another account of his country for
the first time within days, that account stands in for him: the way back mirrors the way
out. A guess, so whoever reads it is told.
"""

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY, UInt32s
from pipeline.principals import Principals
from pipeline.red_flags.abroad import UNKNOWN, country_at
from pipeline.red_flags.flow.payers import may_be_person
from pipeline.red_flags.red_flag import Ledger

MOST = 50  # payers abroad of one account, or payees: more are trade


def proxies(
    ledger: Ledger, paying: UInt32s, window_days: int, min_returners: int
) -> pl.DataFrame:
    """
    funder, proxy (account numbers) of persons: at least ``min_returners`` whom the
    funder had paid first paid the proxy within ``window_days`` of each other, both ways
    across the same border. ``paying`` is the account that pays in each row.
    """
    holder = ledger.principals.holder
    receiver, time, cents = ledger.rows[1:]
    here, there = (country_at(ledger, end) for end in ("sender", "receiver"))
    home = np.array(
        ledger.accounts["country"].to_physical().cast(int).fill_null(UNKNOWN)
    )
    here = np.where(paying != ledger.rows.sender, home[paying], here)
    person = may_be_person(ledger)
    across = (here != there) & (here != UNKNOWN) & (there != UNKNOWN) & (cents > 0)
    across &= person[paying] & person[receiver] & (holder[paying] != holder[receiver])
    row = np.flatnonzero(across)
    paid = (
        pl.DataFrame(
            {
                "payer": paying[row],
                "payee": receiver[row],
                "time": time[row].astype(np.int64),
                "here": here[row],
                "there": there[row],
            }
        )
        .group_by("payer", "payee", "here", "there")
        .agg(pl.col("time").min())
        .filter(pl.len().over("payee") <= MOST, pl.len().over("payer") <= MOST)
    )
    funded = paid.select(
        pl.col("payer").alias("funder"), "here", "there", who="payee", since="time"
    )
    back = paid.select(
        pl.col("payee").alias("proxy"),
        "time",
        who="payer",
        here="there",
        there="here",
    )
    pairs = (
        funded.join(back, on=["who", "here", "there"])
        .filter(pl.col("time") > pl.col("since"), pl.col("proxy") != pl.col("funder"))
        .sort("funder", "proxy", "time", "who")
    )
    pair = ["funder", "proxy"]
    together = pl.col("time").shift(1 - min_returners).over(pair) - pl.col("time")
    close = pairs.filter((together <= window_days * DAY).fill_null(False))
    return close.select(pair).unique().sort(pair)


def standing_in(principals: Principals, pairs: pl.DataFrame) -> Principals:
    """``principals`` where each proxy of ``pairs`` counts for its funder's too."""
    accounts = principals.ptr.size - 1
    owner = np.repeat(np.arange(accounts), np.diff(principals.ptr))
    own = pl.DataFrame({"account": owner, "principal": principals.principal})
    lent = pairs.join(own, left_on="funder", right_on="account").select(
        pl.col("proxy").cast(pl.Int64).alias("account"), "principal"
    )
    both = pl.concat([own, lent]).unique().sort("account", "principal")
    counts = np.bincount(both["account"].to_numpy(), minlength=accounts)
    ptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return principals._replace(
        ptr=ptr, principal=both["principal"].to_numpy().astype(np.uint32)
    )
