"""How many different ones stand at the other end in the days before or after."""

import numpy as np
from numba import njit, prange

from pipeline.flow_graph import Int32s, Side
from pipeline.motifs.others import SPLIT

FEW = 64  # payments of an account, among which looking beats a table of all accounts


def others_near(side: Side, window: int, *, ahead: bool = False) -> Int32s:
    """
    For each payment how many different others its account deals with in a window.

    The window ends with the payment and reaches ``window`` seconds back, both ends
    included, so that payments of equal times have the same; ``ahead`` it begins with
    it. Cost: O(transactions), hubs and equal times included, a number for each account
    in each of SPLIT parts of the work, and a byte for each payment.
    """
    found: Int32s = _others_near(side, window, ahead)
    return found


@njit(parallel=True, cache=True)
def _others_near(side: Side, window: int, ahead: bool) -> Int32s:
    """Steps of an account go through its payments, the latest first if ``ahead``."""
    time, other = side.time, side.other
    found = np.empty(time.size, np.int32)
    again = np.zeros(time.size, np.bool_)  # in the window there is a later one
    accounts = side.ptr.size - 1
    for part in prange(SPLIT):
        met = np.zeros(accounts, np.uint32)  # 1 + the last position with this other
        for account in range(accounts * part // SPLIT, accounts * (part + 1) // SPLIT):
            begin, end = side.ptr[account], side.ptr[account + 1]
            few = end - begin <= FEW
            step = -1 if ahead else 1
            oldest = newest = end - 1 if ahead else begin
            distinct = 0
            for _ in range(begin, end):
                now = np.int64(time[newest])
                while abs(now - time[oldest]) > window:
                    distinct -= not again[oldest]
                    oldest += step
                before = oldest - step
                if few:
                    before = newest - step
                    while before != oldest - step and other[before] != other[newest]:
                        before -= step
                else:
                    last = np.int64(met[other[newest]]) - 1
                    met[other[newest]] = newest + 1
                    if begin <= last < end and (last - oldest) * step >= 0:
                        before = last
                if before == oldest - step:
                    distinct += 1
                else:
                    again[before] = True
                found[newest] = distinct
                newest += step
            _level(time, found, begin, end, ahead)
    return found


@njit(cache=True)
def _level(time: Int32s, found: Int32s, begin: int, end: int, ahead: bool) -> None:
    """Give payments of equal times the count of the one that was reached last."""
    if ahead:
        for place in range(begin + 1, end):
            if time[place] == time[place - 1]:
                found[place] = found[place - 1]
    else:
        for place in range(end - 2, begin - 1, -1):
            if time[place] == time[place + 1]:
                found[place] = found[place + 1]
