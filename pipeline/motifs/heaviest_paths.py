"""
Heaviest paths: from each payment on, over a few more, to payments that are marked.

The kernels of ``exposure``, which says what a path is and what it weighs.
"""

from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from pipeline.flow_graph import Int32s, Int64s, Side, UInt32s
from pipeline.motifs.others import SPLIT

NOTHING = np.iinfo(np.uint32).max
Float64s = NDArray[np.float64]


class Way(NamedTuple):
    """One direction: ``side`` of the accounts, by position when each may follow."""

    side: Side
    share: Float64s
    may: Int32s  # the last moment it can come at
    must: Int32s  # what follows must be able to come at this or later


@njit(parallel=True, cache=True)
def pair_shares(side: Side) -> Float64s:
    """
    For each payment, the share that payments with its other end are of all there are.

    By value, over all an account's payments on this side. Values must be above 0. Cost:
    O(transactions), and a number for each account in each of SPLIT parts of the work.
    """
    share = np.empty(side.other.size, np.float64)
    accounts = side.ptr.size - 1
    for part in prange(SPLIT):
        moved = np.zeros(accounts, np.int64)  # with each other account
        for account in range(accounts * part // SPLIT, accounts * (part + 1) // SPLIT):
            total = 0
            for payment in range(side.ptr[account], side.ptr[account + 1]):
                moved[side.other[payment]] += side.cents[payment]
                total += side.cents[payment]
            for payment in range(side.ptr[account], side.ptr[account + 1]):
                share[payment] = moved[side.other[payment]] / total
            for payment in range(side.ptr[account], side.ptr[account + 1]):
                moved[side.other[payment]] = 0
    return share


@njit(parallel=True, cache=True)
def _heaviest_since(
    ptr: Int64s, may: Int32s, weight: Float64s
) -> tuple[Int32s, UInt32s]:
    """
    ``may`` sorted within each account, and for each entry the heaviest payment that may
    come then or later: its position, NOTHING where none weighs anything.
    """
    moments = np.empty(may.size, np.int32)
    heaviest = np.full(may.size, NOTHING, np.uint32)
    for account in prange(ptr.size - 1):
        begin, end = ptr[account], ptr[account + 1]
        live = False
        for payment in range(begin, end):
            live |= weight[payment] > 0
        if not live:
            continue
        order = begin + np.argsort(may[begin:end], kind="mergesort")
        top = np.int64(-1)
        for place in range(end - 1, begin - 1, -1):
            payment = order[place - begin]
            heavier = top < 0 or weight[payment] > weight[top]
            if heavier or (weight[payment] == weight[top] and payment < top):
                top = payment
            moments[place] = may[payment]
            if weight[top] > 0:
                heaviest[place] = top
    return moments, heaviest


@njit(parallel=True, cache=True)
def _one_further(
    ptr: Int64s,
    other: UInt32s,
    share: Float64s,
    must: Int32s,
    since: tuple[Int32s, UInt32s],
    weight: Float64s,
) -> tuple[Float64s, UInt32s]:
    """
    Weight of each payment's heaviest path of one payment more, and which comes next.

    ``weight`` is that of the paths so far, ``since`` what ``_heaviest_since`` makes of
    it, ``must`` the moment at which what follows must be able to come. Cost:
    O(transactions · log degree).
    """
    longer = np.zeros(weight.size, np.float64)
    following = np.full(weight.size, NOTHING, np.uint32)
    moments, heaviest = since
    for payment in prange(weight.size):
        end = ptr[other[payment] + 1]
        low, high = ptr[other[payment]], end
        if low == end or heaviest[low] == NOTHING:  # the first sees them all
            continue
        while low < high:
            middle = (low + high) // 2
            if moments[middle] < must[payment]:
                low = middle + 1
            else:
                high = middle
        if low < end and heaviest[low] != NOTHING:
            following[payment] = heaviest[low]
            longer[payment] = min(share[payment], weight[heaviest[low]])
    return longer, following


@njit(parallel=True, cache=True)
def _heaviest_of(ptr: Int64s, weight: Float64s) -> Int64s:
    """Each account's first payment of the greatest weight; -1 where none weighs."""
    first = np.full(ptr.size - 1, -1, np.int64)
    for account in prange(ptr.size - 1):
        heaviest = 0.0
        for payment in range(ptr[account], ptr[account + 1]):
            if weight[payment] > heaviest:
                heaviest = weight[payment]
                first[account] = payment
    return first


class Paths(NamedTuple):
    """By account: score, hops and first position; by hops what follows a payment."""

    score: Float64s
    hops: Int64s
    first: Int64s
    share: Float64s
    following: list[UInt32s]


def heaviest_paths(
    way: Way, touches: NDArray[np.bool_], max_hops: int, decay: float
) -> Paths:
    ptr = way.side.ptr
    weight = np.where(touches, way.share, 0.0)
    accounts = ptr.size - 1
    paths = Paths(
        np.zeros(accounts),
        np.zeros(accounts, np.int64),
        np.full(accounts, -1),
        np.zeros(accounts),
        [],
    )
    for hops in range(1, max_hops + 1):
        if hops > 1:
            since = _heaviest_since(ptr, way.may, weight)
            weight, following = _one_further(
                ptr, way.side.other, way.share, way.must, since, weight
            )
            paths.following.append(following)
        first = _heaviest_of(ptr, weight)
        share = np.where(first >= 0, weight[first], 0.0)
        score = decay ** (hops - 1) * share
        better = score > paths.score
        for kept, new in zip(paths[:4], (score, hops, first, share), strict=True):
            np.copyto(kept, new, where=better)
    return paths
