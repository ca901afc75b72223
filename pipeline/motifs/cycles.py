"""
Temporal cycles: money that leaves an owner and comes back by way of others.

A cycle is two or more payments, each a leg of the one before it (``legs``), from an
account of one owner back to an account of that owner. No account stands between twice,
none of the owner's own and none of NO_OWNER, as a shop or a cash machine would be;
neither can that be the owner. Every payment is within ``window`` seconds of the first
(closed) and the smallest is at least ``min_ratio`` of the largest. Its root is the
first payment; where times are equal, every rotation whose times do not go back is a
cycle of its own.
"""

from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from pipeline.flow_graph import Int64s, Side
from pipeline.motifs.legs import (
    CURSOR,
    LOOKED,
    Fair,
    Flows,
    begin_legs,
    next_leg,
    owner_of,
)
from pipeline.motifs.windows import SLACK


class Limits(NamedTuple):
    """What makes a cycle, and when the search for those of one root ends."""

    window: int  # seconds
    max_legs: int
    min_ratio: float
    work_budget: int  # payments looked at


NO_OWNER = -1
BLOCK = 2_048  # roots a task: even work on every thread, whatever the hubs


@njit(cache=True)
def _stands_between(sent: Side, path: Int64s, legs: int, account: int) -> bool:
    met = False
    for leg in range(legs):
        met |= sent.other[path[leg]] == account
    return met


@njit(cache=True)
def _cycles_of(
    flows: Flows,
    owner: Int64s,
    first: int,
    limits: Limits,
    fair: Fair,
    cursor: NDArray[np.int64],
    path: Int64s,
    out: Int64s,
    room: int,
) -> tuple[int, bool]:
    """
    Room that the cycles of one root take in ``out``, and whether its search was cut.

    Writes each from ``room`` on as its length and its positions, if ``out`` has any.
    """
    sent = flows.sent
    home = owner[owner_of(sent, first)]
    if home == NO_OWNER or owner[sent.other[first]] in (home, NO_OWNER):
        return room, False
    until = np.int64(sent.time[first]) + limits.window
    path[0] = first
    depth = 0
    looked = 0
    begin_legs(flows, first, cursor[0])
    while depth >= 0:
        least = most = sent.cents[path[0]]
        for leg in range(1, depth + 1):
            least = min(least, sent.cents[path[leg]])
            most = max(most, sent.cents[path[leg]])
        cents = (limits.min_ratio * SLACK * most, least / (limits.min_ratio * SLACK))
        cursor[depth, LOOKED] = 0
        found = next_leg(flows, path[depth], cursor[depth], until, cents, fair)
        looked += cursor[depth, LOOKED]
        if looked > limits.work_budget:
            return room, True
        if found < 0:
            depth -= 1
            continue
        path[depth + 1] = found
        payee = sent.other[found]
        if owner[payee] == home:
            if out.size:
                out[room] = depth + 2
                for leg in range(depth + 2):
                    out[room + 1 + leg] = path[leg]
            room += depth + 3
        elif (
            depth + 2 < limits.max_legs
            and owner[payee] != NO_OWNER
            and not _stands_between(sent, path, depth + 1, payee)
        ):
            depth += 1
            begin_legs(flows, found, cursor[depth])
    return room, False


@njit(parallel=True, cache=True)
def cycles_by_root(
    received: Side,
    sent: Side,
    totals: tuple[Int64s, Int64s],
    owner: Int64s,
    roots: Int64s,
    limits: Limits,
    fair: Fair,
    into: tuple[Int64s, Int64s],
) -> tuple[Int64s, NDArray[np.bool_]]:
    """
    Room that the cycles of each of ``roots`` take, and whether its search was cut.

    ``owner`` is a number for each account. With room in ``into`` (ptr, out), root r
    also writes ``out[ptr[r]:ptr[r + 1]]``: each cycle as its length, then its positions
    in ``sent``.
    """
    room = np.zeros(roots.size, np.int64)
    out_ptr, out = into
    cut = np.zeros(roots.size, np.bool_)
    for block in prange((roots.size + BLOCK - 1) // BLOCK):
        whole = Flows(received, sent, totals[0], totals[1])
        cursor = np.empty((limits.max_legs, CURSOR), np.int64)
        path = np.empty(limits.max_legs + 1, np.int64)
        for root in range(block * BLOCK, min((block + 1) * BLOCK, roots.size)):
            begin = out_ptr[root] if out.size else 0
            end, cut[root] = _cycles_of(
                whole, owner, roots[root], limits, fair, cursor, path, out, begin
            )
            room[root] = end - begin
    return room, cut


def find_cycles(
    flows: Flows,
    owner: Int64s,
    limits: Limits,
    fair: Fair,
) -> tuple[Int64s, Int64s, int]:
    """
    All cycles, ordered by root, then depth first: ``(ptr, positions, cut)``.

    Cycle c is ``positions[ptr[c]:ptr[c + 1]]`` in ``sent``, in the order of the money;
    ``cut`` counts roots whose search the work budget ended early: their remaining
    cycles are missing.
    """
    graph = (flows.received, flows.sent, (flows.got, flows.paid))
    none = np.empty(0, np.int64)
    every = np.arange(flows.sent.row.size)
    room, cut = cycles_by_root(*graph, owner, every, limits, fair, (none, none))
    roots = np.flatnonzero(room)
    out_ptr = np.zeros(roots.size + 1, np.int64)
    np.cumsum(room[roots], out=out_ptr[1:])
    out = np.empty(out_ptr[-1], np.int64)
    if roots.size:
        cycles_by_root(*graph, owner, roots, limits, fair, (out_ptr, out))
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
        for place in range(packed[at]):
            items[ptr[item] + place] = packed[at + 1 + place]
        at += packed[at] + 1
    return ptr, items
