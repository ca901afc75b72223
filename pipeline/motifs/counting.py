"""Counting within windows: how much of something lies between two times."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.flow_graph import Int64s


def amount_between(
    account: ArrayLike,
    time: ArrayLike,
    amount: ArrayLike,
    asked: tuple[ArrayLike, ArrayLike, ArrayLike],
) -> Int64s:
    """
    For each asked (account, first, last) the sum of ``amount``, both ends included.

    Times are int32 seconds. O((rows + asked) · log rows).
    """
    order = np.lexsort((np.asarray(time), np.asarray(account)))
    places = _place(np.asarray(account)[order], np.asarray(time)[order])
    sums = np.zeros(places.size + 1, np.int64)
    np.cumsum(np.asarray(amount)[order], out=sums[1:])
    who, first, last = (np.asarray(each) for each in asked)
    past = np.searchsorted(places, _place(who, last), side="right")
    return sums[past] - sums[np.searchsorted(places, _place(who, first), side="left")]


def _place(account: NDArray[np.int_], time: NDArray[np.int_]) -> Int64s:
    """One number that sorts by account, then time."""
    return (account.astype(np.int64) << 32) + time.astype(np.int64) + 2**31
