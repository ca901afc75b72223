"""
What both sides of an account amount to at each of its payments: its own statistics.

Causal: at a payment's time nothing later is counted, and everything of that very time
is, on both sides. Worst case linear: each payment is added once and leaves each window
once, a hub's included.
"""

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from pipeline.features.standing import (
    BITS,
    CENTS,
    EARLIER_TIME,
    ENTROPY,
    EVER_CENTS,
    EVER_OTHERS,
    FIRST_TIME,
    FRESH,
    GAP_SQUARES,
    GAP_SUM,
    GAP_UNIT,
    KNOWN,
    LAST_TIME,
    LONGEST,
    MARKED,
    MOMENTS,
    MOST_CENTS,
    N_MARKS,
    N_WINDOWS,
    NEXT,
    OLDEST,
    OTHERS,
    POWERS,
    STEPS,
    WINDOW_DAYS,
    Lane,
    add,
    drop,
)
from pipeline.flow_graph import DAY, Int64s, UInt32s

Floats = NDArray[np.float32]
LATEST = 2**40  # after every time
OF_SIDE = tuple(
    f"{what}_{days}d"
    for days in WINDOW_DAYS
    for what in ("payments", "others", "cents")
) + (
    *("new_others_share_30d", "cash_share_30d", "abroad_share_30d"),
    *("below_limit_share_30d", "round_share_30d", "at_risk_share_30d"),
    *("payments_ever", "others_ever", "mean_cents_ever", "most_cents_ever"),
    *("amount_spread", "amount_skew", "amount_kurtosis", "others_entropy"),
    *("gap_days", "gap_variation", "days_since_before"),
)
WIDTH = len(OF_SIDE)
OF_BOTH = (
    *(f"out_share_{days}d" for days in WINDOW_DAYS),
    "out_share_ever",
    "days_seen",
)
VECTOR = (
    *(f"in_{name}" for name in OF_SIDE),
    *(f"out_{name}" for name in OF_SIDE),
    *OF_BOTH,
)


@njit(cache=True)
def part(top: float, bottom: float) -> float:
    """``top`` of ``bottom``; of nothing there is no part."""
    return top / bottom if bottom > 0 else np.nan


@njit(cache=True)
def shape(standing: Int64s, into: Floats) -> None:
    """Spread (in octaves), skew and excess kurtosis of the weighed amounts."""
    count = standing[KNOWN]
    into[:3] = np.nan
    if count < 2:
        return
    mean = standing[POWERS] / count
    second = standing[POWERS + 1] / count
    variance = second - mean * mean
    into[0] = np.sqrt(max(variance, 0.0)) / STEPS
    if variance < 0.01:  # all alike, but for rounding
        into[1] = into[2] = 0.0
        return
    third = standing[POWERS + 2] / count
    fourth = standing[POWERS + 3] / count
    skew = third - 3 * mean * second + 2 * mean**3
    tails = fourth - 4 * mean * third + 6 * mean**2 * second - 3 * mean**4
    into[1] = skew / variance**1.5
    into[2] = tails / variance**2 - 3


@njit(cache=True)
def of_side(begin: int, standing: Int64s, now: int, into: Floats) -> None:
    """Write OF_SIDE of an account whose positions begin at ``begin``."""
    past = standing[NEXT]
    for window in range(N_WINDOWS):
        into[3 * window] = past - standing[OLDEST + window]
        into[3 * window + 1] = standing[OTHERS + window]
        into[3 * window + 2] = standing[CENTS + window]
    at = 3 * N_WINDOWS
    recent = past - standing[OLDEST + LONGEST]
    into[at] = part(standing[FRESH], recent)
    for mark in range(N_MARKS):
        into[at + 1 + mark] = part(standing[MARKED + mark], recent)
    at += 1 + N_MARKS
    count = past - begin
    into[at] = count
    into[at + 1] = standing[EVER_OTHERS]
    into[at + 2] = part(standing[EVER_CENTS], standing[KNOWN])
    into[at + 3] = standing[MOST_CENTS]
    shape(standing, into[at + 4 : at + 7])
    into[at + 7] = np.nan
    if count:
        into[at + 7] = max(np.log2(count) - standing[ENTROPY] / BITS / count, 0.0)
    gaps = standing[MOMENTS] - 1
    into[at + 8 : at + 10] = np.nan
    if gaps > 0:
        mean = standing[GAP_SUM] / gaps
        into[at + 8] = mean * GAP_UNIT / DAY
        variance = standing[GAP_SQUARES] / gaps - mean * mean
        into[at + 9] = np.sqrt(max(variance, 0.0)) / (mean + 1)
    into[at + 10] = np.nan
    if standing[MOMENTS] and standing[LAST_TIME] < now:
        into[at + 10] = (now - standing[LAST_TIME]) / DAY
    elif gaps > 0:
        into[at + 10] = (now - standing[EARLIER_TIME]) / DAY


@njit(cache=True)
def of_account(
    begins: tuple[int, int], came: Int64s, went: Int64s, now: int, into: Floats
) -> None:
    """Write VECTOR: what came in, what went out, and both."""
    of_side(begins[0], came, now, into[:WIDTH])
    of_side(begins[1], went, now, into[WIDTH : 2 * WIDTH])
    at = 2 * WIDTH
    for window in range(N_WINDOWS):
        out = float(went[CENTS + window])
        into[at + window] = part(out, out + came[CENTS + window])
    out = float(went[EVER_CENTS])
    into[at + N_WINDOWS] = part(out, out + came[EVER_CENTS])
    since = now
    if came[MOMENTS]:
        since = min(since, came[FIRST_TIME])
    if went[MOMENTS]:
        since = min(since, went[FIRST_TIME])
    into[at + N_WINDOWS + 1] = (now - since) / DAY


@njit(parallel=True, cache=True)
def move_on(
    received: Lane,
    sent: Lane,
    standings: tuple[Int64s, Int64s],
    accounts: UInt32s,
    windows: Int64s,
    block: tuple[int, int],
    into: tuple[Floats, Floats],
) -> None:
    """
    Move the standings of ``accounts`` on over the rows ``block`` (first, past).

    ``standings`` are those of what was received and of what was sent. The block must not cut payments of one time apart. Row r's VECTOR of its sender is
    written to ``into[0][r - first]``, that of its receiver to ``into[1][r - first]``.
    """
    first_row, past_row = block
    for place in prange(accounts.size):
        account = accounts[place]
        came, went = standings[0][account], standings[1][account]
        begins = (received.ptr[account], sent.ptr[account])
        end_in, end_out = received.ptr[account + 1], sent.ptr[account + 1]
        vector = np.empty(2 * WIDTH + N_WINDOWS + 2, np.float32)
        while True:
            first_in, first_out = came[NEXT], went[NEXT]
            now = np.int64(LATEST)
            if first_in < end_in and received.row[first_in] < past_row:
                now = min(now, np.int64(received.time[first_in]))
            if first_out < end_out and sent.row[first_out] < past_row:
                now = min(now, np.int64(sent.time[first_out]))
            if now == LATEST:
                break
            past_in, past_out = first_in, first_out
            while past_in < end_in and received.time[past_in] == now:
                past_in += 1
            while past_out < end_out and sent.time[past_out] == now:
                past_out += 1
            add(received, came, past_in)
            add(sent, went, past_out)
            drop(received, came, now, windows)
            drop(sent, went, now, windows)
            of_account(begins, came, went, now, vector)
            for position in range(first_in, past_in):
                into[1][received.row[position] - first_row] = vector
            for position in range(first_out, past_out):
                into[0][sent.row[position] - first_row] = vector


@njit(parallel=True, cache=True)
def stand_at(
    received: Lane,
    sent: Lane,
    standings: tuple[Int64s, Int64s],
    windows: Int64s,
    now: int,
    into: Floats,
) -> None:
    """Write the VECTOR of every account at ``now``, after its last counted payment."""
    for account in prange(standings[0].shape[0]):
        came, went = standings[0][account].copy(), standings[1][account].copy()
        drop(received, came, now, windows)
        drop(sent, went, now, windows)
        begins = (received.ptr[account], sent.ptr[account])
        of_account(begins, came, went, now, into[account])
