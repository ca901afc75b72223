"""How many others each account deals with, and how much of its dealings each one is."""

from collections.abc import Collection

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph, Int64s, UInt32s
from pipeline.motifs.windows import spread, within


@njit(cache=True)
def counterparties(
    received_ptr: Int64s, received: UInt32s, sent_ptr: Int64s, sent: UInt32s
) -> Int64s:
    """
    Of each account, how many other accounts it ever dealt with, itself left out.

    O(transactions + accounts) time, O(accounts) memory.
    """
    accounts = received_ptr.size - 1
    dealt = np.zeros(accounts, np.int64)
    last_met = np.full(accounts, -1, np.int64)  # by which account, so far
    for account in range(accounts):
        last_met[account] = account
        for place in range(received_ptr[account], received_ptr[account + 1]):
            dealt[account] += last_met[received[place]] != account
            last_met[received[place]] = account
        for place in range(sent_ptr[account], sent_ptr[account + 1]):
            dealt[account] += last_met[sent[place]] != account
            last_met[sent[place]] = account
    return dealt


def serve_everybody(
    dealt: Int64s, kinds: pl.Series, hub_kinds: Collection[str], most: int
) -> NDArray[np.bool_]:
    """Of each account, whether all use its kind or it dealt with more than ``most``."""
    serves = kinds.cast(pl.String).is_in(hub_kinds).fill_null(False)
    hubs: NDArray[np.bool_] = (dealt > most) | serves.to_numpy()
    return hubs


class Totals:
    """Known cents that each account received and sent."""

    def __init__(self, graph: FlowGraph) -> None:
        self.sides = [
            (side, within(np.maximum(side.cents, 0), side.ptr[:-1], side.ptr[1:]))
            for side in graph
        ]


def dealing_shares(
    totals: Totals, accounts: Int64s, hub: NDArray[np.bool_]
) -> pl.DataFrame:
    """
    account, other, share of those with whom each of ``accounts`` (distinct) dealt.

    ``share`` is the largest of what moved one way, of all that its payer paid or of all
    that its payee got. Hubs and the account itself are left out. Cost: O(transactions
    of the accounts · log), so leave hubs out of ``accounts`` too.
    """
    (received, got), (sent, paid) = totals.sides
    ways = []
    for side, own, theirs in ((received, got, paid), (sent, paid, got)):
        which, position = spread(side.ptr[accounts], side.ptr[accounts + 1])
        other = side.other[position]
        kept = ~hub[other] & (other != accounts[which])
        moved = pl.DataFrame(
            {
                "account": accounts[which][kept],
                "other": other[kept].astype(np.int64),
                "cents": np.maximum(side.cents[position], 0)[kept],
            }
        )
        sums = moved.group_by("account", "other").agg(pl.col("cents").sum())
        least = np.minimum(own[sums["account"]], theirs[sums["other"]])
        ways.append(
            sums.select(
                "account",
                "other",
                share=pl.col("cents") / pl.Series(np.maximum(least, 1)),
            )
        )
    return (
        pl.concat(ways)
        .group_by("account", "other")
        .agg(pl.col("share").max())
        .sort("account", "other")
    )
