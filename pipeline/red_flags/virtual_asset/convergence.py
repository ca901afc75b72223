"""Accounts where the money of several campaigns comes together within some days."""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.windows import within
from pipeline.red_flags.commingled import commingled
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.virtual_asset.arrivals import Trail, arrivals, way_to
from pipeline.red_flags.virtual_asset.campaigns import POOLED, Gifts, campaigns, offers


class Converged(NamedTuple):
    """
    ``ends``: alert, hub, origin (a campaign's account), campaign (its holder), row,
    hop, cents, share, named (is it called a campaign); a row is a payment that brought
    a campaign's money to a hub.
    ``way``: alert, row, hop of every payment by which it came.
    """

    ends: pl.DataFrame
    way: pl.DataFrame


def converged(
    ledger: Ledger,
    chain: FlowGraph,
    hubs: NDArray[np.bool_],
    gifts: Gifts,
    trail: Trail,
    window: int,
    at_least: int,
    min_share: float,
) -> Converged:
    """
    Runs of windows of ``window`` seconds (closed, times not known to the second widen
    them) in which the money of ``at_least`` campaigns of different holders came to one
    of ``hubs`` (one bool an account). ``share`` is how much of all that a campaign's
    account paid in virtual assets arrived there, of the payments where a value is not
    known, and for one that only looks so at most the share of what it got; less than
    ``min_share`` is not counted. What a campaign pays to one that is called so, or to
    an account of its own holder, is no arrival; a hub that only looks so is a hub.
    """
    origins = campaigns(ledger, chain, gifts)
    barred = commingled(ledger) | offers(ledger, *POOLED)
    steps = arrivals(ledger, chain, origins, barred, trail)
    holder = ledger.principals.holder
    receiver = ledger.rows.receiver
    ends = steps.group_by("origin", "row", "hop", maintain_order=True).agg(
        pl.when(pl.col("cents").is_null().any())
        .then(None)
        .otherwise(pl.col("cents").sum())
        .alias("cents")
    )
    ends = ends.with_columns(hub=receiver[ends["row"]], campaign=holder[ends["origin"]])
    hub = ends["hub"].to_numpy()
    called = offers(ledger, "campaign")
    counts = hubs[hub] & ~called[hub] & (holder[hub] != ends["campaign"].to_numpy())
    received = chain.received
    got = within(received.cents, received.ptr[:-1], received.ptr[1:])
    origin = ends["origin"].to_numpy()
    ends = ends.with_columns(
        named=pl.Series(called[origin]), got=pl.Series(got[origin])
    )
    ends = _shares(ends, counts, steps).filter(pl.col("share") >= min_share)
    row = ends["row"].to_numpy()
    runs = in_crowded_windows(
        ends.with_columns(
            pl.Series("earliest", ledger.times.earliest[row]),
            pl.Series("latest", ledger.times.latest[row]),
            subject="hub",
            who="campaign",
        ),
        window,
        at_least,
    ).rename({"run": "alert"})
    return Converged(runs, way_to(steps, runs.select("alert", "origin", "row", "hop")))


def _shares(
    ends: pl.DataFrame, counts: NDArray[np.bool_], steps: pl.DataFrame
) -> pl.DataFrame:
    """The ends that count, with the share of the origin's payments they make up."""
    unknown = pl.col("cents").is_null()
    begun = steps.filter(pl.col("hop") == 1)
    whole = begun.group_by("origin").agg(
        all_cents=pl.col("cents").sum(), payments=pl.len(), unknown=unknown.any()
    )
    here = ends.filter(pl.Series(counts)).join(
        whole, on="origin", maintain_order="left"
    )
    pair = ["origin", "hub"]
    by_value = pl.col("cents").sum().over(pair) / pl.col("all_cents")
    by_count = (pl.col("hop") == 1).sum().over(pair) / pl.col("payments")
    share = pl.when("unknown").then(by_count).otherwise(by_value)
    # What only looks like a campaign also sweeps most of what it got to the hub.
    swept = pl.col("cents").sum().over(pair) / pl.col("got")
    share = pl.when("named").then(share).otherwise(pl.min_horizontal(share, swept))
    return here.with_columns(share=share).drop(
        "all_cents", "payments", "unknown", "got"
    )
