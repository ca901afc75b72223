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
    """What makes a chain, and when the search from one root ends."""

    gap: int  # seconds
    max_legs: int
    loss: float
    gain: float
    work_budget: int  # payments looked at


BLOCK = 2_048  # roots a task: even work on every thread, whatever the hubs


@njit(cache=True)
def _longest_from(
    flows: Flows,
    barred: NDArray[np.bool_],
    first: int,
    limits: Limits,
    fair: Fair,
    cursor: NDArray[np.int64],
    path: Int64s,
    best: Int64s,
) -> tuple[int, bool]:
    """
    Payments of the longest chain of one root, and whether its search was cut.

    ``best`` gets its positions; of equally long ones the first found, that is the one
    whose payments come earliest. A chain of ``max_legs`` ends the search.
    """
    sent = flows.sent
    sender = owner_of(sent, first)
    path[0] = best[0] = first
    longest = 1
    looked = 0
    depth = -1 if barred[sent.other[first]] else 0
    begin_legs(flows, first, cursor[0])
    while depth >= 0:
        before = path[depth]
        cents = (
            (1 - limits.loss) * SLACK * sent.cents[before],
            (1 + limits.gain) / SLACK * sent.cents[before],
        )
        until = np.int64(sent.time[before]) + limits.gap
        cursor[depth, LOOKED] = 0
        found = next_leg(flows, before, cursor[depth], until, cents, fair)
        looked += cursor[depth, LOOKED]
        if looked > limits.work_budget:
            return longest, True
        if found < 0:
            depth -= 1
            continue
        payee = sent.other[found]
        met = payee == sender
        for leg in range(depth + 1):
            met |= sent.other[path[leg]] == payee
        if met:
            continue
        depth += 1
        path[depth] = found
        if depth + 1 > longest:
            longest = depth + 1
            for leg in range(longest):
                best[leg] = path[leg]
        if longest == limits.max_legs:
            break
        if barred[payee]:
            depth -= 1
        else:
            begin_legs(flows, found, cursor[depth])
    return longest, False


@njit(parallel=True, cache=True)
def longest_chains(
    received: Side,
    sent: Side,
    totals: tuple[Int64s, Int64s],
    barred: NDArray[np.bool_],
    roots: Int64s,
    limits: Limits,
    fair: Fair,
    into: tuple[Int64s, Int64s],
) -> tuple[Int64s, NDArray[np.bool_]]:
    """
    Payments of the longest chain from each of ``roots``, and whether it was cut.

    With room in ``into`` (ptr, out), root r also writes its positions in ``sent``, in
    the order of the money, to ``out[ptr[r]:ptr[r + 1]]``.
    """
    longest = np.zeros(roots.size, np.int64)
    out_ptr, out = into
    cut = np.zeros(roots.size, np.bool_)
    for block in prange((roots.size + BLOCK - 1) // BLOCK):
        whole = Flows(received, sent, totals[0], totals[1])
        cursor = np.empty((limits.max_legs, CURSOR), np.int64)
        path = np.empty(limits.max_legs, np.int64)
        best = np.empty(limits.max_legs, np.int64)
        for root in range(block * BLOCK, min((block + 1) * BLOCK, roots.size)):
            longest[root], cut[root] = _longest_from(
                whole, barred, roots[root], limits, fair, cursor, path, best
            )
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
    The longest chain of every root that has one of ``min_legs``: (ptr, positions, cut).

    ``barred`` is one bool an account. Chain c is ``positions[ptr[c]:ptr[c + 1]]`` in
    ``sent``; the rest of a chain is a chain of its own second payment and found again.
    ``cut`` counts roots whose search the work budget ended early: theirs may be too
    short or missing.
    """
    graph = (flows.received, flows.sent, (flows.got, flows.paid))
    none = np.empty(0, np.int64)
    every = np.arange(flows.sent.row.size)
    longest, cut = longest_chains(*graph, barred, every, limits, fair, (none, none))
    roots = np.flatnonzero(longest >= min_legs)
    ptr = np.zeros(roots.size + 1, np.int64)
    np.cumsum(longest[roots], out=ptr[1:])
    out = np.empty(ptr[-1], np.int64)
    if roots.size:
        longest_chains(*graph, barred, roots, limits, fair, (ptr, out))
    return ptr, out, int(cut.sum())
