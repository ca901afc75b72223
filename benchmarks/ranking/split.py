"""The order of transactions and its three parts: training, validation, test."""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

SHUFFLE_SEED = 20_240_101
TRAINED, VALIDATED = 0.6, 0.8


class Parts(NamedTuple):
    """Rows up to ``trained`` are for training, up to ``validated`` for validation."""

    trained: int
    validated: int


def in_time_order(rows: pl.DataFrame, seed: int = SHUFFLE_SEED) -> pl.DataFrame:
    """
    ``rows`` oldest first; those of equal ``time`` in an order that tells nothing.

    The order within a day gives labels away in some generators. It depends on the ids
    and ``seed`` only, not on the order of ``rows``.
    """
    by_id = rows.sort("transaction_id")
    place = np.random.default_rng(seed).permutation(by_id.height)
    return by_id.with_columns(place=place).sort("time", "place").drop("place")


def parts(time: NDArray[np.int64]) -> Parts:
    """
    60, 20 and 20 percent of rows by time, which is sorted; equal times stay together.

    Where a cut would fall among equal times, they all belong to the later part.
    """
    cuts = [
        int(np.searchsorted(time, time[int(share * time.size)])) if time.size else 0
        for share in (TRAINED, VALIDATED)
    ]
    return Parts(*cuts)
