"""
Scatter-gather: one account pays several, and they pay one other account.

A meeting (``meetings``) of a source with a sink: the source pays a middleman, who pays
the sink no earlier than that (equal times are legal), an amount of ``low`` to ``high``
times what came. Both payments are a share of what the middleman does meanwhile. All of
it lies in a closed window of some days with enough middlemen, and these are a coverage
of the accounts the source pays in the window from its first payment on, and of those
that pay the sink in the window up to its last. A hub pays and is paid by so many others
that a few middlemen between two hubs are chance, which coverage tells.

Cost: O(transactions) for the degrees; each payment of a source looks
at no more payments than ``legs`` says, hubs, cliques and equal times included. Only
payments that can belong to one are looked at: the source pays ``least`` accounts in a
window around it, the sink is paid by as many.
"""

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph, Int32s, Int64s, Side
from pipeline.motifs.legs import Fair, flows_of
from pipeline.motifs.links import Degrees, Limits
from pipeline.motifs.meetings import find_meetings
from pipeline.motifs.near_others import others_near


def find_scatter_gathers(
    graph: FlowGraph, limits: Limits, fair: Fair, barred: NDArray[np.bool_]
) -> tuple[Int64s, Int64s, int]:
    """
    As ``find_meetings``, from source to sink; both positions are of ``sent``.

    ``barred`` is one bool an account: whether it can be no middleman.
    """
    received, sent = graph
    near, may_leave = from_here_on(sent, limits)
    may_leave &= ~barred[sent.other]
    far, may_arrive = up_to_here(received, limits)
    degrees = Degrees(near, far, may_leave, may_arrive[sent.row])
    return find_meetings(sent, flows_of(graph), degrees, limits, fair)


def from_here_on(side: Side, limits: Limits) -> tuple[Int32s, NDArray[np.bool_]]:
    """
    By position, how many different others there are in the window that begins with it,
    and whether it lies in such a window of at least ``least``.
    """
    others = others_near(side, limits.window, ahead=True)
    return others, _in_crowd(side.ptr, side.time, others >= limits.least, limits.window)


def up_to_here(side: Side, limits: Limits) -> tuple[Int32s, NDArray[np.bool_]]:
    """By transaction row, the same of the windows that end with it."""
    others = others_near(side, limits.window)
    crowd = _in_crowd(side.ptr, side.time, others >= limits.least, -limits.window)
    by_row = np.zeros(int(side.row.max(initial=0)) + 1, np.int32)
    may = np.zeros(by_row.size, np.bool_)
    by_row[side.row], may[side.row] = others, crowd
    return by_row, may


@njit(parallel=True, cache=True)
def _in_crowd(
    ptr: Int64s, time: Int32s, crowded: NDArray[np.bool_], window: int
) -> NDArray[np.bool_]:
    """
    Whether each payment lies within ``window`` seconds (closed) after a ``crowded`` one
    of its account, or before one if ``window`` is negative. Cost: O(transactions).
    """
    found = np.zeros(time.size, np.bool_)
    step = 1 if window >= 0 else -1
    for account in prange(ptr.size - 1):
        begin, end = ptr[account], ptr[account + 1]
        place = begin if step > 0 else end - 1
        crowd = -1
        for _ in range(begin, end):
            if crowded[place]:
                crowd = place
            if crowd >= 0:
                gap = np.int64(time[place]) - time[crowd]
                found[place] = abs(gap) <= abs(window)
            place += step
    return found
