"""Where the money of each payment goes on: kept, for searches that follow many."""

from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from pipeline.flow_graph import Int64s, Side, UInt32s
from pipeline.motifs.legs import (
    CAME,
    COUNTED,
    GOT,
    HOLDER,
    IN,
    LOOKED,
    OUT,
    PAID,
    PAST_IN,
    PAST_OUT,
    WORTH,
    Flows,
)


class Onward(NamedTuple):
    """
    By transaction row, where its money goes on: the positions of the first payment its
    receiver sent, and of the first that it received, not earlier than the row's time.
    """

    sent: UInt32s
    received: UInt32s


def onward_of(flows: Flows) -> Onward:
    """Rows that ``flows`` lacks hold anything."""
    rows = int(flows.sent.row.max(initial=0)) + 1
    made: Onward = Onward(*_onward(flows.received, flows.sent, rows))
    return made


@njit(parallel=True, cache=True)
def _onward(received: Side, sent: Side, rows: int) -> tuple[UInt32s, UInt32s]:
    goes, came = np.empty(rows, np.uint32), np.empty(rows, np.uint32)
    for account in prange(received.ptr.size - 1):
        out, past_out = sent.ptr[account], sent.ptr[account + 1]
        first = received.ptr[account]
        for position in range(first, received.ptr[account + 1]):
            now = received.time[position]
            if received.time[first] != now:
                first = position
            while out < past_out and sent.time[out] < now:
                out += 1
            goes[received.row[position]] = out
            came[received.row[position]] = first
    return goes, came


@njit(cache=True, inline="always")
def go_on(
    flows: Flows,
    onward: Onward,
    cursors: NDArray[np.int64],
    depth: int,
    payment: tuple[int, int, int, int],
) -> None:
    """Let ``cursors[depth]`` look for legs of a payment: row, payee, time and cents."""
    row, holder, time, cents = payment
    cursors[depth, HOLDER], cursors[depth, CAME] = holder, time
    cursors[depth, WORTH] = cents
    cursors[depth, OUT], cursors[depth, IN] = onward.sent[row], onward.received[row]
    cursors[depth, PAST_OUT] = flows.sent.ptr[holder + 1]
    cursors[depth, PAST_IN] = flows.received.ptr[holder + 1]
    cursors[depth, COUNTED] = np.int64(time) - 1
    cursors[depth, PAID] = cursors[depth, GOT] = cursors[depth, LOOKED] = 0


@njit(cache=True)
def owner_of(side: Side, position: int) -> int:
    """The account that owns ``position``."""
    low, high = 0, side.ptr.size - 1
    while high - low > 1:  # the last entry that is not past it
        middle = (low + high) // 2
        if side.ptr[middle] <= position:
            low = middle
        else:
            high = middle
    return low


@njit(cache=True, inline="always")
def met(cursors: Int64s, depth: int, account: int) -> bool:
    """Whether one of the payments up to ``depth`` went to ``account``."""
    found = False
    for leg in range(depth + 1):
        found |= cursors[leg, HOLDER] == account
    return found
