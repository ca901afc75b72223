"""What those an account dealt with were like when it dealt with them: averages."""

import numpy as np
from numba import njit, prange

from pipeline.features.vector import VECTOR, Floats
from pipeline.features.vertex import LATEST
from pipeline.flow_graph import Int32s, Int64s, Side, UInt32s

ASKED = ("in_others_30d", "out_others_30d", "out_share_30d", "days_seen")
PLACES = np.array([VECTOR.index(name) for name in ASKED])
SHARE = ASKED.index("out_share_30d")
PARTS = np.array([64, 64, 1_024, 64], np.float32)  # of a doubling, or of the whole
OF_NEIGHBOURS = (
    *(f"payers_{name}" for name in ASKED),
    *(f"payees_{name}" for name in ASKED),
)
# The slots of what is kept of a side of an account; then a sum for each number.
NEXT, OLDEST, SUMS = 0, 1, 2


def kept_of(side: Side, width: int) -> Int64s:
    """Nothing counted yet: (accounts, slots) for averages of ``width`` numbers."""
    empty = np.zeros((side.ptr.size - 1, SUMS + width), np.int64)
    empty[:, NEXT] = empty[:, OLDEST] = side.ptr[:-1]
    return empty


def in_whole_numbers(vectors: Floats) -> Int32s:
    """
    ASKED of each vector as whole numbers, so that sums do not depend on order.

    Counts and days as log2(1 + n), shares as they are, in PARTS; unknown shares as 1/2.
    """
    asked = vectors[:, PLACES].astype(np.float64)
    whole = np.log2(1 + np.maximum(np.nan_to_num(asked), 0))
    whole[:, SHARE] = np.nan_to_num(asked[:, SHARE], nan=0.5)
    found: Int32s = np.rint(whole * PARTS).astype(np.int32)
    return found


@njit(cache=True)
def _count(
    side: Side, kept: Int64s, known: Int32s, past: int, oldest_time: int
) -> None:
    width = known.shape[1]
    for position in range(kept[NEXT], past):
        for each in range(width):
            kept[SUMS + each] += known[side.row[position], each]
    kept[NEXT] = past
    oldest = kept[OLDEST]
    while oldest < past and side.time[oldest] < oldest_time:
        for each in range(width):
            kept[SUMS + each] -= known[side.row[oldest], each]
        oldest += 1
    kept[OLDEST] = oldest


@njit(cache=True)
def _average(kept: Int64s, into: Floats) -> None:
    count = kept[NEXT] - kept[OLDEST]
    for each in range(into.size):
        into[each] = kept[SUMS + each] / count if count else np.nan


@njit(parallel=True, cache=True)
def average(
    received: Side,
    sent: Side,
    kept: tuple[Int64s, Int64s],
    known: tuple[Int32s, Int32s],
    accounts: UInt32s,
    window: int,
    block: tuple[int, int],
    into: tuple[Floats, Floats],
) -> None:
    """
    Averages over what the sender, and what the receiver, of each row of ``block`` got
    and paid in the ``window`` seconds up to it (closed; equal times are in together).

    ``known`` are numbers by row, up to the block's end: those averaged over payments
    received, and over payments sent; as many of each. They are written in that order,
    of the sender to ``into[0]``, of the receiver to ``into[1]``. ``kept`` is that of
    received and of sent. ``accounts`` are those of the block. O(transactions).
    """
    # The walk over moments stands in vertex.move_on, too: a function for both took
    # 13 to 20 % more CPU in either kernel, inlined by numba or not (200,000 payments).
    first_row, past_row = block
    width = known[0].shape[1]
    for place in prange(accounts.size):
        account = accounts[place]
        came, went = kept[0][account], kept[1][account]
        end_in, end_out = received.ptr[account + 1], sent.ptr[account + 1]
        found = np.empty(2 * width, np.float32)
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
            _count(received, came, known[0], past_in, now - window)
            _count(sent, went, known[1], past_out, now - window)
            _average(came, found[:width])
            _average(went, found[width:])
            for position in range(first_in, past_in):
                into[1][received.row[position] - first_row] = found
            for position in range(first_out, past_out):
                into[0][sent.row[position] - first_row] = found
