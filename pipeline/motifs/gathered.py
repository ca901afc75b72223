"""Gathered windows: from a payment in to the last payment out some days on."""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, FlowGraph, Int64s
from pipeline.motifs.others import first_time
from pipeline.motifs.windows import between, owners, within

ROOM = 1_000_000  # windows made in one go: bounds memory, changes nothing else
LONG_AGO = np.iinfo(np.int32).min


def gathered_windows(
    graph: FlowGraph,
    passed: Int64s,
    chosen: NDArray[np.bool_],
    window_days: int,
    min_in: int,
    min_out: int,
) -> Iterator[pl.DataFrame]:
    """
    Every such window that holds at least ``min_out`` payments out, in parts.

    A window begins with a payment in of a ``chosen`` account (one bool each) that has
    ``min_in`` of them, and ends with its last payment out not later than
    ``window_days`` (closed) after. ``passed`` is, for each payment in, how much of it
    went on.

    A row is account, start, end (seconds), the positions ``first_in:past_in`` and
    ``first_out:past_out``, what came, what was paid, its ratio, the share of what came
    that went on, how many payees the account had not paid before the window, and the
    order: of all pairs of a payment in and a payment out the share in that order (equal
    times count as in order), and how many standard deviations that is from the half
    that no order would give (Mann-Whitney). Sorted by account, then start.
    Cost: O(transactions · log transactions of the account).
    """
    received, sent = graph
    until = sent.time.astype(np.int64)
    _, arrived = between(received, owners(sent), np.full_like(until, LONG_AGO), until)
    ways = chosen & (np.diff(received.ptr) >= min_in) & (np.diff(sent.ptr) >= min_out)
    new = first_time(sent)
    starts = np.flatnonzero(np.repeat(ways, np.diff(received.ptr)))
    for some in np.array_split(starts, starts.size // ROOM + 1):
        account = np.searchsorted(received.ptr, some, side="right") - 1
        start = received.time[some].astype(np.int64)
        first, past = between(sent, account, start, start + window_days * DAY)
        full = past - first >= min_out
        account, start, first, past = (x[full] for x in (account, start, first, past))
        end = sent.time[past - 1].astype(np.int64)
        came = between(received, account, start, end)
        ins, outs = came[1] - came[0], past - first
        pairs = ins.astype(np.float64) * outs
        in_order = (within(arrived, first, past) - came[0] * outs) / pairs
        got, paid = within(received.cents, *came), within(sent.cents, first, past)
        yield pl.DataFrame(
            {
                "account": account,
                "start": start,
                "end": end,
                "first_in": came[0],
                "past_in": came[1],
                "first_out": first,
                "past_out": past,
                "received_cents": got,
                "paid_cents": paid,
                "paid_per_received": paid / got,
                "new_payees": within(new, first, past),
                "soon_share": within(passed, *came) / got,
                "order_share": in_order,
                "order_deviations": (in_order - 0.5)
                / np.sqrt((ins + outs + 1) / (12 * pairs)),
                "span_days": (end - start) / DAY,
            }
        )
