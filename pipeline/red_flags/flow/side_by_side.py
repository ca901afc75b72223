"""Layering side by side: scatter-gathers and stacks, as findings beside chains."""

from typing import Annotated, NamedTuple

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, HOUR, Int64s
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


# A slow scatter-gather speaks by its shape alone: its sums are not kept.
SHAPE_ALONE = 0.7


class Sides(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Thresholds of what stands side by side."""

    side_window_hours: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            description="side by side; of 14 real attempts none took more than 95",
        ),
    ] = 96
    min_side_middlemen: Annotated[
        int, msgspec.Meta(ge=2, description="side by side; two are often chance")
    ] = 3
    min_coverage_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="middlemen side by side of all the source pays in that time, "
            "and of all who pay the sink: published, cuts false flags 400-fold",
        ),
    ] = 0.3
    min_side_share: Annotated[
        float,
        msgspec.Meta(
            ge=0.01,
            le=1,
            description="side by side, as min_moment_share; 0.05 is a third more work",
        ),
    ] = 0.1
    max_side_factor: Annotated[
        float,
        msgspec.Meta(
            ge=1, description="passed on over came; real ones 0.64 to 1.34, some split"
        ),
    ] = 2
    slow_window_days: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            description="slow scatter-gathers: a month, as middlemen who are told to "
            "wait may take",
        ),
    ] = 30
    min_slow_middlemen: Annotated[
        int,
        msgspec.Meta(
            ge=2, description="one more than quick ones need, for the sums tell nothing"
        ),
    ] = 4
    min_slow_coverage_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="as min_coverage_share, for half: customers of one shop are no "
            "half of whom their employer pays. Of made-up ledgers of two seeds none "
            "met it; with 0.3, 50 did, none of them a scheme",
        ),
    ] = 0.5
    max_slow_factor: Annotated[
        float,
        msgspec.Meta(
            ge=1,
            description="passed on over came: sums in parts, or with others' money, "
            "but no trifle of it, as a shop's takings are of wages",
        ),
    ] = 5


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


def quick(limits: Sides, max_work: int) -> Limits:
    """What makes a scatter-gather whose sums are kept."""
    return Limits(
        limits.side_window_hours * HOUR,
        limits.min_side_middlemen,
        limits.min_coverage_share,
        1 / limits.max_side_factor,
        limits.max_side_factor,
        max_work,
    )


def slow_scatter_gathers(
    ledger: Ledger, barred: NDArray[np.bool_], limits: Sides, max_work: int
) -> Findings:
    """Those that take weeks and keep no sums, but are most of what both ends do."""
    slow = Limits(
        limits.slow_window_days * DAY,
        limits.min_slow_middlemen,
        limits.min_slow_coverage_share,
        1 / limits.max_slow_factor,
        limits.max_slow_factor,
        max_work,
    )
    found = scatter_gathers(ledger, barred, slow, Fair(limits.min_side_share, 0.0, 0))
    weaker = found.measured.with_columns(strength=pl.col("strength") * SHAPE_ALONE)
    return found._replace(measured=weaker)


def besides(some: Findings, others: Findings) -> Findings:
    """Those of ``some`` that share no payment with ``others``."""
    known = some.payments.join(others.payments, on="row", how="semi")["finding"]
    told = pl.col("finding").is_in(known.unique().implode())
    kept = some.measured.filter(~told)
    number = dict(zip(kept["finding"], range(kept.height), strict=True))
    again = pl.col("finding").replace_strict(number, return_dtype=pl.Int64)
    payments = some.payments.filter(~told).with_columns(again)
    return Findings(payments, kept.with_columns(again), some.cut)


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
    measured = found.join(values, on="finding", maintain_order="left").with_columns(
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
    every = pl.concat(payments).sort("finding", "hop", "row")
    every = every.unique(["finding", "row"], keep="first", maintain_order=True)
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
