"""Netting: value that goes both ways between two accounts until it evens out."""

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph, Int32s, Int64s
from pipeline.motifs.payments_back import paid_both_ways
from pipeline.motifs.windows import owners


@njit(cache=True)
def even_periods(
    ptr: Int64s,
    cents: Int64s,
    earliest: Int32s,
    latest: Int32s,
    most_open: float,
    least_cents: int,
    least_each_way: int,
    longest: int,
) -> Int64s:
    """
    For each payment the period that evens out it belongs to, or -1.

    Pair p owns payments ``ptr[p]:ptr[p + 1]``, sorted by ``earliest``; ``cents`` are
    above 0 one way and below 0 the other. A period begins with the first payment after
    the one before it. It evens out at the first moment at which at least
    ``least_cents`` have moved in it, ``least_each_way`` payments or more each way, and
    the ways differ by at most ``most_open`` of what moved (closed); payments of one
    moment are in together. A period that certainly lasts longer than ``longest``
    seconds does not even out: its first payment is left out and it begins with the
    next. Periods are numbered by pair, then time. Cost: O(payments): each joins the
    sums once and leaves them once.
    """
    period = np.full(cents.size, -1, np.int64)
    known = 0
    for pair in range(ptr.size - 1):
        first = ptr[pair]
        moved = np.zeros(2, np.int64)
        count = np.zeros(2, np.int64)
        for last in range(ptr[pair], ptr[pair + 1]):
            while earliest[last] - np.int64(latest[first]) > longest:
                way = int(cents[first] < 0)
                moved[way] -= abs(cents[first])
                count[way] -= 1
                first += 1
            way = int(cents[last] < 0)
            moved[way] += abs(cents[last])
            count[way] += 1
            if last + 1 < ptr[pair + 1] and earliest[last + 1] == earliest[last]:
                continue
            gross = moved[0] + moved[1]
            enough = gross >= least_cents and count.min() >= least_each_way
            if enough and abs(moved[0] - moved[1]) <= most_open * gross:
                period[first : last + 1] = known
                known += 1
                first = last + 1
                moved[:] = 0
                count[:] = 0
    return period


def wandering(ptr: Int64s, cents: Int64s) -> NDArray[np.float64]:
    """
    Of each pair how far the balance between the two wanders, against what chance gives.

    The balance starts at 0 and is squared after each payment, weighed by the square of
    that payment; payments that go either way by chance give 1 on average, those of two
    who even out every so often much less, those that mostly go one way more. No pair
    may be empty. Cost: O(payments).
    """
    if not cents.size:
        return np.empty(0)
    first = ptr[:-1]
    running = np.cumsum(cents)
    balance = running - np.repeat(running[first] - cents[first], np.diff(ptr))
    squares = np.square(cents.astype(np.float64))
    moved = np.add.reduceat(np.square(balance.astype(np.float64)) * squares, first)
    found: NDArray[np.float64] = 2 * moved / np.square(np.add.reduceat(squares, first))
    return found


def two_way_payments(
    graph: FlowGraph, earliest: Int32s, latest: Int32s
) -> pl.DataFrame:
    """
    Payments between accounts that have paid each other: a and b (numbers, a < b), row,
    cents (above 0 from a to b, below 0 back), earliest, latest.

    ``graph`` holds values above 0 only, ``earliest`` and ``latest`` are by transaction
    row. Sorted by pair, earliest, latest, row. Cost: O(transactions · log degree), and
    sorting the payments that are told.
    """
    received, sent = graph
    both = paid_both_ways(sent.ptr, sent.other, received.ptr, received.other)
    payer, payee = owners(sent)[both].astype(np.uint32), sent.other[both]
    row, cents = sent.row[both], sent.cents[both]
    return pl.DataFrame(
        {
            "a": np.minimum(payer, payee),
            "b": np.maximum(payer, payee),
            "row": row,
            "cents": np.where(payer < payee, cents, -cents),
            "earliest": earliest[row],
            "latest": latest[row],
        }
    ).sort("a", "b", "earliest", "latest", "row")


def pair_ptr(payments: pl.DataFrame) -> Int64s:
    """Where each pair of ``two_way_payments`` begins, and where the last one ends."""
    counts = payments.select(pl.struct("a", "b").rle())["a"].struct.field("len")
    ptr = np.zeros(counts.len() + 1, np.int64)
    np.cumsum(counts, out=ptr[1:])
    return ptr
