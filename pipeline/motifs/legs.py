"""
Legs: how one payment goes on as the next one at the account that received it.

Payment e brings money to account v at time t; payment f takes money from v at time
u >= t (equal times are legal). f is a leg of e if its amount lies in a given range and
if the two are a fair *share* of what v does meanwhile: e of everything v received, f of
everything v paid in the closed interval [t, u]. So a middleman who mostly passes on is
told from a busy account where a payment in and a payment out merely look alike.

The share also bounds the work. A payment f is looked at from e only while e is a
``share`` of what has come in since, so each f is looked at from O(log(largest/smallest
amount) / share) payments, hubs and equal times included; and e has at most
range / share legs. With a share of 0 every payment out in time is looked at.
"""

import numpy as np
from numba import njit

from pipeline.flow_graph import Int64s, Side
from pipeline.motifs.windows import SLACK

OUT, IN, PAID, GOT, LOOKED = range(5)  # columns of a cursor
CURSOR = 5


@njit(cache=True)
def first_at(side: Side, account: int, time: int) -> int:
    """The first position of ``account`` that is not earlier than ``time``."""
    low, high = side.ptr[account], side.ptr[account + 1]
    while low < high:
        middle = (low + high) // 2
        if side.time[middle] < time:
            low = middle + 1
        else:
            high = middle
    return int(low)


@njit(cache=True)
def begin_legs(received: Side, sent: Side, payment: int, cursor: Int64s) -> None:
    """Set ``cursor`` to look for legs of ``payment``, a position of ``sent``."""
    middleman, time = sent.other[payment], sent.time[payment]
    cursor[OUT] = first_at(sent, middleman, time)
    cursor[IN] = first_at(received, middleman, time)
    cursor[PAID] = cursor[GOT] = 0


@njit(cache=True)
def next_leg(
    received: Side,
    sent: Side,
    payment: int,
    cursor: Int64s,
    until: int,
    cents: tuple[float, float],
    share: float,
) -> int:
    """
    The next leg of ``payment``, a position of ``sent``, or -1 where there is none.

    Not later than ``until`` and within the closed range ``cents``. ``cursor`` remembers
    the place and counts in LOOKED how many payments were looked at.
    """
    middleman = sent.other[payment]
    past_out, past_in = sent.ptr[middleman + 1], received.ptr[middleman + 1]
    low, high = cents
    most_got = np.inf if share == 0 else sent.cents[payment] / (share * SLACK)
    most_paid = np.inf if share == 0 else high / (share * SLACK)
    while cursor[OUT] < past_out and sent.time[cursor[OUT]] <= until:
        out = cursor[OUT]
        now = sent.time[out]
        if out == sent.ptr[middleman] or sent.time[out - 1] != now:
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
        if low <= paid <= high and paid >= share * SLACK * cursor[PAID]:
            return int(out)
    return -1
