"""What the two ends of a payment did with each other before it."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, Int32s, Int64s, UInt32s

Floats = NDArray[np.float32]
OF_PAIR = (
    *("pair_payments", "pair_days_since_before", "pair_amount_ratio"),
    *("back_payments", "back_days_since", "back_amount_ratio"),
)
NEVER = -(2**40)


def pair_order(sender: UInt32s, receiver: UInt32s) -> Int64s:
    """Rows by the two accounts, whoever paid, then in their own order."""
    low, high = np.minimum(sender, receiver), np.maximum(sender, receiver)
    key = (low.astype(np.int64) << 32) + high
    return np.argsort(key, kind="stable")


@njit(cache=True)
def pairs(
    order: Int64s, sender: UInt32s, receiver: UInt32s, time: Int32s, cents: Int64s
) -> Floats:
    """
    OF_PAIR of every row, (rows, len(OF_PAIR)): O(rows).

    Counts are up to a payment's time, those of equal times included; "before" and the
    mean amounts are of strictly earlier ones, "since" of the latest not later one.
    """
    into = np.full((order.size, len(OF_PAIR)), np.nan, np.float32)
    count, known = np.zeros(2, np.int64), np.zeros(2, np.int64)
    total, last = np.zeros(2, np.int64), np.full(2, NEVER, np.int64)
    before = np.full(2, NEVER, np.int64)
    start = 0
    while start < order.size:
        row = order[start]
        low, high = min(sender[row], receiver[row]), max(sender[row], receiver[row])
        previous = order[start - 1] if start else row
        if (
            start == 0
            or min(sender[previous], receiver[previous]) != low
            or max(sender[previous], receiver[previous]) != high
        ):
            count[:] = known[:] = total[:] = 0
            last[:] = NEVER
        now = np.int64(time[row])
        stop = start
        before[:] = last
        while stop < order.size:
            row = order[stop]
            if (
                time[row] != now
                or min(sender[row], receiver[row]) != low
                or max(sender[row], receiver[row]) != high
            ):
                break
            way = np.int64(sender[row] > receiver[row])
            count[way] += 1
            last[way] = now
            stop += 1
        for place in range(start, stop):
            row = order[place]
            way = np.int64(sender[row] > receiver[row])
            into[row, 0] = count[way]
            if before[way] != NEVER:
                into[row, 1] = (now - before[way]) / DAY
            if cents[row] > 0 and total[way] > 0:
                into[row, 2] = cents[row] * known[way] / total[way]
            if low != high:
                into[row, 3] = count[1 - way]
                if last[1 - way] != NEVER:
                    into[row, 4] = (now - last[1 - way]) / DAY
                if cents[row] > 0 and total[1 - way] > 0:
                    into[row, 5] = cents[row] * known[1 - way] / total[1 - way]
        for place in range(start, stop):
            row = order[place]
            way = np.int64(sender[row] > receiver[row])
            if cents[row] > 0:
                known[way] += 1
                total[way] += cents[row]
        start = stop
    return into
