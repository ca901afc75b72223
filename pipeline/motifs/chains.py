"""
Time-respecting chains: similar amounts handed on from account to account.

A chain is a row of payments, each a leg of the one before it (``legs``), at most
``gap`` seconds later (closed) and of an amount from ``1 - loss`` to ``1 + gain`` times
the one before. No account is met twice, neither is the first sender met again.
"""

from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from pipeline.flow_graph import Int64s, Side
from pipeline.motifs.legs import CURSOR, LOOKED, begin_legs, next_leg
from pipeline.motifs.windows import SLACK, owners


class Limits(NamedTuple):
    """What makes a chain, and when the search from one root ends."""

    gap: int  # seconds
    max_legs: int
    loss: float
    gain: float
    share: float
    work_budget: int  # payments looked at


BLOCK = 2_048  # roots a task: even work on every thread, whatever the hubs


@njit(cache=True)
def _longest_from(
    received: Side,
    sent: Side,
    root: tuple[int, int],
    limits: Limits,
    cursor: NDArray[np.int64],
    path: Int64s,
    best: Int64s,
) -> tuple[int, bool]:
    """
    Payments of the longest chain of one root (its sender, its position); whether cut.

    ``best`` gets its positions; of equally long ones the first found, that is the one
    whose payments come earliest. A chain of ``max_legs`` ends the search.
    """
    sender, path[0] = root
    best[0] = path[0]
    longest = 1
    looked = 0
    depth = 0
    cursor[0, LOOKED] = 0
    begin_legs(received, sent, path[0], cursor[0])
    while depth >= 0:
        before = path[depth]
        cents = (
            (1 - limits.loss) * SLACK * sent.cents[before],
            (1 + limits.gain) / SLACK * sent.cents[before],
        )
        until = np.int64(sent.time[before]) + limits.gap
        cursor[depth, LOOKED] = 0
        found = next_leg(
            received, sent, before, cursor[depth], until, cents, limits.share
        )
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
            best[:longest] = path[:longest]
        if longest == limits.max_legs:
            break
        begin_legs(received, sent, found, cursor[depth])
    return longest, False


@njit(parallel=True, cache=True)
def longest_chains(
    received: Side,
    sent: Side,
    sender: Int64s,
    roots: Int64s,
    limits: Limits,
    out_ptr: Int64s,
    out: Int64s,
) -> tuple[Int64s, NDArray[np.bool_]]:
    """
    Payments of the longest chain from each of ``roots``, and whether it was cut.

    ``sender`` is the account of each position of ``sent``. With ``out`` not empty, root
    r also writes its positions, in the order of the money, to
    ``out[out_ptr[r]:out_ptr[r + 1]]``.
    """
    longest = np.zeros(roots.size, np.int64)
    cut = np.zeros(roots.size, np.bool_)
    for block in prange((roots.size + BLOCK - 1) // BLOCK):
        cursor = np.empty((limits.max_legs, CURSOR), np.int64)
        path = np.empty(limits.max_legs, np.int64)
        best = np.empty(limits.max_legs, np.int64)
        for root in range(block * BLOCK, min((block + 1) * BLOCK, roots.size)):
            first = roots[root]
            longest[root], cut[root] = _longest_from(
                received, sent, (sender[first], first), limits, cursor, path, best
            )
            if out.size:
                out[out_ptr[root] : out_ptr[root + 1]] = best[: longest[root]]
    return longest, cut


def find_chains(
    received: Side,
    sent: Side,
    min_legs: int,
    limits: Limits,
) -> tuple[Int64s, Int64s, int]:
    """
    The longest chain of every root that has one of ``min_legs``: (ptr, positions, cut).

    Chain c is ``positions[ptr[c]:ptr[c + 1]]`` in ``sent``; the rest of a chain is a
    chain of its own second payment and found again. ``cut`` counts roots whose search
    the work budget ended early: theirs may be too short or missing.
    """
    none = np.empty(0, np.int64)
    every, sender = np.arange(sent.row.size), owners(sent)
    longest, cut = longest_chains(received, sent, sender, every, limits, none, none)
    roots = np.flatnonzero(longest >= min_legs)
    ptr = np.zeros(roots.size + 1, np.int64)
    np.cumsum(longest[roots], out=ptr[1:])
    out = np.empty(ptr[-1], np.int64)
    if roots.size:
        longest_chains(received, sent, sender, roots, limits, ptr, out)
    return ptr, out, int(cut.sum())
