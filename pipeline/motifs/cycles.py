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

from pipeline.flow_graph import Int32s, Int64s, Side, UInt32s
from pipeline.motifs.budget import BLOCK, FOUND_WORK, GO_ON_WORK, USUAL_WORK, allowed
from pipeline.motifs.homecoming import before_more, comes_home
from pipeline.motifs.legs import CURSOR, LOOKED, WORTH, Fair, Flows, Lanes, leg_from
from pipeline.motifs.onward import Onward, go_on, met, onward_of, owner_of
from pipeline.motifs.packed import unpack
from pipeline.motifs.windows import SLACK


class Limits(NamedTuple):
    """What makes a cycle, and when the search for those of one root ends."""

    window: int  # seconds
    max_legs: int
    min_ratio: float
    work_budget: int  # for one root
    usual_work: int = USUAL_WORK  # for a root on average


NO_OWNER = -1


@njit(cache=True)
def _search(  # noqa: PLR0912, PLR0915 # one function: calls cost more than steps
    flows: Flows,
    onward: Onward,
    owner: Int64s,
    roots: UInt32s,
    limits: Limits,
    fair: Fair,
    into: tuple[Int64s, Int64s, Int32s],
    told: tuple[Int32s, Int32s],
) -> None:
    """
    The search of ``cycles_by_root`` for the roots of one block.

    Its work is payments looked at and what else takes time (``budget``); a root that
    takes more than its budget is cut. One call for many roots: passing the graph to a
    function takes as long as looking at a dozen payments.
    """
    received, sent = flows.received, flows.sent
    lanes = Lanes(sent.time, sent.cents, received.time, received.cents)
    out_ptr, out, budgets = into
    room, cut = told
    cursors = np.zeros((limits.max_legs, CURSOR), np.int64)
    path = np.empty(limits.max_legs + 1, np.int64)
    low, high = np.empty((2, limits.max_legs), np.float64)  # what may follow
    share = fair.share * SLACK
    ratio = limits.min_ratio * SLACK
    left = BLOCK * limits.usual_work
    holder = owner_of(received, np.int64(roots[0])) if roots.size else 0
    for root in range(roots.size):
        first = np.int64(roots[root])
        while received.ptr[holder + 1] <= first:
            holder += 1
        budget = allowed(left, limits.work_budget)
        end = begin = 0
        if out.size:
            end = begin = out_ptr[root]
            budget = np.int64(budgets[root])
        home = owner[received.other[first]]
        if home == NO_OWNER or owner[holder] in (home, NO_OWNER):
            continue
        begun = np.int64(received.time[first])
        until = begun + limits.window
        bounded = share == 0  # by what the owner pays; few roots find a leg that asks
        path[0] = received.row[first]
        worth = received.cents[first]
        go_on(flows, onward, cursors, 0, (path[0], holder, begun, worth))
        low[0], high[0] = ratio * worth, worth / ratio
        looked = 0
        depth = 0
        while depth >= 0:
            cents = (low[depth], high[depth])
            looked -= cursors[depth, LOOKED]
            found = leg_from(lanes, cursors, depth, until, cents, fair.share)
            looked += cursors[depth, LOOKED]
            if looked > budget:
                break
            if not bounded and found >= 0:
                most_paid = cursors[0, WORTH] / share
                payer = received.other[first]
                until = before_more(sent, payer, begun, until, most_paid)
                bounded = True
            if found < 0 or lanes.out_time[found] > until:
                depth -= 1
                continue
            payee = sent.other[found]
            path[depth + 1] = sent.row[found]
            if owner[payee] == home:
                if share > 0 and not comes_home(flows, found, begun, share):
                    continue
                if out.size:
                    out[end] = depth + 2
                    for leg in range(depth + 2):
                        out[end + 1 + leg] = path[leg]
                end += depth + 3
                looked += FOUND_WORK
            elif (
                depth + 2 < limits.max_legs
                and owner[payee] != NO_OWNER
                and not met(cursors, depth, payee)
            ):
                depth += 1
                looked += GO_ON_WORK
                time, worth = sent.time[found], sent.cents[found]
                go_on(flows, onward, cursors, depth, (path[depth], payee, time, worth))
                low[depth] = max(low[depth - 1], ratio * worth)
                high[depth] = min(high[depth - 1], worth / ratio)
        left -= looked
        room[root] = end - begin
        cut[root] = budget if looked > budget else 0


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
    hold besides the sides. With room in ``into`` (ptr, out, budgets), root r also
    writes ``out[ptr[r]:ptr[r + 1]]``: each cycle as its length, then its rows; it then
    has the budget given.
    """
    room = np.zeros(roots.size, np.int32)
    cut = np.zeros(roots.size, np.int32)
    ptr, out, budgets = into
    for block in prange((roots.size + BLOCK - 1) // BLOCK):
        part = slice(block * BLOCK, (block + 1) * BLOCK)
        _search(
            Flows(received, sent, index[0], index[1]),
            Onward(index[2], index[3]),
            owner,
            roots[part],
            limits,
            fair,
            (ptr[part], out, budgets[part]),
            (room[part], cut[part]),
        )
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
