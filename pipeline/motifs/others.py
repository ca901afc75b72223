"""Who stands at the other end: how many different ones, and who for the first time."""

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from pipeline.flow_graph import Int64s, Side
from pipeline.motifs.counting import amount_between
from pipeline.motifs.windows import spread

SPLIT = 16  # parts of the work; each needs a number for each account


def distinct_others(side: Side, account: Int64s, first: Int64s, past: Int64s) -> Int64s:
    """
    How many different accounts stand at the other end of the payments of each window.

    A window is positions ``first:past`` of its ``account``; windows come sorted by
    account, and both ends may only grow from one window of an account to the next.
    Cost: O(windows + transactions of the accounts with windows), and a number for each
    account in each of up to SPLIT parts of the work.
    """
    ptr = np.zeros(side.ptr.size, np.int64)
    np.cumsum(np.bincount(account, minlength=side.ptr.size - 1), out=ptr[1:])
    found: Int64s = _distinct_others(side, ptr, first, past)
    return found


@njit(parallel=True, cache=True)
def _distinct_others(
    side: Side, window_ptr: Int64s, first: Int64s, past: Int64s
) -> Int64s:
    found = np.zeros(first.size, np.int64)
    accounts = window_ptr.size - 1
    for part in prange(SPLIT):
        seen = np.zeros(accounts, np.int32)  # payments in the window, by other
        for account in range(accounts * part // SPLIT, accounts * (part + 1) // SPLIT):
            if window_ptr[account] == window_ptr[account + 1]:
                continue
            distinct = 0
            oldest = newest = first[window_ptr[account]]
            for window in range(window_ptr[account], window_ptr[account + 1]):
                while newest < past[window]:
                    distinct += seen[side.other[newest]] == 0
                    seen[side.other[newest]] += 1
                    newest += 1
                while oldest < first[window]:
                    seen[side.other[oldest]] -= 1
                    distinct -= seen[side.other[oldest]] == 0
                    oldest += 1
                found[window] = distinct
            while oldest < newest:  # empty again for the next account
                seen[side.other[oldest]] = 0
                oldest += 1
    return found


@njit(parallel=True, cache=True)
def first_time(side: Side) -> NDArray[np.bool_]:
    """
    For each payment, whether it is the account's first with the other end.

    Of equal times the first row is it. Cost: O(transactions), and a number for each
    account in each of SPLIT parts of the work.
    """
    first = np.zeros(side.other.size, np.bool_)
    accounts = side.ptr.size - 1
    for part in prange(SPLIT):
        met = np.full(accounts, -1, np.int64)  # the last account that met this one
        for account in range(accounts * part // SPLIT, accounts * (part + 1) // SPLIT):
            for payment in range(side.ptr[account], side.ptr[account + 1]):
                first[payment] = met[side.other[payment]] != account
                met[side.other[payment]] = account
    return first


def payments_besides(
    sent: Side, sender: Int64s, receiver: Int64s, start: Int64s, end: Int64s
) -> Int64s:
    """
    For each question how many payments from ``sender`` to ``receiver`` are not in the
    closed interval from ``start`` to ``end``.

    Cost: O(n log n) in the questions and all payments of the senders they ask about.
    """
    senders = np.unique(sender)
    which, position = spread(sent.ptr[senders], sent.ptr[senders + 1])
    asked, pair = np.unique((sender << 32) + receiver, return_inverse=True)
    paid = (senders[which] << 32) + sent.other[position]
    at = np.searchsorted(asked, paid)
    of_pair = np.append(asked, -1)[at] == paid
    at, time = at[of_pair], sent.time[position[of_pair]]
    inside = amount_between(at, time, np.ones(at.size, np.int64), (pair, start, end))
    besides: Int64s = np.bincount(at, minlength=asked.size)[pair] - inside
    return besides
