"""
Meetings: one account reaches another by way of several others in between.

The kernel behind scatter-gather and layers, over the ``links`` from one account to
another. From the time ``a`` of any e, the links with e not before ``a`` and f not later
than ``a + window`` (closed, so equal times are in) form a window. It counts if it has
``least`` different middlemen and they are a *coverage* of all the first account has to
do, and of all the last one has: middlemen ÷ max(*near* of the first e at ``a``, *far*
of the last f of any link not later than ``a + window``). A link is found if it lies in
a window that counts; windows of the same two accounts that overlap are one meeting.
"""

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from pipeline.flow_graph import Int32s, Int64s, Side
from pipeline.motifs.budget import USUAL_WORK
from pipeline.motifs.legs import Fair, Flows
from pipeline.motifs.links import Degrees, Limits, links_from
from pipeline.motifs.others import SPLIT
from pipeline.motifs.packed import unpack
from pipeline.motifs.windows import SLACK


@njit(cache=True)
def _middlemen(
    outgoing: Side,
    sent: Side,
    degrees: Degrees,
    limits: Limits,
    held: Int32s,
    links: NDArray[np.int64],
) -> tuple[Int64s, Int64s]:
    """
    For each of the links between two accounts that is the first at its moment, how many
    middlemen the window from there has, and what they are a part of; else 0 and 0.

    ``held`` is 0 for each account, before and after. Cost: O(links · log links).
    """
    size = links.shape[0]
    begun = outgoing.time[links[:, 1]].astype(np.int64)
    ended = sent.time[links[:, 2]].astype(np.int64)
    by_end = np.argsort(ended, kind="mergesort")
    inside = np.zeros(size, np.bool_)
    found, whole = np.zeros(size, np.int64), np.zeros(size, np.int64)
    joined = gone = different = 0
    for first in range(size):
        if first > 0 and begun[first - 1] == begun[first]:
            continue
        while gone < first:
            if inside[gone]:
                middleman = outgoing.other[links[gone, 1]]
                held[middleman] -= 1
                different -= held[middleman] == 0
            gone += 1
        while joined < size and ended[by_end[joined]] <= begun[first] + limits.window:
            link = by_end[joined]
            if link >= first:
                middleman = outgoing.other[links[link, 1]]
                different += held[middleman] == 0
                held[middleman] += 1
                inside[link] = True
            joined += 1
        found[first] = different
        if joined > 0:
            last = sent.row[links[by_end[joined - 1], 2]]
            whole[first] = max(degrees.near[links[first, 1]], degrees.far[last])
    for link in range(size):
        held[outgoing.other[links[link, 1]]] = 0
    return found, whole


@njit(cache=True)
def _meetings_with(
    outgoing: Side,
    sent: Side,
    degrees: Degrees,
    limits: Limits,
    held: Int32s,
    links: NDArray[np.int64],
    place: tuple[int, int],
    out: Int64s,
) -> int:
    """
    Where the meetings of an account with the one account of ``links`` end in ``out``.

    ``place`` is the account and where its meetings go. If ``out`` has any room they are
    written there, each as the number of its entries, then first account, far account,
    most middlemen, what they were a part of, then e and f of each link.
    """
    source, room = place
    found, whole = _middlemen(outgoing, sent, degrees, limits, held, links)
    counted = np.int64(0)  # the last moment whose window counted
    header = -1
    for link in range(links.shape[0]):
        start = np.int64(outgoing.time[links[link, 1]])
        enough = limits.coverage * SLACK * whole[link]
        if found[link] >= max(limits.least, enough):
            if header < 0 or start > counted + limits.window:
                header = room
                room += 5
                if out.size:
                    out[header], out[header + 3] = 4, 0
                    out[header + 1], out[header + 2] = source, links[0, 0]
            if out.size and found[link] > out[header + 3]:
                out[header + 3], out[header + 4] = found[link], whole[link]
            counted = start
        if header >= 0 and sent.time[links[link, 2]] <= counted + limits.window:
            if out.size:
                out[header] += 2
                out[room], out[room + 1] = links[link, 1], links[link, 2]
            room += 2
    return room


@njit(parallel=True, cache=True)
def meetings_by_source(
    outgoing: Side,
    received: Side,
    sent: Side,
    totals: tuple[Int64s, Int64s],
    degrees: Degrees,
    limits: Limits,
    fair: Fair,
    into: tuple[Int64s, Int64s, Int64s],
) -> tuple[Int64s, Int64s, Int64s]:
    """
    Room that the meetings of each account take, what it could look at, and its cuts.

    With room in ``into`` (ptr, out, budgets), an account also writes its meetings to
    ``out[ptr[a]:ptr[a + 1]]``; it then has the budget given, and those without any are
    passed over.
    """
    accounts = outgoing.ptr.size - 1
    room = np.zeros(accounts, np.int64)
    lefts = np.zeros(accounts, np.int64)
    cuts = np.zeros(accounts, np.int64)
    out_ptr, out, budgets = into
    for part in prange(SPLIT):
        flows = Flows(received, sent, totals[0], totals[1])
        seen = np.zeros(accounts, np.int32)
        held = np.zeros(accounts, np.int32)
        links = np.empty((1_024, 3), np.int64)
        begin, past = accounts * part // SPLIT, accounts * (part + 1) // SPLIT
        left = USUAL_WORK * (outgoing.ptr[past] - outgoing.ptr[begin])
        for source in range(begin, past):
            if out.size and out_ptr[source] == out_ptr[source + 1]:
                continue
            lefts[source] = budgets[source] if out.size else left
            about = (degrees, source, lefts[source], limits, fair)
            links, count, looked, cuts[source] = links_from(
                outgoing, flows, *about, seen, links
            )
            left -= looked
            place = out_ptr[source] if out.size else 0
            first = 0
            for link in range(1, count + 1):
                if link == count or links[link, 0] != links[first, 0]:
                    place = _meetings_with(
                        outgoing,
                        sent,
                        degrees,
                        limits,
                        held,
                        links[first:link],
                        (source, place),
                        out,
                    )
                    first = link
            room[source] = place - (out_ptr[source] if out.size else 0)
    return room, lefts, cuts


def find_meetings(
    outgoing: Side, flows: Flows, degrees: Degrees, limits: Limits, fair: Fair
) -> tuple[Int64s, Int64s, int]:
    """
    All meetings, by first account, far account, then time: ``(ptr, entries, cut)``.

    Meeting m is ``entries[ptr[m]:ptr[m + 1]]``: first account, far account, most
    different middlemen of a window, the number they were a part of, then a pair of
    positions for each link, e of ``outgoing`` and f of ``flows.sent``. ``cut`` counts
    payments whose search the work budget ended early.
    """
    graph = (outgoing, flows.received, flows.sent, (flows.got, flows.paid))
    nothing = (np.empty(0, np.int64),) * 3
    room, lefts, cuts = meetings_by_source(*graph, degrees, limits, fair, nothing)
    out_ptr = np.zeros(room.size + 1, np.int64)
    np.cumsum(room, out=out_ptr[1:])
    out = np.empty(out_ptr[-1], np.int64)
    if out.size:
        into = (out_ptr, out, lefts)
        meetings_by_source(*graph, degrees, limits, fair, into)
    ptr, entries = unpack(out)
    return ptr, entries, int(cuts.sum())
