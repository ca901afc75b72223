"""
Legs: how one payment goes on as the next one at the account that received it.

Payment e brings money to account v at time t; payment f takes money from v at time
u >= t (equal times are legal). f is a leg of e if its amount lies in a given range and
if the two are a fair *share* of what v does meanwhile: e of everything v received, f of
everything v paid in the closed interval [t, u]. So a middleman who mostly passes on is
told from a busy account where a payment in and a payment out merely look alike. They
may also have to be a share of what v does in a fixed time *around* them: e of what v
received from ``around`` seconds before t to as many after, f of what v paid so long
before and after u, closed; or a shop would pass on whichever sale equals its next bill.

The share also bounds the work. A payment f is looked at from e only while e is a
``share`` of what has come in since, so each f is looked at from O(log(largest/smallest
amount) / share) payments, hubs and equal times included; and e has at most
range / share legs. With a share of 0 every payment out in time is looked at.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from pipeline.flow_graph import FlowGraph, Int64s, Side
from pipeline.motifs.windows import SLACK

# What a search for legs remembers, one number each: the payment it began with (who got
# it, when, how much), its place on both sides, what moved since, payments looked at.
HOLDER, CAME, WORTH, OUT, IN, PAID, GOT, LOOKED = range(8)
CURSOR = 8


class Fair(NamedTuple):
    """What share of its middleman's doings a payment and its leg must have."""

    share: float  # while the money rests
    around_share: float
    around: int  # seconds


class Flows(NamedTuple):
    """A flow graph with running sums: entry p is the cents before position p."""

    received: Side
    sent: Side
    got: Int64s
    paid: Int64s


def flows_of(graph: FlowGraph) -> Flows:
    """``graph`` must hold values above 0 only."""
    sums = []
    for side in graph:
        total = np.zeros(side.cents.size + 1, np.int64)
        np.cumsum(side.cents, out=total[1:])
        sums.append(total)
    return Flows(*graph, *sums)


@njit(cache=True)
def first_at(side: Side, account: int, time: int) -> int:
    """The first position of ``account`` not earlier than ``time``; past all if none."""
    low, high = side.ptr[account], side.ptr[account + 1]
    while low < high:
        middle = (low + high) // 2
        if side.time[middle] < time:
            low = middle + 1
        else:
            high = middle
    return int(low)


@njit(cache=True)
def before_more(side: Side, account: int, since: int, until: int, most: float) -> int:
    """The last time, at most ``until``, up to which no more than ``most`` moved."""
    moved = 0
    position = first_at(side, account, since)
    while position < side.ptr[account + 1] and side.time[position] <= until:
        moved += side.cents[position]
        if moved > most:
            return int(side.time[position]) - 1
        position += 1
    return until


@njit(cache=True)
def owner_of(side: Side, position: int, guess: int) -> int:
    """The account that owns ``position``; at once where it is ``guess``."""
    low, high = 0, side.ptr.size - 1
    if side.ptr[guess] <= position < side.ptr[guess + 1]:
        return guess
    while high - low > 1:  # the last entry that is not past it
        middle = (low + high) // 2
        if side.ptr[middle] <= position:
            low = middle
        else:
            high = middle
    return low


@njit(cache=True)
def begin_legs(
    flows: Flows, cursor: Int64s, holder: int, time: int, cents: int
) -> None:
    """Set ``cursor`` to look for legs of a payment to ``holder``."""
    cursor[HOLDER], cursor[CAME], cursor[WORTH] = holder, time, cents
    cursor[OUT] = first_at(flows.sent, holder, time)
    cursor[IN] = first_at(flows.received, holder, time)
    cursor[PAID] = cursor[GOT] = cursor[LOOKED] = 0


@njit(cache=True)
def _stands_out(flows: Flows, cursor: Int64s, leg: int, fair: Fair) -> bool:
    """Whether a payment and its leg are large in what the middleman does around."""
    if fair.around_share == 0:
        return True
    received, sent = flows.received, flows.sent
    holder, came, went = cursor[HOLDER], cursor[CAME], np.int64(sent.time[leg])
    got = (
        flows.got[first_at(received, holder, came + fair.around + 1)]
        - flows.got[first_at(received, holder, came - fair.around)]
    )
    paid = (
        flows.paid[first_at(sent, holder, went + fair.around + 1)]
        - flows.paid[first_at(sent, holder, went - fair.around)]
    )
    least = fair.around_share * SLACK
    return bool(cursor[WORTH] >= least * got and sent.cents[leg] >= least * paid)


@njit(cache=True)
def next_leg(
    flows: Flows,
    cursor: Int64s,
    until: int,
    cents: tuple[float, float],
    fair: Fair,
) -> int:
    """
    The next leg of the payment of ``cursor``, a position of the sent side, or -1.

    Not later than ``until`` and within the closed range ``cents``. ``cursor`` remembers
    the place and counts in LOOKED how many payments were looked at.
    """
    received, sent = flows.received, flows.sent
    first_out = sent.ptr[cursor[HOLDER]]
    past_out = sent.ptr[cursor[HOLDER] + 1]
    past_in = received.ptr[cursor[HOLDER] + 1]
    low, high = cents
    least = fair.share * SLACK
    most_got = np.inf if least == 0 else cursor[WORTH] / least
    most_paid = np.inf if least == 0 else high / least
    while cursor[OUT] < past_out and sent.time[cursor[OUT]] <= until:
        out = cursor[OUT]
        now = sent.time[out]
        if least == 0:
            cursor[LOOKED] += 1
        elif out == first_out or sent.time[out - 1] != now:
            same = out  # everything paid and received up to and including this moment
            while same < past_out and sent.time[same] == now:
                cursor[PAID] += sent.cents[same]
                cursor[LOOKED] += 1
                if cursor[PAID] > most_paid:
                    return -1
                same += 1
            while cursor[IN] < past_in and received.time[cursor[IN]] <= now:
                cursor[GOT] += received.cents[cursor[IN]]
                cursor[LOOKED] += 1
                if cursor[GOT] > most_got:
                    return -1
                cursor[IN] += 1
        cursor[OUT] += 1
        paid = sent.cents[out]
        if (
            low <= paid <= high
            and paid >= least * cursor[PAID]
            and _stands_out(flows, cursor, out, fair)
        ):
            return int(out)
    return -1


@njit(cache=True)
def met(cursors: Int64s, depth: int, account: int) -> bool:
    """Whether one of the payments up to ``depth`` went to ``account``."""
    found = False
    for leg in range(depth + 1):
        found |= cursors[leg, HOLDER] == account
    return found


@njit(cache=True)
def comes_home(flows: Flows, last: int, begun: int, share: float) -> bool:
    """Whether ``last`` is a share of all that its receiver got since ``begun``."""
    home, ended = flows.sent.other[last], np.int64(flows.sent.time[last])
    got = (
        flows.got[first_at(flows.received, home, ended + 1)]
        - flows.got[first_at(flows.received, home, begun)]
    )
    return bool(flows.sent.cents[last] >= share * got)
