"""Paths of payments as alerts: those that share a payment are one."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, Int64s
from pipeline.motifs.overlaps import joined_findings
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger

MEASURED = ("payments", "first_cents", "last_cents", "kept_share", "span_days", "paths")


def chosen_paths(
    ptr: Int64s, rows: Int64s, kept: NDArray[np.bool_]
) -> tuple[Int64s, Int64s]:
    """``(ptr, rows)`` of those paths for which ``kept`` holds."""
    legs = np.diff(ptr)
    fewer = np.zeros(int(kept.sum()) + 1, np.int64)
    np.cumsum(legs[kept], out=fewer[1:])
    return fewer, rows[np.repeat(kept, legs)]


def both_paths(
    some: tuple[Int64s, Int64s], others: tuple[Int64s, Int64s]
) -> tuple[Int64s, Int64s]:
    """``(ptr, rows)`` of ``some`` paths, then of ``others``."""
    ptr = np.append(some[0], others[0][1:] + some[0][-1])
    return ptr, np.append(some[1], others[1])


def measured_paths(ledger: Ledger, ptr: Int64s, rows: Int64s) -> pl.DataFrame:
    """
    One row a path, in the order given: path, alert, origin (the first sender) and
    middleman (the first receiver), payments, first, last, least and most cents, days.

    Path p is transaction rows ``rows[ptr[p]:ptr[p + 1]]``.
    """
    sender, receiver, time, cents = ledger.rows
    first, last = rows[ptr[:-1]], rows[ptr[1:] - 1]
    worth = cents[rows]
    return pl.DataFrame(
        {
            "path": np.arange(ptr.size - 1),
            "alert": joined_findings(ptr, rows),
            "origin": sender[first],
            "middleman": receiver[first],
            "payments": np.diff(ptr),
            "first_cents": cents[first],
            "last_cents": cents[last],
            "least_cents": np.minimum.reduceat(worth, ptr[:-1]),
            "most_cents": np.maximum.reduceat(worth, ptr[:-1]),
            "span_days": (np.maximum.reduceat(time[rows], ptr[:-1]) - time[first])
            / DAY,
        }
    )


def hops_of(ptr: Int64s) -> Int64s:
    """Paths whose payments follow each other: the first is hop 1."""
    hops: Int64s = np.arange(ptr[-1]) - np.repeat(ptr[:-1], np.diff(ptr)) + 1
    return hops


def told(
    ledger: Ledger,
    ptr: Int64s,
    rows: Int64s,
    hops: Int64s,
    paths: pl.DataFrame,
    cut: int,
    measured: tuple[str, ...] = MEASURED,
) -> Found:
    """
    One alert a group of ``paths`` (alert, path, account, strength and ``measured`` but
    for ``paths``), told by its strongest path, the first of equally strong ones.

    Evidence is every payment of every path: "hop 1", "hop 2" … as in the strongest path
    that holds it; ``hops`` is which hop each of ``rows`` is.
    """
    ranked = paths.sort("alert", "strength", "path", descending=[False, True, False])
    alerts = ranked.group_by("alert", maintain_order=True).agg(
        pl.all().first(), paths=pl.len()
    )
    payments = pl.DataFrame(
        {
            "path": np.repeat(np.arange(ptr.size - 1), np.diff(ptr)),
            "row": rows,
            "part": pl.Series(hops).cast(pl.String),
        }
    )
    evidence = ranked.select("alert", "path").join(
        payments, on="path", maintain_order="left_right"
    )
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *measured),
        evidence.select("alert", "row", part=pl.lit("hop ") + pl.col("part")),
        cut,
    )
