"""
What the data can say about quiet: how far they reach, and since when an account is.

Silence before the first payment of the data or after the last one is unknown, never
quiet. A time that is not known to the second may lie elsewhere by ``imprecision``:
whoever asks for quiet adds it, and so never takes a payment's false time for silence.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, EPOCH, Int64s
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.statements import moved_between

NEVER = np.iinfo(np.int32).max  # later than any graph time
FEES = 0.01  # of what an account turns over: smaller payments are fees and interest


class Span(NamedTuple):
    """First and last second of the data, and how far off a time may be."""

    first: int
    last: int
    imprecision: int


def span_of(ledger: Ledger) -> Span:
    """Of a ledger with transactions."""
    time, (earliest, latest) = ledger.rows.time, ledger.times
    return Span(int(time.min()), int(time.max()), int((latest - earliest).max()))


def dated(ledger: Ledger, column: str) -> Int64s:
    """Graph seconds at which each account's ``column`` (a date) begins; else NEVER."""
    days = ledger.accounts[column].to_numpy().astype("datetime64[D]")
    since = (days - np.datetime64(EPOCH.date())).astype(np.int64) * DAY
    known: Int64s = np.where(np.isnat(days), NEVER, since)
    return known


def known_since(ledger: Ledger) -> Int64s:
    """Of each account the earlier of its opening and its first payment, else NEVER."""
    since = dated(ledger, "opened_on")
    for side in ledger.graph:
        used = np.flatnonzero(np.diff(side.ptr))
        since[used] = np.minimum(since[used], side.time[side.ptr[used]])
    return since


def quiet(
    ledger: Ledger,
    account: Int64s,
    start: Int64s,
    end: Int64s,
    max_cents: NDArray[np.floating[Any]],
) -> NDArray[np.bool_]:
    """
    Whether each account was at rest from ``start`` to ``end``, both included.

    At most one payment of known value in 30 days, and all of them at most ``max_cents``
    together: fees and interest wake nobody.
    """
    payments = np.zeros(account.size, np.int64)
    cents = np.zeros(account.size, np.int64)
    for side in ledger.valued:
        here, moved = moved_between(side, account, start, end)
        payments += here
        cents += moved
    months = (end - start) / (30 * DAY)
    rests: NDArray[np.bool_] = (payments <= np.ceil(months)) & (cents <= max_cents)
    return rests
