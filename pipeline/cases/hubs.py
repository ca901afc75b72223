"""Accounts that serve everybody: they tell nothing about who belongs together."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.cases.settings import Settings
from pipeline.flow_graph import Int64s


def find_hubs(dealt: Int64s, kinds: pl.Series, settings: Settings) -> NDArray[np.bool_]:
    """Whether each account is a hub: by its kind, or by how many it dealt with."""
    serves = kinds.cast(pl.String).is_in(settings.hub_kinds).fill_null(False)
    many = dealt > settings.hub_counterparties
    hubs: NDArray[np.bool_] = many | serves.to_numpy()
    return hubs
