"""
Where the money of a payment probably came from, one payment back, and how far.

Of the payments that its sender received in the days before (strictly earlier), the one
of the closest amount is its *source*; of equally close ones the latest. Where two
payers tie, it has none: nothing may hang on the order of rows. At most so many are
looked at, the latest first and whole moments only.
"""

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from pipeline.features.links import NONE
from pipeline.features.standing import STEPS, UNWEIGHED, Lane
from pipeline.flow_graph import DAY, Int64s

LOOK_AT = 24  # payments, and more only to finish a moment
AT_MOST = 64
HOPS = 6
Floats = NDArray[np.float32]


@njit(cache=True)
def _source(received: Lane, begin: int, past: int, asked: tuple[int, int, int]) -> int:
    """Position in ``received`` of the source of a payment (time, scale, window)."""
    now, scale, window = asked
    time, other = received.time, received.other
    best, tied = NONE, False
    apart = np.int64(2**20)
    position = past - 1
    looked = 0
    while position >= begin and now - time[position] <= window:
        moment = position
        while moment >= begin and time[moment] == time[position]:
            moment -= 1
            if position - moment > AT_MOST:
                return NONE if tied else best
        if looked >= LOOK_AT or looked + position - moment > AT_MOST:
            break
        looked += position - moment
        for each in range(position, moment, -1):
            if received.scale[each] == UNWEIGHED:
                continue
            distance = abs(np.int64(received.scale[each]) - scale)
            if distance < apart:
                best, apart, tied = each, distance, False
            elif distance == apart and time[each] == time[best]:
                tied |= other[each] != other[best]
        position = moment
    return NONE if tied else best


@njit(parallel=True, cache=True)
def sources(received: Lane, sent: Lane, window: int) -> Int64s:
    """
    Of each row the row that is its source within ``window`` seconds, or NONE.

    At most AT_MOST looked at for each payment: O(transactions), hubs included.
    """
    found = np.full(sent.row.size, NONE, np.int64)
    for account in prange(sent.ptr.size - 1):
        begin, end = received.ptr[account], received.ptr[account + 1]
        past = begin
        for position in range(sent.ptr[account], sent.ptr[account + 1]):
            now = np.int64(sent.time[position])
            while past < end and received.time[past] < now:
                past += 1
            if sent.scale[position] != UNWEIGHED:
                scale = np.int64(sent.scale[position])
                source = _source(received, begin, past, (now, scale, window))
                if source != NONE:
                    found[sent.row[position]] = received.row[source]
    return found


OF_SOURCE = ("source_amount_ratio", "source_days", "chain_payments", "cycle_payments")


@njit(cache=True)
def trace(
    source: Int64s,
    ends: tuple[NDArray[np.uint32], NDArray[np.uint32]],
    scale: NDArray[np.int16],
    time: NDArray[np.int32],
    depth: NDArray[np.uint8],
    block: tuple[int, int],
    into: Floats,
) -> None:
    """
    Write OF_SOURCE of the rows ``block``; ``depth`` of the rows before is known.

    A chain goes on where the amount is between half and twice its source's. A cycle is
    where the receiver is one of up to HOPS senders back. O(rows · HOPS).
    """
    sender, receiver = ends
    for row in range(block[0], block[1]):
        here = into[row - block[0]]
        here[:] = np.nan
        depth[row] = 1
        here[2], here[3] = 1, 0
        back = source[row]
        if back == NONE:
            continue
        ratio = (np.int64(scale[row]) - scale[back]) / STEPS
        here[0] = ratio
        here[1] = (np.int64(time[row]) - time[back]) / DAY
        if abs(ratio) <= 1:
            depth[row] = min(int(depth[back]) + 1, 255)
        here[2] = depth[row]
        for hop in range(HOPS):
            if sender[back] == receiver[row]:
                here[3] = hop + 2
                break
            back = source[back]
            if back == NONE:
                break
