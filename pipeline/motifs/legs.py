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
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph, Int32s, Int64s, Side
from pipeline.motifs.windows import SLACK

# What a search for legs remembers, one number each: the payment it began with (who got
# it, when, how much), its place on both sides and where they end, the moment it has
# counted, what moved since, payments looked at.
HOLDER, CAME, WORTH, OUT, PAST_OUT, IN, PAST_IN, COUNTED, PAID, GOT, LOOKED = range(11)
CURSOR = 11


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


class Lanes(NamedTuple):
    """The columns that a search reads at every step: few, for passing them costs."""

    out_time: Int32s
    out_cents: Int64s
    in_time: Int32s
    in_cents: Int64s


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
def begin_legs(
    flows: Flows, cursor: Int64s, holder: int, time: int, cents: int
) -> None:
    """Set ``cursor`` to look for legs of a payment to ``holder``."""
    received, sent = flows.received, flows.sent
    cursor[HOLDER], cursor[CAME], cursor[WORTH] = holder, time, cents
    cursor[OUT], cursor[PAST_OUT] = first_at(sent, holder, time), sent.ptr[holder + 1]
    cursor[IN] = first_at(received, holder, time)
    cursor[PAST_IN] = received.ptr[holder + 1]
    cursor[COUNTED] = time - 1
    cursor[PAID] = cursor[GOT] = cursor[LOOKED] = 0


@njit(cache=True)
def stands_out(flows: Flows, cursor: Int64s, leg: int, fair: Fair) -> bool:
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


@njit(cache=True, inline="always")
def leg_from(
    lanes: Lanes,
    cursors: NDArray[np.int64],
    depth: int,
    until: int,
    cents: tuple[float, float],
    share: float,
) -> int:
    """
    The next payment that may be a leg by its amount, and by its share while the money
    rests, or -1; of the payment of ``cursors[depth]``, as ``next_leg``.
    """
    found = -1
    low, high = cents
    least = share * SLACK
    while found < 0 and cursors[depth, OUT] < cursors[depth, PAST_OUT]:
        out = cursors[depth, OUT]
        now = np.int64(lanes.out_time[out])
        if now > until:
            break
        if least == 0:
            cursors[depth, LOOKED] += 1
        elif cursors[depth, COUNTED] != now:
            # Everything paid and received up to and including this moment.
            cursors[depth, COUNTED] = now
            same, past = out, cursors[depth, PAST_OUT]
            paid, most = cursors[depth, PAID], high / least
            while same < past and lanes.out_time[same] == now and paid <= most:
                paid += lanes.out_cents[same]
                same += 1
            cursors[depth, PAID] = paid
            came, past = cursors[depth, IN], cursors[depth, PAST_IN]
            got, bound = cursors[depth, GOT], cursors[depth, WORTH] / least
            if paid <= most:
                while came < past and lanes.in_time[came] <= now and got <= bound:
                    got += lanes.in_cents[came]
                    came += 1
            cursors[depth, LOOKED] += same - out + came - cursors[depth, IN]
            cursors[depth, IN], cursors[depth, GOT] = came, got
            if paid > most or got > bound:
                break
        cursors[depth, OUT] += 1
        worth = lanes.out_cents[out]
        if low <= worth <= high and worth >= least * cursors[depth, PAID]:
            found = out
    return found


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
    lanes = Lanes(sent.time, sent.cents, received.time, received.cents)
    cursors = cursor.reshape((1, CURSOR))
    while True:
        leg = leg_from(lanes, cursors, 0, until, cents, fair.share)
        if leg < 0 or stands_out(flows, cursor, leg, fair):
            return int(leg)
