"""
Accounts by way of which nothing is carried: hubs, and who deals regularly with many.

An employer and his staff, a landlord and tenants, a club and members, a market place
and its sellers: many others, nearly all of them again and again. That is the lawful
context of half a bank's customers, not a way that money of few takes.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph
from pipeline.motifs.counterparties import counterparties, serve_everybody
from pipeline.motifs.windows import spread
from pipeline.score.settings import Settings


def apart(graph: FlowGraph, kinds: pl.Series, settings: Settings) -> NDArray[np.bool_]:
    """Of each account, whether nothing goes by way of it. O(transactions · log)."""
    received, sent = graph
    dealt = counterparties(received.ptr, received.other, sent.ptr, sent.other)
    hubs = serve_everybody(
        dealt, kinds, settings.hub_kinds, settings.hub_counterparties
    )
    many = np.flatnonzero(~hubs & (dealt >= settings.regular_others))
    return hubs | _deal_regularly(graph, many, settings)


def _deal_regularly(
    graph: FlowGraph, accounts: NDArray[np.int64], settings: Settings
) -> NDArray[np.bool_]:
    regular = np.zeros(graph.n_accounts, np.bool_)
    again = pl.col("times") >= settings.regular_payments
    for side in graph:
        which, position = spread(side.ptr[accounts], side.ptr[accounts + 1])
        account = accounts[which]
        others = (
            pl.DataFrame(
                {"account": account, "other": side.other[position].astype(np.int64)}
            )
            .filter(pl.col("account") != pl.col("other"))
            .group_by("account", "other")
            .agg(times=pl.len())
            .group_by("account")
            .agg(others=pl.len(), again=again.sum())
            .filter(
                (pl.col("others") >= settings.regular_others)
                & (pl.col("again") >= settings.regular_share * pl.col("others"))
            )
        )
        regular[others["account"].to_numpy()] = True
    return regular
