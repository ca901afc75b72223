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
    Lanes,
    leg_from,
    stands_out,
)
from pipeline.motifs.onward import Onward, go_on, met, onward_of, owner_of
from pipeline.motifs.windows import SLACK


class Limits(NamedTuple):
    """What makes a chain, and when the search from one root ends."""

    gap: int  # seconds
    max_legs: int
    loss: float
    gain: float
    work_budget: int  # payments looked at for one root


@njit(cache=True)
def _search(  # noqa: PLR0912, PLR0915 # one function: calls cost more than steps
    flows: Flows,
    onward: Onward,
    barred: NDArray[np.bool_],
    roots: UInt32s,
    limits: Limits,
    fair: Fair,
    into: tuple[Int64s, Int64s, Int32s],
    told: tuple[Int32s, Int32s],
) -> None:
    """
    The search of ``longest_chains`` for the roots of one block.

    Of equally long chains of a root the first found stands, that is the one whose
    payments come earliest; a chain of ``max_legs`` ends the search. Its work is
    payments looked at and what else takes time (``budget``); a root that takes more
    than its budget is cut. One call for many roots: passing the graph to a function
    takes as long as looking at a dozen payments.
    """
    received, sent = flows.received, flows.sent
    lanes = Lanes(sent.time, sent.cents, received.time, received.cents)
    out_ptr, out, budgets = into
    legs, cut = told
    cursors = np.zeros((limits.max_legs, CURSOR), np.int64)
    path = np.empty(limits.max_legs, np.int64)
    best = np.empty(limits.max_legs, np.int64)
    low, high = (1 - limits.loss) * SLACK, (1 + limits.gain) / SLACK
    left = BLOCK * USUAL_WORK
    holder = owner_of(received, np.int64(roots[0])) if roots.size else 0
    for root in range(roots.size):
        first = np.int64(roots[root])
        while received.ptr[holder + 1] <= first:
            holder += 1
        budget = allowed(left, limits.work_budget)
        if out.size:
            budget = np.int64(budgets[root])
        path[0] = best[0] = row = received.row[first]
        payment = (row, holder, received.time[first], received.cents[first])
        go_on(flows, onward, cursors, 0, payment)
        longest = 1
        looked = 0
        depth = -1 if barred[holder] else 0
        while depth >= 0:
            worth = cursors[depth, WORTH]
            until = cursors[depth, CAME] + limits.gap
            looked -= cursors[depth, LOOKED]
            found = leg_from(
                lanes, cursors, depth, until, (low * worth, high * worth), fair.share
            )
            looked += cursors[depth, LOOKED]
            if looked > budget:
                break
            if found < 0:
                depth -= 1
                continue
            payee = sent.other[found]
            if payee == received.other[first] or met(cursors, depth, payee):
                continue
            if fair.around_share > 0 and not stands_out(
                flows, cursors[depth], found, fair
            ):
                continue
            path[depth + 1] = row = sent.row[found]
            if depth + 2 > longest:
                longest = depth + 2
                for leg in range(longest):
                    best[leg] = path[leg]
            if longest == limits.max_legs:
                break
            if not barred[payee]:
                depth += 1
                looked += GO_ON_WORK
                payment = (row, payee, sent.time[found], sent.cents[found])
                go_on(flows, onward, cursors, depth, payment)
        left -= looked
        legs[root] = longest
        cut[root] = budget if looked > budget else 0
        if out.size:
            for leg in range(longest):
                out[out_ptr[root] + leg] = best[leg]


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

    ``roots`` are positions of ``received``, where what an account received lies
    together. ``index`` is what Flows and Onward hold besides the sides. With room in
    ``into`` (ptr, out, budgets), root r also writes its rows, in the order of the
    money, to ``out[ptr[r]:ptr[r + 1]]``; it then has the budget given.
    """
    longest = np.zeros(roots.size, np.int32)
    cut = np.zeros(roots.size, np.int32)
    ptr, out, budgets = into
    for block in prange((roots.size + BLOCK - 1) // BLOCK):
        part = slice(block * BLOCK, (block + 1) * BLOCK)
        _search(
            Flows(received, sent, index[0], index[1]),
            Onward(index[2], index[3]),
            barred,
            roots[part],
            limits,
            fair,
            (ptr[part], out, budgets[part]),
            (longest[part], cut[part]),
        )
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
