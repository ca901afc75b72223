"""Which of several findings share a transaction, directly or by way of others."""

import numpy as np
from numba import njit

from pipeline.flow_graph import Int64s


@njit(cache=True)
def _root(parent: Int64s, finding: int) -> int:
    while parent[finding] != finding:
        parent[finding] = parent[parent[finding]]
        finding = parent[finding]
    return finding


@njit(cache=True)
def joined_findings(ptr: Int64s, items: Int64s) -> Int64s:
    """
    For each finding the first one of its group; findings that share an item are one.

    Finding f holds ``items[ptr[f]:ptr[f + 1]]``. Cost: O(items · log items).
    """
    parent = np.arange(ptr.size - 1)
    holder = np.repeat(np.arange(ptr.size - 1), np.diff(ptr))
    order = np.argsort(items, kind="mergesort")
    for place in range(1, order.size):
        if items[order[place]] == items[order[place - 1]]:
            one = _root(parent, holder[order[place - 1]])
            other = _root(parent, holder[order[place]])
            parent[max(one, other)] = min(one, other)
    for finding in range(parent.size):
        parent[finding] = _root(parent, finding)
    return parent
