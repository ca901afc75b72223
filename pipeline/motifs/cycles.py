"""
Temporal cycles: money that leaves an owner and comes back by way of others.

A cycle is two or more payments, each a leg of the one before it (``legs``), from an
account of one owner back to an account of that owner. No account stands between twice
and none of the owner's own; every payment is within ``window`` seconds of the first
(closed) and the smallest is at least ``min_ratio`` of the largest. Its root is the
first payment; where times are equal, every rotation whose times do not go back is a
cycle of its own.
"""

from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from pipeline.flow_graph import Int64s, Side
from pipeline.motifs.legs import CURSOR, LOOKED, begin_legs, next_leg
from pipeline.motifs.windows import SLACK, owners


class Limits(NamedTuple):
    """What makes a cycle, and when the search for those of one root ends."""

    window: int  # seconds
    max_legs: int
    min_ratio: float
    share: float
    work_budget: int  # payments looked at


BLOCK = 2_048  # roots a task: even work on every thread, whatever the hubs


@njit(cache=True)
def _stands_between(sent: Side, path: Int64s, legs: int, account: int) -> bool:
    met = False
    for leg in range(legs):
        met |= sent.other[path[leg]] == account
    return met


@njit(cache=True)
def _cycles_of(
    received: Side,
    sent: Side,
    owner: Int64s,
    root: tuple[int, int],
    limits: Limits,
    cursor: NDArray[np.int64],
    path: Int64s,
    out: Int64s,
) -> tuple[int, int, bool]:
    """
    Cycles of one root (sender, position): how many, their payments, whether cut.

    Writes each into ``out`` as its length and its positions, if ``out`` has room.
    """
    sender, first = root
    home = owner[sender]
    cycles = payments = 0
    if owner[sent.other[first]] == home:
        return 0, 0, False
    until = np.int64(sent.time[first]) + limits.window
    path[0] = first
    depth = 0
    cursor[:, LOOKED] = 0
    looked = 0
    begin_legs(received, sent, first, cursor[0])
    while depth >= 0:
        least = most = sent.cents[path[0]]
        for leg in range(1, depth + 1):
            least = min(least, sent.cents[path[leg]])
            most = max(most, sent.cents[path[leg]])
        cents = (limits.min_ratio * SLACK * most, least / (limits.min_ratio * SLACK))
        cursor[depth, LOOKED] = 0
        found = next_leg(
            received, sent, path[depth], cursor[depth], until, cents, limits.share
        )
        looked += cursor[depth, LOOKED]
        if looked > limits.work_budget:
            return cycles, payments, True
        if found < 0:
            depth -= 1
            continue
        path[depth + 1] = found
        payee = sent.other[found]
        if owner[payee] == home:
            if out.size:
                at = cycles + payments
                out[at] = depth + 2
                out[at + 1 : at + depth + 3] = path[: depth + 2]
            cycles += 1
            payments += depth + 2
        elif depth + 2 < limits.max_legs and not _stands_between(
            sent, path, depth + 1, payee
        ):
            depth += 1
            begin_legs(received, sent, found, cursor[depth])
    return cycles, payments, False


@njit(parallel=True, cache=True)
def cycles_by_root(
    received: Side,
    sent: Side,
    sender: Int64s,
    owner: Int64s,
    roots: Int64s,
    limits: Limits,
    out_ptr: Int64s,
    out: Int64s,
) -> tuple[Int64s, NDArray[np.bool_]]:
    """
    Room that the cycles of each of ``roots`` take, and whether its search was cut.

    ``sender`` is the account of each position of ``sent``; ``owner`` a number for each
    account. With ``out`` not empty, root r also
    writes ``out[out_ptr[r]:out_ptr[r + 1]]``: each cycle as its length, then its
    positions in ``sent``.
    """
    room = np.zeros(roots.size, np.int64)
    cut = np.zeros(roots.size, np.bool_)
    for block in prange((roots.size + BLOCK - 1) // BLOCK):
        cursor = np.empty((limits.max_legs, CURSOR), np.int64)
        path = np.empty(limits.max_legs + 1, np.int64)
        for root in range(block * BLOCK, min((block + 1) * BLOCK, roots.size)):
            first = roots[root]
            mine = out[out_ptr[root] : out_ptr[root + 1]] if out.size else out
            cycles, payments, cut[root] = _cycles_of(
                received,
                sent,
                owner,
                (sender[first], first),
                limits,
                cursor,
                path,
                mine,
            )
            room[root] = cycles + payments
    return room, cut


def find_cycles(
    received: Side,
    sent: Side,
    owner: Int64s,
    limits: Limits,
) -> tuple[Int64s, Int64s, int]:
    """
    All cycles, ordered by root, then depth first: ``(ptr, positions, cut)``.

    Cycle c is ``positions[ptr[c]:ptr[c + 1]]`` in ``sent``, in the order of the money;
    ``cut`` counts roots whose search the work budget ended early: their remaining
    cycles are missing.
    """
    none = np.empty(0, np.int64)
    every, sender = np.arange(sent.row.size), owners(sent)
    room, cut = cycles_by_root(received, sent, sender, owner, every, limits, none, none)
    roots = np.flatnonzero(room)
    out_ptr = np.zeros(roots.size + 1, np.int64)
    np.cumsum(room[roots], out=out_ptr[1:])
    out = np.empty(out_ptr[-1], np.int64)
    if roots.size:
        cycles_by_root(received, sent, sender, owner, roots, limits, out_ptr, out)
    ptr, positions = unpack(out)
    return ptr, positions, int(cut.sum())


@njit(cache=True)
def unpack(packed: Int64s) -> tuple[Int64s, Int64s]:
    """From (length, items …) repeated to ``(ptr, items)``."""
    count = 0
    at = 0
    while at < packed.size:
        count += 1
        at += packed[at] + 1
    ptr = np.zeros(count + 1, np.int64)
    items = np.empty(packed.size - count, np.int64)
    at = 0
    for item in range(count):
        ptr[item + 1] = ptr[item] + packed[at]
        items[ptr[item] : ptr[item + 1]] = packed[at + 1 : at + 1 + packed[at]]
        at += packed[at] + 1
    return ptr, items
