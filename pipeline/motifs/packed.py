"""Lists of different lengths in one array of whole numbers."""

import numpy as np
from numba import njit

from pipeline.flow_graph import Int64s


@njit(cache=True)
def unpack(packed: Int64s) -> tuple[Int64s, Int64s]:
    """From (length, items …) repeated to ``(ptr, items)``."""
    count = 0
    at = 0
    while at < packed.size:
        count += 1
        at += packed[at] + 1
    ptr = np.zeros(count + 1, np.int64)
    items = np.empty(packed.size - count, np.int64)
    at = 0
    for item in range(count):
        ptr[item + 1] = ptr[item] + packed[at]
        for place in range(packed[at]):
            items[ptr[item] + place] = packed[at + 1 + place]
        at += packed[at] + 1
    return ptr, items
