"""
Layers: accounts that pay the same several accounts; and stacks of them.

Two sources *pay alike* if they meet (``meetings``) at common payees: one pays a payee,
the other pays it no earlier than that, ``low`` to ``high`` times as much, and both
payments are a share of all the payee gets meanwhile; and enough such payees, all in a
closed window, are a coverage of those that either source pays around then. Pairs that
pay alike and share a payment are one *layer*: all that its sources paid to its payees
from the first of those payments to the last (closed). Who of two pays first may differ
from payee to payee: each order is a meeting of its own, and one must be enough.

A *stack* is two layers, the payees of the one among the sources of the other. A
middleman counts if the first layer paid it no later than it paid the second, equal
times included; what it got later, and paid earlier, is no member.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph, Side
from pipeline.motifs.legs import Fair, Flows, flows_of
from pipeline.motifs.links import Degrees, Limits, link_positions
from pipeline.motifs.meetings import find_meetings
from pipeline.motifs.overlaps import joined_findings
from pipeline.motifs.scatter_gather import from_here_on, up_to_here
from pipeline.motifs.windows import between, spread


def find_layers(
    graph: FlowGraph, limits: Limits, fair: Fair, barred: NDArray[np.bool_]
) -> tuple[pl.DataFrame, int]:
    """
    One row a payment of a layer, by layer and row: layer, row, source, payee, time,
    cents. Then how many payments the work budget cut. ``barred`` is one bool an
    account: whether it can be no payee.

    Cost as of ``scatter_gather``, hubs, cliques and equal times included, and what the
    sources paid while their layers last.
    """
    received, sent = graph
    near, may_leave = from_here_on(sent, limits)
    may_leave &= ~barred[sent.other]
    far, may_arrive = up_to_here(sent, limits)
    flows = flows_of(graph)
    back = Flows(received, received, flows.got, flows.got)
    degrees = Degrees(near, far, may_leave, may_arrive[received.row])
    ptr, entries, cut = find_meetings(sent, back, degrees, limits, fair)
    ones, others, ends = link_positions(ptr, entries)
    rows = np.stack([sent.row[ones], received.row[others]], axis=1).ravel()
    alike = pl.DataFrame(
        {
            "layer": np.repeat(
                joined_findings(ends * 2, rows.astype(np.int64)), np.diff(ends)
            ),
            "one": np.searchsorted(sent.ptr, ones, side="right") - 1,
            "other": received.other[others].astype(np.int64),
            "payee": sent.other[ones].astype(np.int64),
            "first": sent.time[ones].astype(np.int64),
            "last": received.time[others].astype(np.int64),
        }
    )
    return _between_members(sent, alike), cut


def _between_members(sent: Side, alike: pl.DataFrame) -> pl.DataFrame:
    """All payments of each layer, whose links are ``alike``."""
    spans = alike.group_by("layer").agg(pl.col("first").min(), pl.col("last").max())
    sources = (
        alike.select("layer", pl.concat_list("one", "other").alias("source"))
        .explode("source")
        .unique()
        .join(spans, on="layer")
        .sort("layer", "source")
    )
    source = sources["source"].to_numpy()
    windows = between(
        sent, source, sources["first"].to_numpy(), sources["last"].to_numpy()
    )
    which, position = spread(*windows)
    return (
        sources.select("layer", "source")[which]
        .with_columns(
            pl.Series("row", sent.row[position]),
            pl.Series("payee", sent.other[position], pl.Int64),
            pl.Series("time", sent.time[position]),
            pl.Series("cents", sent.cents[position]),
        )
        .join(
            alike.select("layer", "payee").unique(), on=["layer", "payee"], how="semi"
        )
        .select("layer", "row", "source", "payee", "time", "cents")
        .sort("layer", "row")
    )


def find_stacks(layers: pl.DataFrame, least: int) -> pl.DataFrame:
    """
    One row a payment of a stack of ``least`` middlemen, by stack and row: stack, row,
    middleman, step (1 to the middleman, 2 from it), time, cents.

    ``layers`` as of ``find_layers``. Cost: O(payments · layers that an account is in).
    """
    came = layers.group_by(first="layer", middleman="payee").agg(
        begun=pl.col("time").min()
    )
    went = layers.group_by(second="layer", middleman="source").agg(
        ended=pl.col("time").max()
    )
    both = (
        came.join(went, on="middleman")
        .filter(pl.col("first") != pl.col("second"), pl.col("begun") <= pl.col("ended"))
        .filter(pl.len().over("first", "second") >= least)
        .with_columns(
            stack=pl.struct("first", "second").rank("dense").cast(pl.Int64) - 1
        )
    )
    into = both.join(
        layers, left_on=["first", "middleman"], right_on=["layer", "payee"]
    ).filter(pl.col("time") <= pl.col("ended"))
    out = both.join(
        layers, left_on=["second", "middleman"], right_on=["layer", "source"]
    ).filter(pl.col("time") >= pl.col("begun"))
    columns = ("stack", "row", "middleman", "step", "time", "cents")
    return pl.concat(
        part.with_columns(step=pl.lit(step)).select(columns)
        for step, part in ((1, into), (2, out))
    ).sort("stack", "row", "step")
