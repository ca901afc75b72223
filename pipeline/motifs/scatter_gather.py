"""
Scatter-gather: one account pays several, and they pay one other account.

A meeting (``meetings``) of a source with a sink: the source pays a middleman, who pays
the sink no earlier than that (equal times are legal), an amount of ``low`` to ``high``
times what came. Both payments are a share of what the middleman does meanwhile. All of
it lies in a closed window of some days with enough middlemen, and these are a coverage
of the accounts the source pays in the window from its first payment on, and of those
that pay the sink in the window up to its last. A hub pays and is paid by so many others
that a few middlemen between two hubs are chance, which coverage tells.

Cost: O(transactions · log transactions) for the degrees; each payment of a source looks
at no more payments than ``legs`` says, hubs, cliques and equal times included. Only
payments that can belong to one are looked at: the source pays ``least`` accounts in a
window around it, the sink is paid by as many.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph, Int32s, Int64s, Side
from pipeline.motifs.legs import Fair, flows_of
from pipeline.motifs.links import Degrees, Limits
from pipeline.motifs.meetings import find_meetings
from pipeline.motifs.others import distinct_others
from pipeline.motifs.windows import between, owners


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
    start = side.time.astype(np.int64)
    windows = between(side, owners(side), start, start + limits.window)
    return _different(side, windows, limits.least)


def up_to_here(side: Side, limits: Limits) -> tuple[Int32s, NDArray[np.bool_]]:
    """By transaction row, the same of the windows that end with it."""
    end = side.time.astype(np.int64)
    windows = between(side, owners(side), end - limits.window, end)
    by_row = np.zeros(int(side.row.max(initial=0)) + 1, np.int32)
    may = np.zeros(by_row.size, np.bool_)
    by_row[side.row], may[side.row] = _different(side, windows, limits.least)
    return by_row, may


def _different(
    side: Side, windows: tuple[Int64s, Int64s], least: int
) -> tuple[Int32s, NDArray[np.bool_]]:
    different = distinct_others(side, owners(side), *windows)
    crowded = different >= least
    opened, closed = (
        np.bincount(end[crowded], minlength=side.row.size + 1) for end in windows
    )
    return different.astype(np.int32), np.cumsum(opened - closed)[:-1] > 0
