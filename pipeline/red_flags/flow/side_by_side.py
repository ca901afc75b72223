"""Layering side by side: scatter-gathers and stacks, as findings beside chains."""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, Int64s
from pipeline.motifs.layers import find_layers, find_stacks
from pipeline.motifs.legs import Fair
from pipeline.motifs.links import Limits, link_positions
from pipeline.motifs.overlaps import joined_findings
from pipeline.motifs.scatter_gather import find_scatter_gathers
from pipeline.red_flags.flow.paths import MEASURED as OF_PATHS
from pipeline.red_flags.red_flag import Ledger

# In a layer every pair of sources counts, so each may cover less of what they do: of
# 1,000 payments 0.01 were false, in stacks none. What different payers pay the same
# payee differs more than what is passed on.
LOOSER, WIDER = 2 / 3, 2
ALIKE = 2  # payees that two sources of a layer share, middlemen that two layers share
MEASURED = (*OF_PATHS, "middlemen")
TOLD = ("finding", "account", "strength", *(n for n in MEASURED if n != "paths"))


class Findings(NamedTuple):
    """``payments`` is finding, row, hop; ``measured`` is what TOLD names."""

    payments: pl.DataFrame
    measured: pl.DataFrame
    cut: int


def scatter_gathers(
    ledger: Ledger, barred: NDArray[np.bool_], limits: Limits, fair: Fair
) -> Findings:
    """Those whose middlemen are not ``barred`` (one bool an account); sources tell."""
    sent = ledger.valued.sent
    ptr, entries, cut = find_scatter_gathers(ledger.valued, limits, fair, barred)
    ones, others, ends = link_positions(ptr, entries)
    source, _, middlemen, whole = (entries[ptr[:-1] + at] for at in range(4))
    payments = pl.DataFrame(
        {
            "finding": np.tile(np.repeat(np.arange(source.size), np.diff(ends)), 2),
            "row": sent.row[np.append(ones, others)],
            "hop": np.repeat([1, 2], ones.size),
            "middleman": np.tile(sent.other[ones], 2),
        }
    )
    found = pl.DataFrame(
        {
            "finding": np.arange(source.size),
            "account": source,
            "strength": middlemen / whole * (1 - 0.5 * limits.least / middlemen),
        }
    )
    return _measured(ledger, payments, found, cut)


def stacks(
    ledger: Ledger, barred: NDArray[np.bool_], limits: Limits, fair: Fair
) -> Findings:
    """Two layers with ALIKE middlemen, none ``barred``; the first of them tells."""
    wider = limits._replace(
        least=ALIKE,
        coverage=limits.coverage * LOOSER,
        low=limits.low / WIDER,
        high=limits.high * WIDER,
    )
    layers, cut = find_layers(ledger.valued, wider, fair, barred)
    payments = find_stacks(layers, ALIKE).rename({"stack": "finding"})
    number = pl.col("middleman").n_unique()
    found = payments.group_by("finding", maintain_order=True).agg(
        account=pl.col("middleman").min(), strength=1 - 0.5 * ALIKE / number
    )
    return _measured(ledger, payments.rename({"step": "hop"}), found, cut)


def _measured(
    ledger: Ledger, payments: pl.DataFrame, found: pl.DataFrame, cut: int
) -> Findings:
    payments = payments.select(
        pl.col("finding", "hop", "middleman").cast(pl.Int64), pl.col("row")
    )
    rows = payments["row"].to_numpy()
    paid = payments.with_columns(
        pl.Series("time", ledger.rows.time[rows], pl.Int64),
        pl.Series("cents", ledger.rows.cents[rows], pl.Int64),
    ).unique(["finding", "row", "hop"])
    values = paid.group_by("finding").agg(
        pl.len().alias("payments"),
        pl.col("middleman").n_unique().alias("middlemen"),
        first_cents=pl.col("cents").filter(pl.col("hop") == 1).sum(),
        last_cents=pl.col("cents").filter(pl.col("hop") == 2).sum(),
        span_days=(pl.col("time").max() - pl.col("time").min()) / DAY,
    )
    measured = found.join(values, on="finding").with_columns(
        kept_share=pl.col("last_cents") / pl.col("first_cents")
    )
    return Findings(payments.drop("middleman"), measured.select(TOLD), cut)


def together(*kinds: Findings) -> tuple[Int64s, Int64s, Int64s, pl.DataFrame, int]:
    """
    All findings as ``paths.told`` wants them: ``(ptr, rows, hops, paths, cut)``; those
    that share a payment are one alert.
    """
    offset = 0
    payments, measured = [], []
    for kind in kinds:
        moved = pl.col("finding") + offset
        payments.append(
            kind.payments.select(moved, pl.col("row", "hop").cast(pl.Int64))
        )
        measured.append(kind.measured.with_columns(moved.alias("path")).drop("finding"))
        offset += kind.measured.height
    every = pl.concat(payments).unique(["finding", "row"]).sort("finding", "hop", "row")
    paths = pl.concat(measured, how="vertical_relaxed").sort("path")
    ptr = np.zeros(offset + 1, np.int64)
    np.cumsum(np.bincount(every["finding"], minlength=offset), out=ptr[1:])
    rows = every["row"].to_numpy().copy()
    alert = joined_findings(ptr, rows)
    return (
        ptr,
        rows,
        every["hop"].to_numpy(),
        paths.with_columns(pl.Series("alert", alert)),
        sum(kind.cut for kind in kinds),
    )
