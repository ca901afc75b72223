"""Accounts that serve everybody: they tell nothing about who belongs together."""

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from pipeline.cases.settings import Settings
from pipeline.flow_graph import Int64s, UInt32s


def find_hubs(dealt: Int64s, kinds: pl.Series, settings: Settings) -> NDArray[np.bool_]:
    """Whether each account is a hub: by its kind, or by how many it dealt with."""
    serves = kinds.cast(pl.String).is_in(settings.hub_kinds).fill_null(False)
    many = dealt > settings.hub_counterparties
    hubs: NDArray[np.bool_] = many | serves.to_numpy()
    return hubs


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
