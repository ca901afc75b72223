"""Crowded windows: spans of time in which many different ones act on one subject."""

import numpy as np
import polars as pl
from numba import njit

from pipeline.flow_graph import Int64s


@njit(cache=True)
def crowded_windows(
    ptr: Int64s,
    who: Int64s,
    earliest: Int64s,
    latest: Int64s,
    worth: Int64s,
    window: int,
    at_least: int,
    least_worth: int,
) -> Int64s:
    """
    For each event the run of crowded windows it belongs to, or -1.

    Subject ``s`` owns events ``ptr[s]:ptr[s + 1]``, sorted by ``earliest``. Events
    share a window if all can lie at most ``window`` seconds apart, its last second
    included; it is crowded if at least ``at_least`` different ``who`` are in it and
    its events are together worth at least ``least_worth``.
    Crowded windows that share an event are one run, named by the position of the newest
    event of its first crowded window. Cost: O(events · log events) on one thread, for
    it sees the few transactions that pass a red flag's filter.
    """
    run = np.full(who.size, -1, np.int64)
    for subject in range(ptr.size - 1):
        begin, end = ptr[subject], ptr[subject + 1]
        if end - begin < at_least:
            continue
        known = np.unique(who[begin:end])
        seen = np.zeros(known.size, np.int64)  # events in the window, by who
        leaving = begin + np.argsort(latest[begin:end], kind="mergesort")
        left_at = np.full(end - begin, end, np.int64)  # the first newest without it
        crowded = np.full(end - begin, -1, np.int64)  # run of the window it closes
        gone = 0  # events left so far, in order of ``latest``
        distinct = 0
        together = 0  # worth of the events in the window
        shared = 0  # events in the window that the last crowded one held too
        last_crowded = -1
        for newest in range(begin, end):
            while latest[leaving[gone]] < earliest[newest] - window:
                old = leaving[gone]
                place = np.searchsorted(known, who[old])
                seen[place] -= 1
                distinct -= seen[place] == 0
                together -= worth[old]
                shared -= old <= last_crowded
                left_at[old - begin] = newest
                gone += 1
            place = np.searchsorted(known, who[newest])
            distinct += seen[place] == 0
            seen[place] += 1
            together += worth[newest]
            if distinct >= at_least and together >= least_worth:
                joined = last_crowded >= 0 and shared > 0
                crowded[newest - begin] = (
                    crowded[last_crowded - begin] if joined else newest
                )
                last_crowded = newest
                shared = newest + 1 - begin - gone
        coming = -1  # the next crowded window's newest event
        for event in range(end - 1, begin - 1, -1):
            if crowded[event - begin] >= 0:
                coming = event
            if coming >= 0 and coming < left_at[event - begin]:
                run[event] = crowded[coming - begin]
    return run


def in_crowded_windows(
    events: pl.DataFrame, window: int, at_least: int, least_worth: int = 0
) -> pl.DataFrame:
    """
    Those of ``events`` that lie in a crowded window, with the ``run`` they belong to.

    Columns subject, who, earliest, latest are whole numbers, and so is worth, which
    only ``least_worth`` asks for; further ones are kept.
    Sorted by subject, earliest, latest, who; runs are numbered in that order.
    """
    ordered = events.sort("subject", "earliest", "latest", "who")
    counts = ordered["subject"].rle().struct.field("len")
    ptr = np.zeros(counts.len() + 1, np.int64)
    np.cumsum(counts, out=ptr[1:])
    run = crowded_windows(
        ptr,
        np.array(ordered["who"], np.int64),
        np.array(ordered["earliest"], np.int64),
        np.array(ordered["latest"], np.int64),
        np.array(ordered["worth"], np.int64)
        if least_worth
        else np.zeros(ordered.height, np.int64),
        window,
        at_least,
        least_worth,
    )
    kept = ordered.with_columns(pl.Series("run", run)).filter(pl.col("run") >= 0)
    return kept.with_columns(pl.col("run").rank("dense").cast(pl.Int64) - 1)
