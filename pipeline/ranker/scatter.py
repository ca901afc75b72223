"""A fixed scatter of whole numbers, to keep some of many: the same on any machine."""

import numpy as np
from numpy.typing import NDArray

from pipeline.flow_graph import Int64s


def scattered(number: Int64s, seed: int) -> NDArray[np.uint64]:
    """Below 2³², spread evenly; another ``seed`` spreads otherwise."""
    mixed = (number.astype(np.uint64) + np.uint64(seed)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    found: NDArray[np.uint64] = mixed * np.uint64(0xBF58476D1CE4E5B9) >> np.uint64(32)
    return found
