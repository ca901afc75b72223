"""
What comes into accounts with a declared income, beside it and beside their peers.

Inflow is what others pay in: not the holder's own money, not loans. A window's inflow
is measured in declared incomes of as many months. Peers are accounts of one kind, alike
in activity (payments in) and declared income, each by factors of four: a small income
is exceeded many times by ordinary help. Where these are too few, accounts of one kind,
else all. How far one stands from the most that its peers got is told in robust
deviations of the logarithm.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, Int64s, Side
from pipeline.motifs.windows import between, owners, within
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.observed import NEVER, dated, span_of
from pipeline.red_flags.own_currency import declared_income_cents
from pipeline.red_flags.payroll import steady_pairs
from pipeline.red_flags.red_flag import Ledger

MONTH_DAYS = 365.25 / 12
ROOM = 1_000_000  # windows made in one go: bounds memory, changes nothing else
MIN_PEERS = 30  # fewer have no typical value
# Overtime, holiday pay and gifts make a fifth: a deviation is never less, however alike
# the peers are.
LEAST_SPREAD = 0.2
PAIR = ["account", "other"]
NORMAL = 1.4826  # a median absolute deviation as a standard deviation
Floats = NDArray[np.float64]


class Inflow(NamedTuple):
    """Payments in of accounts with a declared income."""

    side: Side
    income: Int64s  # cents a month; 0 where not known
    window: int  # seconds

    @property
    def months(self) -> float:
        return self.window / DAY / MONTH_DAYS


def inflow_of(ledger: Ledger, window_days: int) -> Inflow | None:
    """None where no account with a declared income is paid anything."""
    income = np.array(declared_income_cents(ledger).fill_null(0), np.int64)
    income[commingled(ledger, SHOP, "external")] = 0
    received, holder = ledger.valued.received, ledger.principals.holder
    size = np.diff(received.ptr)
    loan = np.array((ledger.accounts["kind"] == "loan").fill_null(False), np.bool_)
    counts = np.repeat(income > 0, size) & ~loan[received.other]
    counts &= np.repeat(holder, size) != holder[received.other]
    if not counts.any():
        return None
    return Inflow(received.keep(counts), income, window_days * DAY)


def busy_windows(
    inflow: Inflow, at_least: float
) -> tuple[Floats, tuple[Int64s, Int64s, Floats]]:
    """
    The most incomes that came in one window, of each account (0 where nothing did), and
    (account, start, incomes) of the windows with ``at_least`` so many.

    A window begins with a payment in and is closed. Sorted by account, then start.
    """
    side = inflow.side
    busiest = np.zeros(inflow.income.size)
    kept: list[tuple[Int64s, Int64s, Floats]] = []
    running = np.zeros(side.cents.size + 1, np.int64)
    np.cumsum(side.cents, out=running[1:])
    for begin in range(0, side.time.size, ROOM):
        some = np.arange(begin, min(begin + ROOM, side.time.size))
        account = np.searchsorted(side.ptr, some, side="right") - 1
        start = side.time[some].astype(np.int64)
        first, past = between(side, account, start, start + inflow.window)
        declared = inflow.income[account] * inflow.months
        incomes = (running[past] - running[first]) / declared
        np.maximum.at(busiest, account, incomes)
        busy = incomes >= at_least
        kept.append((account[busy], start[busy], incomes[busy]))
    if not kept:
        nothing = np.empty(0, np.int64)
        return busiest, (nothing, nothing, np.empty(0))
    account, start, incomes = (np.concatenate(part) for part in zip(*kept, strict=True))
    return busiest, (account, start, incomes)


def besides_pay(inflow: Inflow, accounts: Int64s) -> Inflow:
    """
    ``inflow`` of ``accounts`` alone, without who pays them even sums at an even pace:
    wages, pensions, support. O(payments in of these accounts · log).
    """
    side = inflow.side
    chosen = np.zeros(inflow.income.size, np.bool_)
    chosen[accounts] = True
    kept = np.repeat(chosen, np.diff(side.ptr))
    pairs = pl.DataFrame(
        {
            "account": owners(side)[kept],
            "other": side.other[kept],
            "time": side.time[kept],
            "cents": side.cents[kept],
        }
    )
    steady = steady_pairs(pairs, PAIR).with_columns(steady=True)
    marked = pairs.join(steady, on=PAIR, how="left", maintain_order="left")
    kept[kept] = marked["steady"].is_null().to_numpy()
    return inflow._replace(side=side.keep(kept))


def usual_cents(
    ledger: Ledger, inflow: Inflow, account: Int64s, start: Int64s
) -> pl.Series:
    """
    What usually comes in the time of one window, by the account's payments outside of
    it; null where the data show less than another window's time of the account.

    An account is seen from its opening, or where that is not known from its first
    payment in, to the end of the data.
    """
    side, (first, last, _) = inflow.side, span_of(ledger)
    opened = dated(ledger, "opened_on")[account]
    begun = side.time[side.ptr[account]].astype(np.int64)
    seen_from = np.where(opened == NEVER, begun, np.maximum(opened, first))
    inside = within(side.cents, *between(side, account, start, start + inflow.window))
    total = within(side.cents, side.ptr[account], side.ptr[account + 1])
    before = np.maximum(start - seen_from, 0)
    after = np.maximum(last - (start + inflow.window), 0)
    seen = before + after
    usual = (total - inside) * inflow.window / np.maximum(seen, 1)
    return pl.select(
        pl.when(pl.Series(seen >= inflow.window)).then(pl.Series(usual))
    ).to_series()


def deviations(
    ledger: Ledger, inflow: Inflow, busiest: Floats, account: Int64s, incomes: Floats
) -> pl.Series:
    """
    How far ``incomes`` in a window of ``account`` lie above the busiest windows of its
    peers, in deviations; null where even all accounts together are too few.
    """
    known = np.flatnonzero(busiest > 0)
    peers = pl.DataFrame(
        {
            "account": known,
            "log": np.log(busiest[known]),
            "kind": ledger.accounts["kind"].cast(pl.String)[known].fill_null(""),
            "activity": np.log2(np.diff(inflow.side.ptr)[known]) // 2,
            "income": np.log2(inflow.income[known]) // 2,
        }
    )
    asked = pl.DataFrame(
        {"account": account, "asked": np.log(np.maximum(incomes, 1e-9))}
    )
    asked = asked.with_row_index("order").join(peers, on="account", how="left")
    found = []
    for alike in (["kind", "activity", "income"], ["kind"], []):
        group = [*alike, "all"]
        typical = (
            peers.with_columns(all=pl.lit(0))
            .group_by(group)
            .agg(
                pl.len().alias("size"),
                pl.col("log").median().alias("middle"),
                (pl.col("log") - pl.col("log").median()).abs().median().alias("spread"),
            )
            .filter(pl.col("size") >= MIN_PEERS)
        )
        spread = (pl.col("spread") * NORMAL).clip(LEAST_SPREAD)
        one = asked.with_columns(all=pl.lit(0)).join(typical, on=group, how="left")
        one = one.sort("order")
        found.append(one.select((pl.col("asked") - pl.col("middle")) / spread))
    columns = [each.to_series().alias(str(n)) for n, each in enumerate(found)]
    return pl.select(pl.coalesce(columns)).to_series()
