"""Paths of payments as alerts: those that share a payment are one."""

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY, Int64s
from pipeline.motifs.overlaps import joined_findings
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger

MEASURED = ("payments", "first_cents", "last_cents", "kept_share", "span_days", "paths")


def measured_paths(ledger: Ledger, ptr: Int64s, positions: Int64s) -> pl.DataFrame:
    """
    One row a path, in the order given: path, alert, origin (the first sender) and
    middleman (the first receiver), payments, first, last, least and most cents, days.

    Path p is ``positions[ptr[p]:ptr[p + 1]]`` in the sent side of ``ledger.valued``.
    """
    sent = ledger.valued.sent
    first, last = positions[ptr[:-1]], positions[ptr[1:] - 1]
    cents = sent.cents[positions]
    return pl.DataFrame(
        {
            "path": np.arange(ptr.size - 1),
            "alert": joined_findings(ptr, positions),
            "origin": np.searchsorted(sent.ptr, first, side="right") - 1,
            "middleman": sent.other[first],
            "payments": np.diff(ptr),
            "first_cents": sent.cents[first],
            "last_cents": sent.cents[last],
            "least_cents": np.minimum.reduceat(cents, ptr[:-1]),
            "most_cents": np.maximum.reduceat(cents, ptr[:-1]),
            "span_days": (sent.time[last] - sent.time[first]) / DAY,
        }
    )


def told(
    ledger: Ledger, ptr: Int64s, positions: Int64s, paths: pl.DataFrame, cut: int
) -> Found:
    """
    One alert a group of ``paths`` (alert, path, account, strength and MEASURED but for
    ``paths``), told by its strongest path, the first of equally strong ones.

    Evidence is every payment of every path: "hop 1", "hop 2" … as in the strongest path
    that holds it.
    """
    ranked = paths.sort("alert", "strength", "path", descending=[False, True, False])
    alerts = ranked.group_by("alert", maintain_order=True).agg(
        pl.all().first(), paths=pl.len()
    )
    hop = np.arange(positions.size) - np.repeat(ptr[:-1], np.diff(ptr)) + 1
    payments = pl.DataFrame(
        {
            "path": np.repeat(np.arange(ptr.size - 1), np.diff(ptr)),
            "row": ledger.valued.sent.row[positions],
            "part": pl.Series(hop).cast(pl.String),
        }
    )
    evidence = ranked.select("alert", "path").join(
        payments, on="path", maintain_order="left_right"
    )
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        evidence.select("alert", "row", part=pl.lit("hop ") + pl.col("part")),
        cut,
    )
