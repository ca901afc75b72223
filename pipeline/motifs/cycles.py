"""
Temporal cycles: money that leaves an owner and comes back by way of others.

A cycle is two or more payments, each a leg of the one before it (``legs``), from an
account of one owner back to an account of that owner. No account stands between twice,
none of the owner's own and none of NO_OWNER, as a shop or a cash machine would be;
neither can that be the owner. Every payment is within ``window`` seconds of the first
(closed) and the smallest is at least ``min_ratio`` of the largest. As at middlemen, the
first payment must be a *share* of all its sender paid, and the last of all its receiver
got, from the one to the other (closed). The root is the first payment; where times are
equal, every rotation whose times do not go back is a cycle of its own.
"""

from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from pipeline.flow_graph import Int32s, Int64s, Side, UInt32s
from pipeline.motifs.budget import (
    BLOCK,
    FOUND_WORK,
    GO_ON_WORK,
    USUAL_WORK,
    allowed,
)
from pipeline.motifs.legs import (
    CURSOR,
    LOOKED,
    WORTH,
    Fair,
    Flows,
    before_more,
    begin_legs,
    comes_home,
    met,
    next_leg,
    owner_of,
)
from pipeline.motifs.onward import Onward, go_on, onward_of
from pipeline.motifs.packed import unpack
from pipeline.motifs.windows import SLACK


class Limits(NamedTuple):
    """What makes a cycle, and when the search for those of one root ends."""

    window: int  # seconds
    max_legs: int
    min_ratio: float
    work_budget: int  # payments looked at for one root


NO_OWNER = -1


@njit(cache=True)
def _cycles_of(
    flows: Flows,
    onward: Onward,
    owner: Int64s,
    root: tuple[int, int, int, int],
    limits: Limits,
    fair: Fair,
    cursor: NDArray[np.int64],
    path: Int64s,
    out: Int64s,
) -> tuple[int, int]:
    """
    Where the cycles of a root end in ``out``, and the work of the search: payments
    looked at, and what else takes time (``budget``).

    A root is its receiver, its position, its budget (a search that takes more is cut)
    and where its cycles begin in ``out``, if that has any place: length, then rows.
    """
    received, sent = flows.received, flows.sent
    holder, first, budget, room = root
    home = owner[received.other[first]]
    if home == NO_OWNER or owner[holder] in (home, NO_OWNER):
        return room, 0
    begun, worth = np.int64(received.time[first]), received.cents[first]
    share = fair.share * SLACK
    until = begun + limits.window
    bounded = share == 0  # by what the owner pays; few roots find a leg that asks
    path[0] = received.row[first]
    begin_legs(flows, cursor[0], holder, begun, worth)
    looked = 0
    depth = 0
    while depth >= 0:
        least = most = cursor[0, WORTH]
        for leg in range(1, depth + 1):
            least = min(least, cursor[leg, WORTH])
            most = max(most, cursor[leg, WORTH])
        cents = (limits.min_ratio * SLACK * most, least / (limits.min_ratio * SLACK))
        looked -= cursor[depth, LOOKED]
        found = next_leg(flows, cursor[depth], until, cents, fair)
        looked += cursor[depth, LOOKED]
        if looked > budget:
            break
        if not bounded and found >= 0:
            until = before_more(
                sent, received.other[first], begun, until, worth / share
            )
            bounded = True
        if found < 0 or sent.time[found] > until:
            depth -= 1
            continue
        payee = sent.other[found]
        path[depth + 1] = sent.row[found]
        if owner[payee] == home:
            if not comes_home(flows, found, begun, share):
                continue
            if out.size:
                out[room] = depth + 2
                for leg in range(depth + 2):
                    out[room + 1 + leg] = path[leg]
            room += depth + 3
            looked += FOUND_WORK
        elif (
            depth + 2 < limits.max_legs
            and owner[payee] != NO_OWNER
            and not met(cursor, depth, payee)
        ):
            depth += 1
            looked += GO_ON_WORK
            go_on(flows, onward, cursor[depth], found)
    return room, looked


@njit(parallel=True, cache=True)
def cycles_by_root(
    received: Side,
    sent: Side,
    index: tuple[Int64s, Int64s, UInt32s, UInt32s],
    owner: Int64s,
    roots: UInt32s,
    limits: Limits,
    fair: Fair,
    into: tuple[Int64s, Int64s, Int32s],
) -> tuple[Int32s, Int32s]:
    """
    Room that the cycles of each of ``roots`` take, and its budget where it was cut.

    ``roots`` are positions of ``received``, where what an account received lies
    together. ``owner`` is a number for each account, ``index`` what Flows and Onward
    hold besides the sides. With room in ``into`` (ptr, out,
    budgets), root r also writes ``out[ptr[r]:ptr[r + 1]]``: each cycle as its length,
    then its rows; it then has the budget given.
    """
    room = np.zeros(roots.size, np.int32)
    out_ptr, out, budgets = into
    cut = np.zeros(roots.size, np.int32)
    for block in prange((roots.size + BLOCK - 1) // BLOCK):
        whole = Flows(received, sent, index[0], index[1])
        onward = Onward(index[2], index[3])
        cursor = np.empty((limits.max_legs, CURSOR), np.int64)
        path = np.empty(limits.max_legs + 1, np.int64)
        holder = 0
        left = BLOCK * USUAL_WORK
        for root in range(block * BLOCK, min((block + 1) * BLOCK, roots.size)):
            position = np.int64(roots[root])
            holder = owner_of(received, position, holder)
            budget = allowed(left, limits.work_budget)
            begin = 0
            if out.size:
                begin, budget = out_ptr[root], np.int64(budgets[root])
            place = (holder, position, budget, begin)
            end, looked = _cycles_of(
                whole, onward, owner, place, limits, fair, cursor, path, out
            )
            left -= looked
            room[root] = end - begin
            cut[root] = budget if looked > budget else 0
    return room, cut


def find_cycles(
    flows: Flows, owner: Int64s, limits: Limits, fair: Fair
) -> tuple[Int64s, Int64s, int]:
    """
    All cycles, ordered by root, then depth first: ``(ptr, rows, cut)``.

    Cycle c is ``rows[ptr[c]:ptr[c + 1]]`` in the order of the money. ``cut`` counts
    roots whose search the work budget ended early: their remaining cycles are missing.
    """
    index = (flows.got, flows.paid, *onward_of(flows))
    graph = (flows.received, flows.sent, index)
    nowhere = (np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int32))
    every = np.arange(flows.sent.row.size, dtype=np.uint32)
    room, cut = cycles_by_root(*graph, owner, every, limits, fair, nowhere)
    roots = np.flatnonzero(room).astype(np.uint32)
    out_ptr = np.zeros(roots.size + 1, np.int64)
    np.cumsum(room[roots], out=out_ptr[1:])
    out = np.empty(out_ptr[-1], np.int64)
    if roots.size:
        budgets = np.where(cut > 0, cut, limits.work_budget)[roots].astype(np.int32)
        cycles_by_root(*graph, owner, roots, limits, fair, (out_ptr, out, budgets))
    ptr, rows = unpack(out)
    return ptr, rows, int((cut > 0).sum())
