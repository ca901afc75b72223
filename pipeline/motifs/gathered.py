"""
Gather-scatter: many pay one account, and then it pays many.

At a moment when the account pays, the gathering is the fresh visits (``fans``) of
payers that open in the ``near`` seconds up to that moment, the scattering those of
payees in as many seconds from it on, both closed: what comes at the moment itself may
be paid out with it. Each side is weighed against the account's own surroundings, and
the two ``surprise`` add up, for in an account where payments come and go at random
neither would follow from the other. So the order is enforced, and a shop that always
has customers and always pays bills is no waist.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph, Int64s
from pipeline.motifs.fans import ROOM, Counts, Limits, weighed


def gathered_windows(
    graph: FlowGraph,
    counts: tuple[Counts, Counts],
    chosen: NDArray[np.bool_],
    limits: Limits,
    least: tuple[int, int],
) -> Iterator[pl.DataFrame]:
    """
    All moments of a ``chosen`` account (one bool each) at which a fresh visit to a
    payee opens and that have ``least`` different payers before and payees after.

    ``counts`` are of payments received and sent. In parts; a row is account, moment,
    the positions ``first_in:past_in`` of the gathering and ``first_out:past_out`` of
    the scattering, payers, payees, and surprise. Sorted by account, then moment. Cost:
    O(transactions · log transactions of the account), hubs included.
    """
    received, sent = graph
    of_account = np.diff(counts[0].fresh[received.ptr]) >= least[0]
    of_account &= np.diff(counts[1].fresh[sent.ptr]) >= least[1]
    opened = np.diff(counts[1].fresh) > 0
    opened &= np.repeat(of_account & chosen, np.diff(sent.ptr))
    places = np.flatnonzero(opened)
    for some in np.array_split(places, places.size // ROOM + 1):
        account = np.searchsorted(sent.ptr, some, side="right") - 1
        moment = sent.time[some].astype(np.int64)
        gather = weighed(
            received, counts[0], account, moment - limits.near, limits, given=0
        )
        scatter = weighed(sent, counts[1], account, moment, limits, given=1)
        full = (gather[2] >= least[0]) & (scatter[2] >= least[1])
        columns: dict[str, Int64s | NDArray[np.float64]] = {
            "account": account,
            "moment": moment,
            "first_in": gather[0],
            "past_in": gather[1],
            "first_out": scatter[0],
            "past_out": scatter[1],
            "payers": gather[2],
            "payees": scatter[2],
            "surprise": gather[3] + scatter[3],
        }
        yield pl.DataFrame({name: column[full] for name, column in columns.items()})
