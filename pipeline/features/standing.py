"""
What one account's payments on one side amount to at a moment: kept, moved on, read.

A standing is a row of whole numbers (see the slots below), so that sums do not depend
on the order of what they add. It is moved on time by time: first every payment of the
new moment is added, then what has left each window is taken out. Payments of equal
times are therefore one event, whatever their order.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from pipeline.features.links import NONE, links_of
from pipeline.flow_graph import Int32s, Int64s, Side, UInt32s

WINDOW_DAYS = (1, 4, 14, 30)
N_WINDOWS = len(WINDOW_DAYS)
LONGEST = N_WINDOWS - 1
CASH, ABROAD, BELOW_LIMIT, ROUND, AT_RISK = 1, 2, 4, 8, 16  # marks of a payment
N_MARKS = 5
STEPS = 32  # of an octave: amounts are weighed on a scale of 2 ** (1 / 32)
MIDDLE = 13 * STEPS  # about 82 units of the base currency: keeps the powers small
UNWEIGHED = -32_768  # of an amount that is not known
GAP_UNIT = 1_024  # seconds: the square of any gap, added up, stays below 2 ** 63
BITS = 65_536  # c · log2(c) is kept in these parts

# The slots of a standing.
NEXT = 0  # the first position that is not counted yet
EVER_OTHERS, EVER_CENTS, MOST_CENTS, KNOWN, ENTROPY = 1, 2, 3, 4, 5
POWERS = 6  # four: sums of the first to fourth powers of the weighed amounts
FIRST_TIME, LAST_TIME, EARLIER_TIME = 10, 11, 12
MOMENTS, GAP_SUM, GAP_SQUARES = 13, 14, 15  # gaps between different times
FRESH = 16  # payments in the longest window that are the first with their other end
MARKED = 17  # one for each mark: payments in the longest window that have it
OLDEST = MARKED + N_MARKS  # for each window, its first position
OTHERS = OLDEST + N_WINDOWS  # for each window, how many different ones in it
CENTS = OTHERS + N_WINDOWS  # for each window, known cents in it
SLOTS = CENTS + N_WINDOWS


class Lane(NamedTuple):
    """A side with what is known of each position; flat, for numba nests no deeper."""

    ptr: Int64s
    other: UInt32s
    time: Int32s
    cents: Int64s
    row: UInt32s
    before: Int32s  # as in Links
    after: Int32s
    nth: Int32s
    scale: NDArray[np.int16]  # the weighed amount: log2 of cents in STEPS, or UNWEIGHED
    marks: NDArray[np.uint8]  # by row, not by position


def lane_of(side: Side, marks: NDArray[np.uint8]) -> Lane:
    return Lane(*side, *links_of(side), scale_of(side.cents), marks)


def scale_of(cents: Int64s) -> NDArray[np.int16]:
    """Amounts on the scale of STEPS an octave; UNWEIGHED where unknown or nothing."""
    known = cents > 0
    steps = np.rint(np.log2(np.where(known, cents, 1)) * STEPS)
    found: NDArray[np.int16] = np.where(known, steps, UNWEIGHED).astype(np.int16)
    return found


def standings_of(side: Side) -> Int64s:
    """Of every account the standing before its first payment: (accounts, SLOTS)."""
    empty = np.zeros((side.ptr.size - 1, SLOTS), np.int64)
    empty[:, NEXT] = side.ptr[:-1]
    empty[:, OLDEST : OLDEST + N_WINDOWS] = side.ptr[:-1, None]
    return empty


@njit(cache=True)
def part_of_entropy(count: int) -> int:
    return int(np.rint(count * np.log2(count) * BITS)) if count > 1 else 0


@njit(cache=True)
def add(lane: Lane, standing: Int64s, past: int) -> None:
    """Count the positions up to ``past``: all those of one moment."""
    time, cents, row = lane.time, lane.cents, lane.row
    first = standing[NEXT]
    if first == past:
        return
    now = np.int64(time[first])
    if standing[MOMENTS]:
        gap = (now - standing[LAST_TIME]) // GAP_UNIT
        standing[GAP_SUM] += gap
        standing[GAP_SQUARES] += gap * gap
        standing[EARLIER_TIME] = standing[LAST_TIME]
    else:
        standing[FIRST_TIME] = now
    standing[MOMENTS] += 1
    standing[LAST_TIME] = now
    for position in range(first, past):
        before = lane.before[position]
        if before == NONE:
            standing[EVER_OTHERS] += 1
            standing[FRESH] += 1
        nth = np.int64(lane.nth[position])
        standing[ENTROPY] += part_of_entropy(nth) - part_of_entropy(nth - 1)
        marks = lane.marks[row[position]]
        for mark in range(N_MARKS):
            standing[MARKED + mark] += (marks >> mark) & 1
        value = max(cents[position], 0)
        standing[EVER_CENTS] += value
        standing[MOST_CENTS] = max(standing[MOST_CENTS], value)
        for window in range(N_WINDOWS):
            standing[CENTS + window] += value
            standing[OTHERS + window] += before < standing[OLDEST + window]
        if lane.scale[position] != UNWEIGHED:
            standing[KNOWN] += 1
            weight = np.int64(lane.scale[position]) - MIDDLE
            power = np.int64(1)
            for each in range(4):
                power *= weight
                standing[POWERS + each] += power
    standing[NEXT] = past


@njit(cache=True)
def drop(lane: Lane, standing: Int64s, now: int, windows: Int64s) -> None:
    """Take out of each window (seconds, closed at its far end) what is older."""
    time, cents, row = lane.time, lane.cents, lane.row
    past = standing[NEXT]
    for window in range(N_WINDOWS):
        oldest = standing[OLDEST + window]
        while oldest < past and now - time[oldest] > windows[window]:
            standing[CENTS + window] -= max(cents[oldest], 0)
            after = lane.after[oldest]
            standing[OTHERS + window] -= after == NONE or after >= past
            if window == LONGEST:
                standing[FRESH] -= lane.before[oldest] == NONE
                marks = lane.marks[row[oldest]]
                for mark in range(N_MARKS):
                    standing[MARKED + mark] -= (marks >> mark) & 1
            oldest += 1
        standing[OLDEST + window] = oldest
