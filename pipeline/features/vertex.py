"""
What both sides of an account amount to at each of its payments.

Causal: at a payment's time nothing later is counted, and everything of that very time
is, on both sides. Worst case linear: each payment is added once and leaves each window
once, a hub's included.
"""

import numpy as np
from numba import njit, prange

from pipeline.features.standing import NEXT, Lane, add, drop
from pipeline.features.vector import VECTOR, Floats, of_account
from pipeline.flow_graph import Int64s, UInt32s

LATEST = 2**40  # after every time
WIDTH = len(VECTOR)


@njit(parallel=True, cache=True)
def move_on(
    received: Lane,
    sent: Lane,
    standings: tuple[Int64s, Int64s],
    accounts: UInt32s,
    windows: Int64s,
    block: tuple[int, int],
    into: tuple[Floats, Floats],
) -> None:
    """
    Move the standings of ``accounts`` on over the rows ``block`` (first, past).

    ``standings`` are those of what was received and of what was sent. The block must
    not cut payments of one time apart. Row r's VECTOR of its sender is
    written to ``into[0][r - first]``, that of its receiver to ``into[1][r - first]``.
    """
    first_row, past_row = block
    for place in prange(accounts.size):
        account = accounts[place]
        came, went = standings[0][account], standings[1][account]
        begins = (received.ptr[account], sent.ptr[account])
        end_in, end_out = received.ptr[account + 1], sent.ptr[account + 1]
        vector = np.empty(WIDTH, np.float32)
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
            add(received, came, past_in)
            add(sent, went, past_out)
            drop(received, came, now, windows)
            drop(sent, went, now, windows)
            of_account(begins, came, went, now, vector)
            for position in range(first_in, past_in):
                into[1][received.row[position] - first_row] = vector
            for position in range(first_out, past_out):
                into[0][sent.row[position] - first_row] = vector


@njit(parallel=True, cache=True)
def stand_at(
    received: Lane,
    sent: Lane,
    standings: tuple[Int64s, Int64s],
    windows: Int64s,
    now: int,
    into: Floats,
) -> None:
    """Write the VECTOR of every account at ``now``; ``standings`` count nothing yet."""
    for account in prange(into.shape[0]):
        came, went = standings[0][account], standings[1][account]
        for lane, standing in ((received, came), (sent, went)):
            position, past = lane.ptr[account], lane.ptr[account + 1]
            while position < past and lane.time[position] <= now:
                moment = position
                while position < past and lane.time[position] == lane.time[moment]:
                    position += 1
                add(lane, standing, position)
                drop(lane, standing, np.int64(lane.time[moment]), windows)
            drop(lane, standing, now, windows)
        begins = (received.ptr[account], sent.ptr[account])
        of_account(begins, came, went, now, into[account])
