"""
What the graph and the tables say of each transaction row, as flat arrays.

A time that is not known to the second is an interval: what might have been so counts
as so, and an order that is not certain is never assumed.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, FlowGraph, Int32s, Int64s, UInt32s
from pipeline.schemas.words import TIME_PRECISIONS

# Half a month each way: approximate times in documented cases are known to the month.
APPROXIMATE_SECONDS = 15 * DAY
BEFORE = {"second": 0, "minute": 0, "day": 0, "approximate": APPROXIMATE_SECONDS}
AFTER = {
    "second": 0,
    "minute": 59,
    "day": DAY - 1,
    "approximate": APPROXIMATE_SECONDS,
}


class Rows(NamedTuple):
    """Of each transaction row: both accounts, the booked time, the value."""

    sender: UInt32s
    receiver: UInt32s
    time: Int32s
    cents: Int64s


class Times(NamedTuple):
    """Of each transaction row the earliest and latest second it can have happened."""

    earliest: Int32s
    latest: Int32s


def rows_of(graph: FlowGraph) -> Rows:
    sent, received = graph.sent, graph.received
    n = graph.n_transactions
    sender, receiver = np.empty(n, np.uint32), np.empty(n, np.uint32)
    time, cents = np.empty(n, np.int32), np.empty(n, np.int64)
    numbers = np.arange(graph.n_accounts, dtype=np.uint32)
    sender[sent.row] = np.repeat(numbers, np.diff(sent.ptr))
    receiver[received.row] = np.repeat(numbers, np.diff(received.ptr))
    time[sent.row], cents[sent.row] = sent.time, sent.cents
    return Rows(sender, receiver, time, cents)


def times_of(time: Int32s, precision: pl.Series) -> Times:
    """
    ``precision`` is the column ``time_precision`` of the same rows.

    Where every time is known to the second, ``time`` itself is both.
    """
    known = precision.cast(pl.Enum(TIME_PRECISIONS)).to_physical().to_numpy()
    return Times(_moved(time, known, BEFORE, -1), _moved(time, known, AFTER, 1))


def _moved(
    time: Int32s, known: NDArray[np.uint8], by_name: dict[str, int], way: int
) -> Int32s:
    seconds = np.array([way * by_name[name] for name in TIME_PRECISIONS], np.int32)
    if not seconds[np.flatnonzero(np.bincount(known, minlength=1))].any():
        return time
    moved: Int32s = time + seconds[known]
    return moved
