"""The payments and accounts that a ranker sets highest, with what it saw of them."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.flow_graph import Int64s
from pipeline.ranker.boosters import Floats
from pipeline.ranker.ranker import Ranker
from pipeline.ranker.reasons import Reason

EXPLAINED = 1_000  # payments and accounts of highest priority: reasons cost time
Tell = Callable[[Ranker, Floats, Int64s], list[list[Reason]]]


class Top:
    """The EXPLAINED highest of what comes, with their values; the latest of each."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.number = np.empty(0, np.int64)
        self.height = np.empty(0, np.float64)
        self.values: Floats | None = None

    def add(
        self, number: Int64s, height: NDArray[np.floating[Any]], values: Floats
    ) -> None:
        """Numbers that come again are higher than they were; equals stay in order."""
        first = np.argsort(-height, kind="stable")[:EXPLAINED]
        stays = ~np.isin(self.number, number)
        numbers = np.concatenate([self.number[stays], number[first]])
        heights = np.concatenate([self.height[stays], height[first]])
        if self.values is None:
            self.values = values[:0]
        all_values = np.concatenate([self.values[stays], values[first]])
        best = np.argsort(-heights, kind="stable")[:EXPLAINED]
        self.number, self.height = numbers[best], heights[best]
        self.values = all_values[best]

    def reasons(self, ranker: Ranker, grains: Int64s) -> dict[int, list[Reason]]:
        """By number, of priorities in ``grains``, what makes them up."""
        if self.values is None or not self.number.size:
            return {}
        told = self.tell(ranker, self.values, grains[self.number])
        return dict(zip(self.number.tolist(), told, strict=True))
