"""Maximum flow on arrays: Dinic's algorithm."""

from typing import NamedTuple, Self

import numpy as np
from numba import njit

from pipeline.flow_graph import Int64s


class Arcs(NamedTuple):
    """
    A directed network; arc i runs from ``tail[i]`` to ``head[i]``, its twin back.

    In ``order`` the arcs and twins that leave node n are ``ptr[n]:ptr[n + 1]``; arc i
    is 2 i there and its twin 2 i + 1.
    """

    tail: Int64s
    head: Int64s
    capacity: Int64s
    ptr: Int64s
    order: Int64s
    target: Int64s  # of arc 2 i the head, of its twin the tail
    source: int
    sink: int

    @classmethod
    def build(
        cls, tail: Int64s, head: Int64s, capacity: Int64s, source: int, sink: int
    ) -> Self:
        leaves = np.empty(2 * tail.size, np.int64)
        leaves[0::2], leaves[1::2] = tail, head
        target = np.empty_like(leaves)
        target[0::2], target[1::2] = head, tail
        nodes = max(int(leaves.max(initial=0)), source, sink) + 1
        ptr = np.zeros(nodes + 1, np.int64)
        np.cumsum(np.bincount(leaves, minlength=nodes), out=ptr[1:])
        order = np.argsort(leaves, kind="stable")
        return cls(tail, head, capacity, ptr, order, target, source, sink)

    def flow(self, capacity: Int64s | None = None) -> tuple[int, Int64s, Int64s]:
        """
        The largest flow from source to sink under ``capacity`` (default: the arcs').

        Also its flow on each arc, and the level of each node in what capacity is left:
        nodes at 0 or above are those that the source still reaches, a minimum cut.
        """
        limit = self.capacity if capacity is None else capacity
        residual = np.zeros(self.target.size, np.int64)
        residual[0::2] = limit
        total, level = push_all(
            self.ptr, self.order, self.target, residual, self.source, self.sink
        )
        return int(total), residual[1::2], level

    def connects(self, capacity: Int64s) -> bool:
        """Whether the source reaches the sink over arcs with ``capacity``."""
        residual = np.zeros(self.target.size, np.int64)
        residual[0::2] = capacity
        level = levels(self.ptr, self.order, self.target, residual, self.source)
        return bool(level[self.sink] >= 0)


@njit(cache=True)
def push_all(
    ptr: Int64s, order: Int64s, target: Int64s, residual: Int64s, source: int, sink: int
) -> tuple[int, Int64s]:
    """
    Push all that fits from ``source`` to ``sink``; ``residual`` becomes what is left.

    Returns (flow, level of each node, −1 where nothing more arrives). O(nodes² · arcs);
    on the shallow networks of cases near the number of arcs.
    """
    total = 0
    level = levels(ptr, order, target, residual, source)
    while level[sink] >= 0:
        total += _push_by_level(ptr, order, target, residual, level, (source, sink))
        level = levels(ptr, order, target, residual, source)
    return total, level


@njit(cache=True)
def levels(
    ptr: Int64s, order: Int64s, target: Int64s, residual: Int64s, source: int
) -> Int64s:
    """Steps from ``source`` to each node over arcs with room, −1 for none."""
    level = np.full(ptr.size - 1, -1, np.int64)
    queue = np.empty(ptr.size - 1, np.int64)
    level[source] = 0
    queue[0] = source
    begin, end = 0, 1
    while begin < end:
        node = queue[begin]
        begin += 1
        for place in range(ptr[node], ptr[node + 1]):
            arc = order[place]
            if residual[arc] > 0 and level[target[arc]] < 0:
                level[target[arc]] = level[node] + 1
                queue[end] = target[arc]
                end += 1
    return level


@njit(cache=True)
def _push_by_level(
    ptr: Int64s,
    order: Int64s,
    target: Int64s,
    residual: Int64s,
    level: Int64s,
    ends: tuple[int, int],
) -> int:
    """Push along shortest paths until each of them has a full arc."""
    source, sink = ends
    cursor = ptr[:-1].copy()
    path = np.empty(ptr.size - 1, np.int64)  # arcs from the source to ``node``
    node, depth, total = source, 0, 0
    while True:
        if node == sink:
            least = residual[path[0]]
            for step in range(1, depth):
                least = min(least, residual[path[step]])
            for step in range(depth - 1, -1, -1):
                residual[path[step]] -= least
                residual[path[step] ^ 1] += least
                if residual[path[step]] == 0:
                    depth = step  # ends as the first full arc: go on from its tail
            total += least
            node = target[path[depth] ^ 1]
        while cursor[node] < ptr[node + 1]:
            arc = order[cursor[node]]
            if residual[arc] > 0 and level[target[arc]] == level[node] + 1:
                break
            cursor[node] += 1
        if cursor[node] < ptr[node + 1]:
            path[depth] = order[cursor[node]]
            node = target[path[depth]]
            depth += 1
        elif depth == 0:
            return total
        else:
            depth -= 1
            node = target[path[depth] ^ 1]
            cursor[node] += 1
