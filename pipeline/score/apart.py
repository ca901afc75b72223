"""
Accounts that stand apart: hubs, and who deals regularly with many.

An employer and his staff, a landlord and tenants, a club and members, a market place
and its sellers: many others, nearly all of them again and again. That is the lawful
context of half a bank's customers, not a way that money of few takes. Nothing is
carried by way of them. Nor does an alert about another account credit them, as all who
use an exchange, a lender or a remittance office would: only a shop, or an account at
another bank, that deals with few may be one of the few.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph
from pipeline.motifs.counterparties import counterparties, serve_everybody
from pipeline.motifs.windows import spread
from pipeline.score.settings import Settings


class Apart(NamedTuple):
    """Of each account."""

    barred: NDArray[np.bool_]  # nothing is carried by way of it
    crowd: NDArray[np.bool_]  # no alert about another account credits it


def apart(graph: FlowGraph, kinds: pl.Series, settings: Settings) -> Apart:
    """O(transactions · log)."""
    received, sent = graph
    dealt = counterparties(received.ptr, received.other, sent.ptr, sent.other)
    hubs, crowds = (
        serve_everybody(dealt, kinds, some, settings.hub_counterparties)
        for some in (settings.hub_kinds, settings.crowd_kinds)
    )
    many = np.flatnonzero(~(hubs & crowds) & (dealt >= settings.regular_others))
    regular = _deal_regularly(graph, many, settings)
    return Apart(hubs | regular, crowds | regular)


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
