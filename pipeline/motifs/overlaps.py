"""Which of several findings share a transaction, directly or by way of others."""

import numpy as np
from numba import njit

from pipeline.flow_graph import Int64s


@njit(cache=True)
def root_of(parent: Int64s, finding: int) -> int:
    """The first of its group, to which all on the way are moved closer."""
    while parent[finding] != finding:
        parent[finding] = parent[parent[finding]]
        finding = parent[finding]
    return finding


@njit(cache=True)
def _join(parent: Int64s, holder: Int64s, item: Int64s) -> None:
    for place in range(1, item.size):
        if item[place] == item[place - 1]:
            one = root_of(parent, holder[place - 1])
            other = root_of(parent, holder[place])
            parent[max(one, other)] = min(one, other)
    for finding in range(parent.size):
        parent[finding] = root_of(parent, finding)


def joined_findings(ptr: Int64s, items: Int64s) -> Int64s:
    """
    For each finding the first one of its group; findings that share an item are one.

    Finding f holds ``items[ptr[f]:ptr[f + 1]]``. Cost: O(items · log items).
    """
    parent = np.arange(ptr.size - 1)
    holder = np.repeat(parent, np.diff(ptr))
    order = np.argsort(items, kind="stable")
    _join(parent, holder[order], items[order])
    return parent
