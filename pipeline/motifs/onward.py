"""Where the money of each payment goes on: kept, for searches that follow many."""

from typing import NamedTuple

import numpy as np
from numba import njit, prange

from pipeline.flow_graph import Int64s, Side, UInt32s
from pipeline.motifs.legs import CAME, GOT, HOLDER, IN, LOOKED, OUT, PAID, WORTH, Flows


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


@njit(cache=True)
def go_on(flows: Flows, onward: Onward, cursor: Int64s, leg: int) -> None:
    """Set ``cursor`` to look for legs of the payment at ``leg`` of the sent side."""
    sent = flows.sent
    row = sent.row[leg]
    cursor[HOLDER], cursor[CAME], cursor[WORTH] = (
        sent.other[leg],
        sent.time[leg],
        sent.cents[leg],
    )
    cursor[OUT], cursor[IN] = onward.sent[row], onward.received[row]
    cursor[PAID] = cursor[GOT] = cursor[LOOKED] = 0
