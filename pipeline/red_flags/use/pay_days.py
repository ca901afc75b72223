"""
People whom an account pays on the same days, time after time, by money from abroad.

Sums may vary and steps differ; the days do not. An employer's money comes from
customers, mostly of its country; a paymaster's from few backers elsewhere. What an
office pays out counts for whoever it names as the payer.
"""

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.counting import amount_between
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.flow.offices import paying_accounts
from pipeline.red_flags.flow.payers import may_be_person
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.use.stipend_payees import (
    PAIR,
    to_people,
    without_aid,
    without_reason,
)

APART_DAYS = 3  # payments of one pay day follow each other within so many
FUNDED_DAYS = 30  # before the first pay day: what it is paid from has come


def pay_days(
    ledger: Ledger, min_payees: int, min_cycles: int, gap_days: tuple[int, int]
) -> pl.DataFrame:
    """
    account, receiver, row, time, cents, gap (days), pay_day (a number) of payments on
    at least ``min_cycles`` days on which the account paid ``min_payees`` of the same
    people, each paid ``gap_days`` apart (closed) by the median.
    """
    paid = pl.concat(
        [to_people(ledger, min_payees * min_cycles), _by_offices(ledger)]
    ).sort(*PAIR, "time", "row")
    gap = (pl.col("time").diff() / DAY).median().over(PAIR)
    often = pl.len().over(PAIR) >= min_cycles
    paid = paid.with_columns(gap=gap).filter(often, pl.col("gap").is_between(*gap_days))
    payees = pl.col("receiver").n_unique()
    paid = paid.filter(payees.over("account") >= min_payees)
    paid = without_aid(ledger, without_reason(ledger, paid)).sort(
        "account", "time", "row"
    )
    new = pl.col("time").diff().over("account").fill_null(0) > APART_DAYS * DAY
    paid = paid.with_columns(pay_day=new.cum_sum().over("account"))
    day = ["account", "pay_day"]
    days = pl.col("pay_day").n_unique()
    paid = paid.filter(payees.over(day) >= min_payees)
    paid = paid.filter(days.over(PAIR) >= min_cycles)
    paid = paid.filter(payees.over(day) >= min_payees)
    return paid.filter(days.over("account") >= min_cycles)


def from_abroad(ledger: Ledger, runs: pl.DataFrame) -> pl.Series:
    """
    Cents that the holder of each of ``runs`` (account, first, last) got from abroad
    from FUNDED_DAYS before its first payment to its last.
    """
    holder = ledger.principals.holder
    row = np.flatnonzero(abroad(ledger) & (ledger.rows.cents > 0))
    sender, receiver, time, cents = (each[row] for each in ledger.rows)
    other = holder[sender] != holder[receiver]
    return pl.Series(
        amount_between(
            *(holder[receiver[other]], time[other], cents[other]),
            (
                pl.Series(holder[runs["account"]]),
                runs["first"] - FUNDED_DAYS * DAY,
                runs["last"],
            ),
        )
    )


def _by_offices(ledger: Ledger) -> pl.DataFrame:
    """What offices paid to people for a payer they name, as of his first account."""
    account = paying_accounts(ledger)
    sender, receiver, time, cents = ledger.rows
    apart = (account != sender) & (account != receiver)
    row = np.flatnonzero(apart & may_be_person(ledger)[receiver])
    return pl.DataFrame(
        {
            "account": account[row],
            "receiver": receiver[row],
            "row": row.astype(np.uint32),
            "time": time[row],
            "cents": cents[row],
        }
    )
