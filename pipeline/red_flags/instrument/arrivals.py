"""
Who came home from abroad, and who came new: the two ways an arrival shows in payments.

Somebody comes home with the first thing done in person at home after something done in
person abroad: cash drawn or put in, or a card. Abroad a card counts only where it was
surely used at a counter. The order must be certain: what was abroad as late, what was
at home as early as may be. A place that is not known is neither.

Somebody comes new who has no older account in the data, and opens one.
"""

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.red_flags.abroad import UNKNOWN, country_at
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.in_person import met_in_person
from pipeline.red_flags.observed import NEVER, dated, span_of
from pipeline.red_flags.red_flag import Ledger

VISITOR, BACK, NEW = range(3)  # ways to arrive; the clearest first
PERSONS = ("personal", "prepaid_card")
# Without a date of opening an account is new if its first payment is so long after the
# first of the data: one in use shows itself earlier.
UNSEEN_DAYS = 90


def counter_cash(ledger: Ledger) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Customers' deposits and withdrawals: holder, account, row, time, cents."""
    customer = ~commingled(ledger, SHOP, "external")
    sender, receiver, booked, cents = ledger.rows
    holder = ledger.principals.holder
    # What is known to the month only follows no arrival in particular.
    time = np.maximum(ledger.times.earliest, booked - DAY).astype(np.int64)
    tables = []
    for channel, account in (("cash_deposit", receiver), ("cash_withdrawal", sender)):
        kept = ledger.where(pl.col("channel") == channel) & (cents > 0)
        row = np.flatnonzero(kept & customer[account] & (sender != receiver))
        table = {
            "holder": holder[account[row]],
            "account": account[row],
            "row": row.astype(np.uint32),
            "time": time[row],
            "cents": cents[row],
        }
        tables.append(pl.DataFrame(table).sort("time", "row"))
    return tables[0], tables[1]


def after_arrivals(
    ledger: Ledger, deposits: pl.DataFrame, seconds: int
) -> pl.DataFrame:
    """
    Those of ``deposits`` (by time) within ``seconds`` after the holder's last arrival,
    with arrived, abroad_row, home_row, way; a newcomer's has no such rows.
    """
    home = homecomings(ledger, deposits["holder"].unique()).sort("arrived")
    back = deposits.join_asof(
        home,
        left_on="time",
        right_on="arrived",
        by="holder",
        strategy="backward",
        coalesce=False,
        check_sortedness=False,  # both are, by time
    )
    first = newcomers(ledger).drop("holder")
    fresh = deposits.join(first, on="account", maintain_order="left")
    both = pl.concat(
        [back.with_columns(way=pl.lit(BACK)), fresh.with_columns(way=pl.lit(NEW))],
        how="diagonal_relaxed",
    )
    lag = pl.col("time") - pl.col("arrived")
    return both.filter(lag.is_between(0, seconds))


def homecomings(ledger: Ledger, holders: pl.Series) -> pl.DataFrame:
    """
    holder, arrived (graph seconds), abroad_row, home_row of ``holders`` (principals'
    numbers); by holder, then time.
    """
    holder = ledger.principals.holder
    wanted = np.zeros(ledger.principals.names.len(), np.bool_)
    wanted[holders.to_numpy()] = True
    sender, receiver, _, _ = ledger.rows
    channel = pl.col("channel").cast(pl.String)
    card = ledger.where(channel == "card")
    out = (card | ledger.where(channel == "cash_withdrawal")) & wanted[holder[sender]]
    put_in = ledger.where(channel == "cash_deposit") & wanted[holder[receiver]]
    here, there = country_at(ledger, "sender"), country_at(ledger, "receiver")
    known = (here != UNKNOWN) & (there != UNKNOWN)
    away = here != there
    row = np.flatnonzero((out | put_in) & known & (~away | met_in_person(ledger)))
    events = pl.DataFrame(
        {
            "holder": holder[np.where(out[row], sender[row], receiver[row])],
            "row": row.astype(np.uint32),
            "away": away[row],
            "arrived": np.where(
                away[row], ledger.times.latest[row], ledger.times.earliest[row]
            ).astype(np.int64),
        }
    ).sort("holder", "arrived", "away", "row")
    before = pl.col("away", "row").shift(1).over("holder").name.prefix("last_")
    return (
        events.with_columns(before)
        .filter(pl.col("last_away") & ~pl.col("away"))
        .select("holder", "arrived", abroad_row="last_row", home_row="row")
    )


def newcomers(ledger: Ledger) -> pl.DataFrame:
    """account, holder, arrived: accounts of persons that are their holder's first."""
    opened = dated(ledger, "opened_on")
    first = np.full(opened.size, NEVER, np.int64)
    for side in ledger.graph:
        used = np.flatnonzero(np.diff(side.ptr))
        first[used] = np.minimum(first[used], side.time[side.ptr[used]])
    seen = first != NEVER
    dateless = seen & (opened == NEVER)
    old = span_of(ledger).first + UNSEEN_DAYS * DAY if seen.any() else 0
    new = np.where(dateless, first >= old, opened != NEVER)
    since = np.minimum(opened, first)
    kinds = ledger.accounts["kind"].cast(pl.String).is_in(PERSONS).fill_null(True)
    table = pl.DataFrame(
        {
            "account": np.arange(opened.size, dtype=np.uint32),
            "holder": ledger.principals.holder,
            "arrived": np.where(opened == NEVER, first, opened),
            "since": since,
            "new": new & np.array(kinds, np.bool_) & seen,
        }
    )
    alone = pl.col("since") == pl.col("since").min().over("holder")
    return table.filter("new", alone).drop("since", "new")
