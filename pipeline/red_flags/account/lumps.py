"""
Sums that came in within weeks and are far beyond what else comes into an account.

What others pay in counts: not the holder's own money, not what a lender pays out. The
usual is what comes in as much time by the account's other payments; it is not known
where the data show less of the account than another window's time.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import Int64s, Side
from pipeline.motifs.windows import between, owners, spread, within
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.observed import NEVER, dated, span_of
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.statements import payments_of

MOST_TIMES = 100  # more says no more: little else comes in


class Lumps(NamedTuple):
    """Of each account asked for, in that order."""

    cents: Int64s
    times_usual: NDArray[np.float64]  # at most MOST_TIMES; 0 without a lump
    shown: pl.DataFrame  # account, row: the payments of the largest lump


def lumps(
    ledger: Ledger, accounts: Int64s, seconds: int, *, from_abroad: bool
) -> Lumps:
    """
    The largest lump of each of ``accounts`` (distinct); of equals the first.

    ``from_abroad`` looks for lumps of what crossed a border, and compares with all that
    came. Windows begin with a payment and are closed. Where the usual is not known,
    there is nothing to compare with and the lump is all there is. O(payments in · log).
    """
    every = _from_others(ledger, accounts)
    side = every.keep(abroad(ledger)[every.row]) if from_abroad else every
    account = owners(side)
    start = side.time.astype(np.int64)
    first, past = between(side, account, start, start + seconds)
    order = pl.DataFrame(
        {"account": account, "cents": within(side.cents, first, past), "at": start}
    ).with_row_index("window")
    best = order.sort("account", "cents", "at", descending=[False, True, False])
    best = best.unique("account", keep="first", maintain_order=True)
    window = best["window"].to_numpy()
    which, position = spread(first[window], past[window])
    cents = np.zeros(ledger.graph.n_accounts, np.int64)
    cents[best["account"].to_numpy()] = best["cents"].to_numpy()
    lump = cents[accounts]
    rest = within(every.cents, every.ptr[accounts], every.ptr[accounts + 1]) - lump
    seen = _seen(ledger, every, accounts) - seconds
    usual = np.where(seen >= seconds, rest * seconds / np.maximum(seen, 1), 0.0)
    times = lump / np.maximum(usual, np.maximum(lump, 1) / MOST_TIMES)
    return Lumps(
        lump,
        times,
        pl.DataFrame(
            {
                "account": best["account"].to_numpy()[which].astype(np.uint32),
                "row": side.row[position],
            }
        ),
    )


def _from_others(ledger: Ledger, accounts: Int64s) -> Side:
    asked = np.zeros(ledger.graph.n_accounts, np.bool_)
    asked[accounts] = True
    side = payments_of(ledger.valued.received, asked)
    holder = ledger.principals.holder
    loan = np.array((ledger.accounts["kind"] == "loan").fill_null(False), np.bool_)
    return side.keep((holder[side.other] != holder[owners(side)]) & ~loan[side.other])


def _seen(ledger: Ledger, side: Side, accounts: Int64s) -> Int64s:
    """Seconds of the data after each was opened, else after its first payment in."""
    if not side.row.size:
        return np.zeros(accounts.size, np.int64)
    first, last, _ = span_of(ledger)
    opened = dated(ledger, "opened_on")[accounts]
    place = np.minimum(side.ptr[accounts], side.time.size - 1)
    begun = side.time[place].astype(np.int64)
    since = np.where(opened == NEVER, begun, np.maximum(opened, first))
    return np.asarray(last - since, np.int64)
