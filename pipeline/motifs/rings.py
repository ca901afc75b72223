"""
Rings: payments that lead from an owner round to the same owner, in any order of time.

A ring is two or more payments, each from the account that the one before it pays, the
last to the owner of the first sender; all lie within ``window`` seconds (closed). No
owner is met twice, and no ring is found twice: its root is its earliest payment, of
equal times that of the lowest row.
"""

import numpy as np
from numba import njit

from pipeline.flow_graph import Int64s, Side, UInt32s
from pipeline.motifs.budget import BLOCK, FOUND_WORK, USUAL_WORK, allowed
from pipeline.motifs.packed import unpack


@njit(cache=True)
def _rings(  # noqa: PLR0912, PLR0915 # one function: calls cost more than steps
    side: Side,
    senders: UInt32s,
    owner: Int64s,
    window: int,
    max_payments: int,
    work_budget: int,
) -> tuple[Int64s, int]:
    """
    ``unpack``'s input, a ring each: its rows from the root on; and how many roots cut.

    ``senders`` are by position. Cost: for each root the payments of all paths that
    begin with it and lie in its window, at most ``work_budget``, and USUAL_WORK each
    where a block of roots has spared nothing (``budget``); hubs are the worst.
    """
    found = np.empty(1_024, np.int64)
    room = cut = 0
    place = np.empty(max_payments, np.int64)  # the payment taken at each depth
    following = np.empty(max_payments, np.int64)  # and the next to be looked at
    left = 0
    for root in range(side.row.size):
        if root % BLOCK == 0:
            left = BLOCK * USUAL_WORK
        budget = allowed(left, work_budget)
        home = owner[senders[root]]
        place[0] = root
        depth = looked = 0
        following[0] = -1
        while depth >= 0:
            account = side.other[place[depth]]
            end = side.ptr[account + 1]
            if following[depth] < 0:
                low, high = side.ptr[account], end
                while low < high:  # the first that is later than the root
                    middle = (low + high) // 2
                    if side.row[middle] > side.row[root]:
                        high = middle
                    else:
                        low = middle + 1
                following[depth] = low
            step = following[depth]
            following[depth] += 1
            if (
                depth + 2 > max_payments
                or step >= end
                or np.int64(side.time[step]) - side.time[root] > window
            ):
                depth -= 1
                continue
            looked += 1
            if looked > budget:
                cut += 1
                break
            reached = owner[side.other[step]]
            if reached == home:
                size = depth + 2
                if room + size + 1 > found.size:
                    more = np.empty(2 * found.size, np.int64)
                    more[:room] = found[:room]
                    found = more
                found[room] = size
                for leg in range(depth + 1):
                    found[room + 1 + leg] = side.row[place[leg]]
                found[room + size] = side.row[step]
                room += size + 1
                looked += FOUND_WORK
                continue
            met = False
            for leg in range(depth + 1):
                met |= owner[side.other[place[leg]]] == reached
            if not met:
                depth += 1
                place[depth], following[depth] = step, -1
        left -= looked
    return found[:room], cut


def find_rings(
    side: Side, owner: Int64s, window: int, max_payments: int, work_budget: int
) -> tuple[Int64s, Int64s, int]:
    """
    All rings of payments of ``side`` (of senders), by root: ``(ptr, rows, cut)``.

    ``owner`` is one number an account; nobody pays himself. Ring r is
    ``rows[ptr[r]:ptr[r + 1]]``, its root first. ``cut`` counts roots whose search the
    work budget ended early.
    """
    senders = np.repeat(
        np.arange(side.ptr.size - 1, dtype=np.uint32), np.diff(side.ptr)
    )
    found, cut = _rings(side, senders, owner, window, max_payments, work_budget)
    ptr, rows = unpack(found)
    return ptr, rows, cut
