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

from pipeline.flow_graph import Int64s, Side
from pipeline.motifs.budget import BLOCK, USUAL_WORK, allowed
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
    owner: Int64s,
    root: tuple[int, int, int, int],
    limits: Limits,
    fair: Fair,
    cursor: NDArray[np.int64],
    path: Int64s,
    out: Int64s,
) -> tuple[int, int]:
    """
    Where the cycles of a root end in ``out``, and how many payments were looked at.

    A root is its receiver, its position, its budget (a search that looks at more is
    cut) and where its cycles begin. If ``out`` has any place, each is written there as
    its length and its rows.
    """
    received, sent = flows.received, flows.sent
    holder, first, budget, room = root
    home = owner[received.other[first]]
    if home == NO_OWNER or owner[holder] in (home, NO_OWNER):
        return room, 0
    begun, worth = np.int64(received.time[first]), received.cents[first]
    share = fair.share * SLACK
    until = begun + limits.window
    if share > 0:
        until = before_more(sent, received.other[first], begun, until, worth / share)
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
        if found < 0:
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
        elif (
            depth + 2 < limits.max_legs
            and owner[payee] != NO_OWNER
            and not met(cursor, depth, payee)
        ):
            depth += 1
            time, worth = sent.time[found], sent.cents[found]
            begin_legs(flows, cursor[depth], payee, time, worth)
    return room, looked


@njit(parallel=True, cache=True)
def cycles_by_root(
    received: Side,
    sent: Side,
    totals: tuple[Int64s, Int64s],
    owner: Int64s,
    roots: Int64s,
    limits: Limits,
    fair: Fair,
    into: tuple[Int64s, Int64s, Int64s],
) -> tuple[Int64s, Int64s]:
    """
    Room that the cycles of each of ``roots`` take, and its budget where it was cut.

    ``roots`` are positions of ``received``: what an account received lies together,
    and so does what it paid then. ``owner`` is a number for each account. With room in
    ``into`` (ptr, out, budgets), root r also writes ``out[ptr[r]:ptr[r + 1]]``: each
    cycle as its length, then its rows; it then has the budget given.
    """
    room = np.zeros(roots.size, np.int64)
    out_ptr, out, budgets = into
    cut = np.zeros(roots.size, np.int64)
    for block in prange((roots.size + BLOCK - 1) // BLOCK):
        whole = Flows(received, sent, totals[0], totals[1])
        cursor = np.empty((limits.max_legs, CURSOR), np.int64)
        path = np.empty(limits.max_legs + 1, np.int64)
        holder = 0
        left = BLOCK * USUAL_WORK
        for root in range(block * BLOCK, min((block + 1) * BLOCK, roots.size)):
            holder = owner_of(received, roots[root], holder)
            budget = allowed(left, limits.work_budget)
            begin = 0
            if out.size:
                begin, budget = out_ptr[root], budgets[root]
            place = (holder, roots[root], budget, begin)
            end, looked = _cycles_of(
                whole, owner, place, limits, fair, cursor, path, out
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
    graph = (flows.received, flows.sent, (flows.got, flows.paid))
    no_room = (np.empty(0, np.int64),) * 3
    every = np.arange(flows.sent.row.size)
    room, cut = cycles_by_root(*graph, owner, every, limits, fair, no_room)
    roots = np.flatnonzero(room)
    out_ptr = np.zeros(roots.size + 1, np.int64)
    np.cumsum(room[roots], out=out_ptr[1:])
    out = np.empty(out_ptr[-1], np.int64)
    if roots.size:
        budgets = np.where(cut > 0, cut, limits.work_budget)[roots]
        cycles_by_root(*graph, owner, roots, limits, fair, (out_ptr, out, budgets))
    ptr, rows = unpack(out)
    return ptr, rows, int((cut > 0).sum())
