"""K-core: those left when whoever has too few neighbours keeps being dropped."""

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from pipeline.flow_graph import Int64s


def k_core(one: ArrayLike, other: ArrayLike, nodes: int, k: int) -> NDArray[np.bool_]:
    """
    Of each node 0 … ``nodes`` - 1, whether it is in the k-core of the pairs.

    The pairs ``one``, ``other`` have no direction, a repeated pair counts once and a
    pair with oneself not at all. The k-core is the largest set whose members all have
    ``k`` neighbours or more in it; several groups apart may make it up. Cost:
    O(pairs · log pairs + nodes).
    """
    a, b = np.asarray(one, np.int64), np.asarray(other, np.int64)
    key = np.unique(np.minimum(a, b)[a != b] * nodes + np.maximum(a, b)[a != b])
    low, high = key // max(nodes, 1), key % max(nodes, 1)
    node = np.concatenate([low, high])
    order = np.argsort(node, kind="stable")
    ptr = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(node, minlength=nodes), out=ptr[1:])
    core: NDArray[np.bool_] = _peeled(ptr, np.concatenate([high, low])[order], k)
    return core


@njit(cache=True)
def _peeled(ptr: Int64s, neighbour: Int64s, k: int) -> NDArray[np.bool_]:
    """Drop nodes with fewer than ``k`` neighbours left until none is."""
    left = np.diff(ptr)
    kept = left >= k
    dropped = np.empty(left.size, np.int64)  # a stack; each node enters it once
    high = 0
    for node in range(left.size):
        if not kept[node]:
            dropped[high] = node
            high += 1
    while high > 0:
        high -= 1
        node = dropped[high]
        for place in range(ptr[node], ptr[node + 1]):
            near = neighbour[place]
            left[near] -= 1
            if kept[near] and left[near] < k:
                kept[near] = False
                dropped[high] = near
                high += 1
    return kept
