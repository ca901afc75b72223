"""Which payments of an account have the same other end: the one before, the next."""

from typing import NamedTuple

import numpy as np
from numba import njit, prange

from pipeline.flow_graph import Int32s, Int64s, Side

SPLIT = 16  # parts of the work; each needs a number for each account
NONE = -1


class Links(NamedTuple):
    """Of each position of a side, within the payments with the same other end."""

    before: Int32s  # the position of the one before, or NONE
    after: Int32s  # of the next, or NONE
    nth: Int32s  # 1 for the first


def links_of(side: Side) -> Links:
    """12 bytes a transaction; see ``_links`` for its cost."""
    made: Links = Links(*_links(side))
    return made


@njit(parallel=True, cache=True)
def _links(side: Side) -> tuple[Int32s, Int32s, Int32s]:
    """O(transactions + accounts · SPLIT), hubs and equal times included."""
    before = np.full(side.other.size, NONE, np.int32)
    after = np.full(side.other.size, NONE, np.int32)
    nth = np.ones(side.other.size, np.int32)
    accounts = side.ptr.size - 1
    for part in prange(SPLIT):
        met = np.full(accounts, NONE, np.int64)  # the last position with this other
        for account in range(accounts * part // SPLIT, accounts * (part + 1) // SPLIT):
            begin = side.ptr[account]
            for position in range(begin, side.ptr[account + 1]):
                last = met[side.other[position]]
                met[side.other[position]] = position
                if last >= begin:
                    before[position] = last
                    after[last] = position
                    nth[position] = nth[last] + 1
    return before, after, nth


def ends_by_row(received: Side, sent: Side) -> tuple[Int64s, Int64s]:
    """Of each row its position on the side of its receiver, and on its sender's."""
    came = np.empty(received.row.size, np.int64)
    went = np.empty(sent.row.size, np.int64)
    came[received.row] = np.arange(received.row.size)
    went[sent.row] = np.arange(sent.row.size)
    return came, went
