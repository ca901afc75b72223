"""Windows on one account's payments: where they begin and end, and which overlap."""

from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from pipeline.flow_graph import Int64s, Side

SLACK = 1 - 1e-9  # a share met exactly must not fail for its binary rounding


def owners(side: Side) -> Int64s:
    """The account of each position."""
    return np.repeat(np.arange(side.ptr.size - 1), np.diff(side.ptr))


def within(values: NDArray[Any], first: Int64s, past: Int64s) -> Int64s:
    """Sum of whole ``values`` over positions ``first:past``, window by window."""
    running = np.zeros(values.size + 1, np.int64)
    np.cumsum(values, out=running[1:])
    total: Int64s = running[past] - running[first]
    return total


def merged(
    account: Int64s, start: Int64s, end: Int64s
) -> tuple[Int64s, tuple[Int64s, Int64s, Int64s]]:
    """
    Windows of an account that overlap become one.

    Closed intervals, sorted by account, then start. Returns the number of the first
    window of each merged one, as ``np.ufunc.reduceat`` wants them, and the merged
    ``(account, start, end)``, in the same order.
    """
    if not account.size:
        return np.empty(0, np.int64), (account, start, end)
    # Each account's times moved past those of the one before: one running maximum.
    shift = (account - account[0]) * (end.max() - start.min() + 1)
    reached = np.maximum.accumulate(end + shift)
    opens = np.ones(account.size, np.bool_)
    opens[1:] = (start + shift)[1:] > reached[:-1]
    first = np.flatnonzero(opens)
    last = np.append(first[1:], account.size) - 1
    return first, (account[first], start[first], reached[last] - shift[last])


def spread(first: Int64s, past: Int64s) -> tuple[Int64s, Int64s]:
    """``(window, position)`` for every position of the windows ``first:past``."""
    size = past - first
    window = np.repeat(np.arange(first.size), size)
    before = np.cumsum(size) - size
    return window, np.arange(window.size) - before[window] + first[window]


def window_of(position: Int64s, first: Int64s, past: Int64s) -> Int64s:
    """The window that holds each ``position``, or -1; windows ascend, none overlap."""
    at = np.searchsorted(first, position, side="right") - 1
    inside = (at >= 0) & (position < np.append(past, 0)[at])
    found: Int64s = np.where(inside, at, -1)
    return found


@njit(parallel=True, cache=True)
def between(
    side: Side, account: Int64s, start: Int64s, end: Int64s
) -> tuple[Int64s, Int64s]:
    """
    Positions of each ``account``'s payments with ``start <= time <= end``.

    One window a row; the interval is closed at both ends, so payments of equal times
    are in together. Returns ``(first, past)``; an empty window has them equal. Cost:
    O(windows · log transactions of the account).
    """
    first = np.empty(account.size, np.int64)
    past = np.empty(account.size, np.int64)
    for window in prange(account.size):
        begin, stop = side.ptr[account[window]], side.ptr[account[window] + 1]
        low, high = begin, stop
        while low < high:
            middle = (low + high) // 2
            if side.time[middle] < start[window]:
                low = middle + 1
            else:
                high = middle
        first[window] = low
        high = stop
        while low < high:
            middle = (low + high) // 2
            if side.time[middle] <= end[window]:
                low = middle + 1
            else:
                high = middle
        past[window] = low
    return first, past


def strongest_apart(
    account: Int64s, start: Int64s, end: Int64s, strength: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """
    Windows to keep so that none overlaps a stronger one that is kept.

    Closed intervals sorted by account, then start, whose ends do not go back within an
    account. Of equally strong ones the earliest stands. Cost: O(windows · log windows).
    """
    strongest_first = np.argsort(-strength, kind="stable")
    kept: NDArray[np.bool_] = _apart(account, start, end, strongest_first)
    return kept


@njit(cache=True)
def _apart(
    account: Int64s, start: Int64s, end: Int64s, strongest_first: Int64s
) -> NDArray[np.bool_]:
    kept = np.zeros(account.size, np.bool_)
    dropped = np.zeros(account.size, np.bool_)
    for window in strongest_first:
        if dropped[window]:
            continue
        kept[window] = True
        later = window + 1
        while (
            later < account.size
            and account[later] == account[window]
            and start[later] <= end[window]
        ):
            dropped[later] = True
            later += 1
        earlier = window - 1
        while (
            earlier >= 0
            and account[earlier] == account[window]
            and end[earlier] >= start[window]
        ):
            dropped[earlier] = True
            earlier -= 1
    return kept
