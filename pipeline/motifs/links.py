"""
Links: how an account reaches others by way of those it pays.

An account's payment e to a middleman and a leg f of it at the middleman (``legs``) are
a *link* to the account at the other end of f, which is not the first one. f comes at
most ``window`` seconds after e (closed) and is ``low`` to ``high`` times as much.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from pipeline.flow_graph import Int32s, Int64s, Side
from pipeline.motifs.budget import allowed
from pipeline.motifs.legs import (
    CURSOR,
    LOOKED,
    Fair,
    Flows,
    Lanes,
    begin_legs,
    leg_from,
    stands_out,
)
from pipeline.motifs.windows import SLACK


class Limits(NamedTuple):
    """What makes a meeting, and when the search from one account ends."""

    window: int  # seconds
    least: int  # different middlemen
    coverage: float
    low: float  # f over e
    high: float
    work_budget: int  # payments looked at for one payment of the account


class Degrees(NamedTuple):
    """How many others each end deals with in the window, and which payments can do."""

    near: Int32s  # by position of the payments that set out
    far: Int32s  # by transaction row
    may_leave: NDArray[np.bool_]  # by position of the payments that set out
    may_arrive: NDArray[np.bool_]  # by position of ``flows.sent``


@njit(cache=True)
def links_from(
    outgoing: Side,
    flows: Flows,
    degrees: Degrees,
    source: int,
    left: int,
    limits: Limits,
    fair: Fair,
    seen: Int32s,
    links: NDArray[np.int64],
) -> tuple[NDArray[np.int64], int, int, int]:
    """
    The links of ``source`` to those it may meet, by far account, then e, then f.

    A row is far account, e, f. Returns ``links`` (a larger one if need be), how many,
    payments looked at, and how many payments were cut.
    """
    sent = flows.sent
    received = flows.received
    lanes = Lanes(sent.time, sent.cents, received.time, received.cents)
    cursors = np.zeros((1, CURSOR), np.int64)
    count = looked = cut = 0
    fewest = np.iinfo(np.int32).max
    for leaving in range(outgoing.ptr[source], outgoing.ptr[source + 1]):
        if not degrees.may_leave[leaving]:
            continue
        fewest = min(fewest, degrees.near[leaving])
        budget = allowed(left - looked, limits.work_budget)
        middleman, worth = outgoing.other[leaving], outgoing.cents[leaving]
        cents = (limits.low * SLACK * worth, limits.high / SLACK * worth)
        until = np.int64(outgoing.time[leaving]) + limits.window
        begin_legs(flows, cursors[0], middleman, outgoing.time[leaving], worth)
        while True:
            leg = leg_from(lanes, cursors, 0, until, cents, fair.share)
            if leg < 0 or cursors[0, LOOKED] > budget:
                break
            far = sent.other[leg]
            if (
                far == source
                or not degrees.may_arrive[leg]
                or (
                    fair.around_share > 0
                    and not stands_out(flows, cursors[0], leg, fair)
                )
            ):
                continue
            if count == links.shape[0]:
                more = np.empty((2 * count, 3), np.int64)
                more[:count] = links
                links = more
            links[count, 0], links[count, 1], links[count, 2] = far, leaving, leg
            seen[far] += 1
            count += 1
        looked += cursors[0, LOOKED]
        cut += cursors[0, LOOKED] > budget
    needed = max(limits.least, limits.coverage * SLACK * fewest)
    kept = 0
    for link in range(count):
        if seen[links[link, 0]] >= needed:
            for part in range(3):
                links[kept, part] = links[link, part]
            kept += 1
        else:
            seen[links[link, 0]] = 0
    for link in range(kept):
        seen[links[link, 0]] = 0
    if kept:
        links[:kept] = links[np.argsort(links[:kept, 0], kind="mergesort")]
    return links, kept, looked, cut


def link_positions(ptr: Int64s, entries: Int64s) -> tuple[Int64s, Int64s, Int64s]:
    """
    Of meetings ``entries[ptr[m]:ptr[m + 1]]`` all e and all f, and where they end.

    A meeting is four numbers, then its pairs of e and f; those of meeting m are
    ``ends[m]:ends[m + 1]``.
    """
    head = ptr[:-1, None] + np.arange(4)
    links = np.delete(entries, head.ravel()).reshape(-1, 2)
    return links[:, 0], links[:, 1], ptr // 2 - 2 * np.arange(ptr.size)
