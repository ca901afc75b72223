"""Accounts into which more addresses are emptied than chance lets."""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.chance import chance_of_as_many
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.virtual_asset.arrivals import Trail
from pipeline.red_flags.virtual_asset.sweeps import sweeps, traced

# One of 20 payments is a sweep by accident, until more others are seen to tell.
FEW, FEW_SWEPT = 20, 1


class Emptied(NamedTuple):
    """What makes an address emptied, and a place into which addresses are."""

    window: int  # seconds
    addresses: int
    sweeps: int
    min_share: float  # of what came: the rest is a fee
    givers: int
    small_cents: int  # at least half of the gifts are not above it
    max_chance: float


class Swept(NamedTuple):
    """
    ``ends``: alert, hub, origin (an emptied address), campaign (its holder), row, hop,
    cents, share, named. ``evidence``: alert, row, part.
    """

    ends: pl.DataFrame
    evidence: pl.DataFrame


def swept_hubs(
    ledger: Ledger,
    chain: FlowGraph,
    hubs: NDArray[np.bool_],
    trail: Trail,
    limits: Emptied,
) -> Swept:
    """
    Runs of windows in which ``limits.addresses`` of different holders were emptied into
    one of ``hubs`` (one bool an account) by so many payments, more of all it got than
    chance makes of everybody's, and gifts of so many givers were in them.
    """
    paid, pairs = sweeps(ledger, chain, trail.dwell, limits.min_share * SLACK)
    ends, evidence = traced(ledger, paid, pairs, hubs, trail.hops)
    row = ends["row"].to_numpy()
    runs = in_crowded_windows(
        ends.with_columns(
            pl.Series("earliest", ledger.times.earliest[row]),
            pl.Series("latest", ledger.times.latest[row]),
            subject="hub",
            who="campaign",
        ),
        limits.window,
        limits.addresses,
    ).rename({"run": "alert"})
    shown = evidence.join(
        runs.select("alert", "end").unique(), on="end", maintain_order="left"
    ).select("alert", "row", "part")
    kept = _rare(ledger, paid, runs, trail.dwell, limits)
    kept = kept.join(_from_many(ledger, shown, limits), on="alert", how="semi")
    runs, shown = (
        each.join(kept, on="alert", how="semi", maintain_order="left")
        for each in (runs, shown)
    )
    return Swept(runs, shown)


def _rare(
    ledger: Ledger,
    paid: pl.DataFrame,
    runs: pl.DataFrame,
    dwell: int,
    limits: Emptied,
) -> pl.DataFrame:
    """Alerts whose hub gets more sweeps than chance lets it: alert."""
    # Wider than the run, whose ends are sweeps by choice.
    spans = runs.group_by("alert", "hub", maintain_order=True).agg(
        since=pl.col("earliest").min().cast(pl.Int64) - dwell,
        until=pl.col("latest").max().cast(pl.Int64) + dwell,
    )
    time = pl.Series("time", ledger.rows.time[paid["row"]])
    seen = paid.with_columns(time).join(spans, on="hub", maintain_order="left")
    seen = seen.filter(pl.col("time").is_between("since", "until"))
    here = seen.group_by("alert", maintain_order=True).agg(
        pl.len().alias("trials"),
        pl.col("swept").sum().alias("hits"),
        pl.col("hub").first(),
    )
    every = paid.group_by("hub").agg(all=pl.len(), all_swept=pl.col("swept").sum())
    here = here.join(every, on="hub", maintain_order="left")
    # Beside everybody else's payments, not its own.
    swept = paid["swept"].sum() - here["all_swept"] + FEW_SWEPT
    usual = swept / (paid.height - here["all"] + FEW)
    chance = chance_of_as_many(here["hits"], here["trials"], usual)
    rare = here.filter(
        pl.Series(chance <= limits.max_chance, dtype=pl.Boolean),
        pl.col("hits") >= limits.sweeps,
    )
    return rare.select("alert")


def _from_many(ledger: Ledger, shown: pl.DataFrame, limits: Emptied) -> pl.DataFrame:
    """Alerts with small gifts of enough different givers: alert."""
    gifts = shown.filter(part="gift").unique(["alert", "row"])
    given = gifts.with_columns(
        pl.Series("giver", ledger.rows.sender[gifts["row"]]),
        pl.Series("cents", ledger.rows.cents[gifts["row"]]),
    )
    small = 2 * (pl.col("cents") <= limits.small_cents).sum() >= pl.len()
    return (
        given.group_by("alert")
        .agg(givers=pl.col("giver").n_unique(), small=small)
        .filter("small", pl.col("givers") >= limits.givers)
        .select("alert")
    )
