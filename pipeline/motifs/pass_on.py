"""
Pass-on: money that comes into an account and leaves it again within a dwell time.

Each payment out is paid from the oldest payments in that are still unspent, arrived no
later than it and rest no longer than the dwell time: first in, first out. That rule
explains as much value as any other could, because all payments in expire in the order
of their arrival. Fees and splitting need no tolerance here: value is matched, not
payments; the callers ask what share of a payment was matched.
"""

import numpy as np
import polars as pl
from numba import njit, prange
from numpy.typing import NDArray

from pipeline.flow_graph import HOUR, Int32s, Int64s, Side


@njit(parallel=True, cache=True)
def passed_on(received: Side, sent: Side, dwell: int) -> tuple[Int64s, Int64s, Int32s]:
    """
    How many cents of each payment in left again, and of each payment out came so.

    Both sides belong to the same accounts and hold values above 0 only. A payment in at
    t can pay for payments out in the closed interval [t, t + ``dwell``] seconds; equal
    times count as in, then out. Returns ``(passed, fed, gone)``: cents of each position
    of ``received`` and of ``sent``, and for each position of ``received`` the time of
    the last payment out it paid for, its own time where it paid for none. Cost:
    O(transactions + accounts), hubs included.
    """
    passed = np.zeros(received.time.size, np.int64)
    fed = np.zeros(sent.time.size, np.int64)
    gone = received.time.copy()
    for account in prange(received.ptr.size - 1):
        oldest = received.ptr[account]
        past = received.ptr[account + 1]
        for debit in range(sent.ptr[account], sent.ptr[account + 1]):
            now = np.int64(sent.time[debit])
            while fed[debit] < sent.cents[debit] and oldest < past:
                if received.time[oldest] > now:
                    break
                if now - received.time[oldest] > dwell:
                    oldest += 1
                    continue
                cents = min(
                    sent.cents[debit] - fed[debit],
                    received.cents[oldest] - passed[oldest],
                )
                passed[oldest] += cents
                fed[debit] += cents
                gone[oldest] = now
                oldest += passed[oldest] == received.cents[oldest]
    return passed, fed, gone


@njit(cache=True)
def passed_pairs(
    received: Side, sent: Side, dwell: int, chosen: NDArray[np.bool_]
) -> tuple[Int64s, Int64s, Int64s]:
    """
    The matching behind ``passed_on`` for the ``chosen`` accounts (one bool each).

    Returns ``(credit, debit, cents)``: position in ``received``, position in ``sent``
    and the value that joins them, by account, oldest first. At most one pair for each
    payment of a chosen account, in or out. Cost: O(their transactions + accounts).
    """
    room = 0
    for account in range(chosen.size):
        if chosen[account]:
            room += received.ptr[account + 1] - received.ptr[account]
            room += sent.ptr[account + 1] - sent.ptr[account]
    credit = np.empty(room, np.int64)
    debit = np.empty(room, np.int64)
    cents = np.empty(room, np.int64)
    pairs = 0
    for account in range(chosen.size):
        if not chosen[account]:
            continue
        oldest = received.ptr[account]
        past = received.ptr[account + 1]
        spent = 0  # of the oldest payment in
        for out in range(sent.ptr[account], sent.ptr[account + 1]):
            now = np.int64(sent.time[out])
            owed = sent.cents[out]
            while owed > 0 and oldest < past and received.time[oldest] <= now:
                if now - received.time[oldest] <= dwell:
                    joined = min(owed, received.cents[oldest] - spent)
                    credit[pairs], debit[pairs], cents[pairs] = oldest, out, joined
                    pairs += 1
                    owed -= joined
                    spent += joined
                    if spent < received.cents[oldest]:
                        break  # then nothing is owed any more
                oldest += 1
                spent = 0
    return credit[:pairs], debit[:pairs], cents[:pairs]


def dwell_hours(alert: Int64s, seconds: Int64s, cents: Int64s) -> pl.DataFrame:
    """
    Of each ``alert`` the hours after which half of the value it joins had left.

    One row a pair: the alert it belongs to, the seconds between in and out, the value.
    Returns alert and dwell_hours.
    """
    pairs = pl.DataFrame({"alert": alert, "seconds": seconds, "cents": cents})
    half = pl.col("cents").cum_sum() * 2 >= pl.col("cents").sum()
    return (
        pairs.sort("alert", "seconds")
        .group_by("alert", maintain_order=True)
        .agg(dwell_hours=pl.col("seconds").filter(half).first() / HOUR)
    )
