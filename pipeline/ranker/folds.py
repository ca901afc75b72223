"""Trees that have not seen what they look at: one set a part of the time."""

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.ranker import boosters
from pipeline.ranker.boosters import Bools, Floats, TrainSettings

if TYPE_CHECKING:
    from lightgbm import Booster


class Folds(NamedTuple):
    """Trees, and the rows (first, past) that they speak of; together all rows."""

    of_rows: "list[tuple[Booster, int, int]]"

    def log_odds(self, first: int, values: Floats, threads: int) -> Floats:
        """Of the rows from ``first`` on, each by the trees that speak of it."""
        past = first + values.shape[0]
        odds = np.empty(values.shape[0], np.float32)
        for booster, begin, end in self.of_rows:
            low, high = max(first, begin), min(past, end)
            if low < high:
                some = slice(low - first, high - first)
                odds[some] = boosters.log_odds(booster, values[some], threads)
        return odds


def folds(
    whole: "Booster",
    rows: NDArray[np.int64],
    values: Floats,
    positive: Bools,
    places: tuple[int, int],
    settings: TrainSettings,
    rounds: int,
) -> Folds:
    """
    ``rows`` to train on (ascending) with their ``values``; ``places`` are where
    training ends and how many rows there are. Rows after training are ``whole``'s.
    """
    trained, n_rows = places
    found = []
    for begin, end in pairwise(
        np.linspace(0, trained, settings.folds + 1).astype(np.int64).tolist()
    ):
        apart = (rows < begin) | (rows >= end)
        trees = boosters.fit(values[apart], positive[apart], settings, rounds)
        found.append((trees, begin, end))
    return Folds([*found, (whole, trained, n_rows)])
