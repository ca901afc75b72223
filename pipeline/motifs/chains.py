"""
Time-respecting chains: similar amounts handed on from account to account.

A chain is a row of payments, each a leg of the one before it (``legs``), at most
``gap`` seconds later (closed) and of an amount from ``1 - loss`` to ``1 + gain`` times
the one before. No account is met twice, neither is the first sender met again, and
none in between is *barred*, as a shop or a cash machine would be.
"""

from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from pipeline.flow_graph import Int32s, Int64s, Side, UInt32s
from pipeline.motifs.budget import BLOCK, GO_ON_WORK, USUAL_WORK, allowed
from pipeline.motifs.legs import (
    CAME,
    CURSOR,
    LOOKED,
    WORTH,
    Fair,
    Flows,
    begin_legs,
    met,
    next_leg,
    owner_of,
)
from pipeline.motifs.onward import Onward, go_on, onward_of
from pipeline.motifs.windows import SLACK


class Limits(NamedTuple):
    """What makes a chain, and when the search from one root ends."""

    gap: int  # seconds
    max_legs: int
    loss: float
    gain: float
    work_budget: int  # payments looked at for one root


@njit(cache=True)
def _longest_from(
    flows: Flows,
    onward: Onward,
    barred: NDArray[np.bool_],
    root: tuple[int, int, int],
    limits: Limits,
    fair: Fair,
    cursor: NDArray[np.int64],
    path: Int64s,
    best: Int64s,
) -> tuple[int, int]:
    """
    Payments of the longest chain of a root, and the work of the search: payments looked
    at, and what else takes time (``budget``).

    A root is its receiver, its position and its budget: a search that takes more is
    cut. ``best`` gets the rows; of equally long ones the first found, that is the one
    whose payments come earliest. A chain of ``max_legs`` ends the search.
    """
    received, sent = flows.received, flows.sent
    holder, first, budget = root
    path[0] = best[0] = received.row[first]
    if barred[holder]:
        return 1, 0
    begin_legs(flows, cursor[0], holder, received.time[first], received.cents[first])
    longest = 1
    looked = 0
    depth = 0
    while depth >= 0:
        worth = cursor[depth, WORTH]
        cents = (
            (1 - limits.loss) * SLACK * worth,
            (1 + limits.gain) / SLACK * worth,
        )
        until = cursor[depth, CAME] + limits.gap
        looked -= cursor[depth, LOOKED]
        found = next_leg(flows, cursor[depth], until, cents, fair)
        looked += cursor[depth, LOOKED]
        if looked > budget:
            break
        if found < 0:
            depth -= 1
            continue
        payee = sent.other[found]
        if payee == received.other[first] or met(cursor, depth, payee):
            continue
        path[depth + 1] = sent.row[found]
        if depth + 2 > longest:
            longest = depth + 2
            for leg in range(longest):
                best[leg] = path[leg]
        if longest == limits.max_legs:
            break
        if not barred[payee]:
            depth += 1
            looked += GO_ON_WORK
            go_on(flows, onward, cursor[depth], found)
    return longest, looked


@njit(parallel=True, cache=True)
def longest_chains(
    received: Side,
    sent: Side,
    index: tuple[Int64s, Int64s, UInt32s, UInt32s],
    barred: NDArray[np.bool_],
    roots: UInt32s,
    limits: Limits,
    fair: Fair,
    into: tuple[Int64s, Int64s, Int32s],
) -> tuple[Int32s, Int32s]:
    """
    Payments of the longest chain from each of ``roots``, and its budget where cut.

    ``roots`` are positions of ``received``: what an account received lies together,
    and so does what it paid then. ``index`` is what Flows and Onward hold besides the
    sides. With room in ``into`` (ptr, out, budgets), root r also writes its rows, in
    the order of the money, to ``out[ptr[r]:ptr[r + 1]]``; it then has the budget given.
    """
    longest = np.zeros(roots.size, np.int32)
    out_ptr, out, budgets = into
    cut = np.zeros(roots.size, np.int32)
    for block in prange((roots.size + BLOCK - 1) // BLOCK):
        whole = Flows(received, sent, index[0], index[1])
        onward = Onward(index[2], index[3])
        cursor = np.empty((limits.max_legs, CURSOR), np.int64)
        path = np.empty(limits.max_legs, np.int64)
        best = np.empty(limits.max_legs, np.int64)
        holder = 0
        left = BLOCK * USUAL_WORK
        for root in range(block * BLOCK, min((block + 1) * BLOCK, roots.size)):
            first = np.int64(roots[root])
            holder = owner_of(received, first, holder)
            budget = allowed(left, limits.work_budget)
            if out.size:
                budget = np.int64(budgets[root])
            longest[root], looked = _longest_from(
                whole,
                onward,
                barred,
                (holder, first, budget),
                limits,
                fair,
                cursor,
                path,
                best,
            )
            left -= looked
            cut[root] = budget if looked > budget else 0
            if out.size:
                for leg in range(longest[root]):
                    out[out_ptr[root] + leg] = best[leg]
    return longest, cut


def find_chains(
    flows: Flows,
    barred: NDArray[np.bool_],
    min_legs: int,
    limits: Limits,
    fair: Fair,
) -> tuple[Int64s, Int64s, int]:
    """
    The longest chain of every root that has one of ``min_legs``: ``(ptr, rows, cut)``.

    ``barred`` is one bool an account. Chain c is ``rows[ptr[c]:ptr[c + 1]]``; the rest
    of a chain is a chain of its own second payment and found again. ``cut`` counts
    roots whose search the work budget ended early: theirs may be too short or missing.
    """
    index = (flows.got, flows.paid, *onward_of(flows))
    graph = (flows.received, flows.sent, index)
    nowhere = (np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int32))
    every = np.arange(flows.sent.row.size, dtype=np.uint32)
    longest, cut = longest_chains(*graph, barred, every, limits, fair, nowhere)
    roots = np.flatnonzero(longest >= min_legs).astype(np.uint32)
    ptr = np.zeros(roots.size + 1, np.int64)
    np.cumsum(longest[roots], out=ptr[1:])
    out = np.empty(ptr[-1], np.int64)
    if roots.size:
        budgets = np.where(cut > 0, cut, limits.work_budget)[roots].astype(np.int32)
        longest_chains(*graph, barred, roots, limits, fair, (ptr, out, budgets))
    return ptr, out, int((cut > 0).sum())
