"""
Exposure: how near money brought an account to one of the *seeds*, and by which path.

A path of d payments leads from the account to a seed (direction "to"), each payment
from the receiver of the one before and not certainly earlier; or from a seed to the
account (direction "from"), so that the money of either moves in order of time. The
payment with the seed must be one that may have happened while it was a seed.

A payment weighs the *share* that its two ends' payments that way have of all that one
of them moved: of all paid by its sender on the way to a seed, of all got by its
receiver on the way from one. A path weighs the smallest share on it, times
``decay ** (d - 1)``; an account scores its heaviest path. So a utility that a seed pays
too is next to nothing, and everything behind it is less. Of paths of equal weight the
shortest stands. A path that comes back to its own account never outweighs the rest of
itself, so none is barred.
"""

from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph, Int32s, Side, UInt32s
from pipeline.motifs.heaviest_paths import (
    Paths,
    Way,
    heaviest_paths,
    pair_shares,
)

PATH: dict[str, Any] = {
    "account": pl.UInt32,
    "direction": pl.String,  # "to" or "from" a seed
    "seed": pl.UInt32,
    "hops": pl.Int64,
    "share": pl.Float64,  # the smallest on the path
    "score": pl.Float64,
    "rows": pl.List(pl.UInt32),  # the path's payments, in the order of the money
}


class Seeds(NamedTuple):
    """Accounts, and when each is a seed, closed; one may stand repeatedly."""

    account: UInt32s
    since: Int32s  # graph seconds
    until: Int32s


def exposure(
    graph: FlowGraph,
    seeds: Seeds,
    times: tuple[Int32s, Int32s],
    *,
    max_hops: int = 3,
    decay: float = 0.4,
    min_score: float = 0.0,
) -> pl.DataFrame:
    """
    The heaviest path of each account and direction that scores at least ``min_score``.

    ``graph`` holds values above 0 only; ``times`` are the earliest and the latest
    second of each transaction row. Columns are those of PATH, sorted by account, then
    direction. An account that is itself a seed has no row. Cost: O(max_hops ·
    transactions · log degree), some 60 bytes a transaction while it runs.
    """
    earliest, latest = times
    toward, back = graph.sent, graph.received
    found = []
    if seeds.account.size and graph.n_transactions:
        for name, side, may, must in (
            ("to", toward, latest, earliest),
            ("from", back, ~earliest, ~latest),
        ):
            way = Way(side, pair_shares(side), may[side.row], must[side.row])
            touches = _with_seed(side, seeds, times)
            paths = heaviest_paths(way, touches, max_hops, decay)
            found.append(_told(way, paths, seeds, name, min_score))
    table = pl.concat([pl.DataFrame(schema=PATH), *found])
    return table.sort("account", "direction")


def _with_seed(
    side: Side, seeds: Seeds, times: tuple[Int32s, Int32s]
) -> NDArray[np.bool_]:
    """Of each position, whether its other end may have been a seed then."""
    ever = np.zeros(side.ptr.size - 1, np.bool_)
    ever[seeds.account] = True
    near = np.flatnonzero(ever[side.other])
    payments = pl.DataFrame(
        {
            "position": near,
            "account": side.other[near],
            "earliest": times[0][side.row[near]],
            "latest": times[1][side.row[near]],
        }
    )
    while_seed = payments.join(pl.DataFrame(seeds._asdict()), on="account").filter(
        pl.col("latest") >= pl.col("since"), pl.col("earliest") <= pl.col("until")
    )
    touches = np.zeros(side.other.size, np.bool_)
    touches[while_seed["position"].to_numpy()] = True
    return touches


def _told(
    way: Way, paths: Paths, seeds: Seeds, direction: str, min_score: float
) -> pl.DataFrame:
    told = (paths.score > 0) & (paths.score >= min_score)
    told[seeds.account] = False
    account = np.flatnonzero(told)
    hops = paths.hops[account]
    steps = [paths.first[account]]
    for step in range(1, int(hops.max(initial=0))):
        # A path of h payments is followed through the tables of h, h - 1, …
        left = hops - step
        onward = np.full(account.size, -1)
        for after, following in enumerate(paths.following, start=1):
            here = left == after
            onward[here] = following[steps[-1][here]]
        steps.append(onward)
    last = np.array([*steps])[hops - 1, np.arange(account.size)]
    rows = np.array([np.where(step >= 0, way.side.row[step], 0) for step in steps])
    table = pl.DataFrame(
        {
            "account": account,
            "direction": pl.repeat(direction, account.size, eager=True),
            "seed": way.side.other[last],
            "hops": hops,
            "share": paths.share[account],
            "score": paths.score[account],
            "rows": pl.Series(rows.T, dtype=pl.List(pl.UInt32)),
        },
        schema_overrides=PATH,
    )
    ordered = pl.col("rows").list.head(pl.col("hops"))
    if direction == "from":
        ordered = ordered.list.reverse()
    return table.with_columns(ordered)
