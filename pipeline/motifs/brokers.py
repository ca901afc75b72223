"""
Brokers: the groups that an account's counterparties fall into once it is taken away.

The *neighbours* of an account are those it pays or is paid by. Two neighbours of a
*centre* are of one group if one pays the other, or if both have another neighbour in
common, or by way of further neighbours of the centre; the centre itself joins nobody.
So paths of two payments between two neighbours are seen, and longer ones that pass by a
third neighbour, but no others: in a whole ledger everybody is joined to everybody by
some longer path, through a shop if nothing else. What the centre passes on between two
of its groups has no such other way (what Burt calls a structural hole; counted in pairs
it is the betweenness of the centre in its own neighbourhood).
"""

from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph, Int64s, UInt32s
from pipeline.motifs.others import SPLIT, first_time
from pipeline.motifs.overlaps import root_of
from pipeline.motifs.windows import owners

NONE = -1


class Neighbours(NamedTuple):
    """The neighbours of account ``a`` are ``other[ptr[a]:ptr[a + 1]]``, ascending."""

    ptr: Int64s
    other: UInt32s

    def place(self, account: Int64s, neighbour: Int64s) -> Int64s:
        """Where each ``neighbour`` of each ``account`` stands; it must be one."""
        accounts = np.int64(max(self.ptr.size - 1, 1))
        centre = np.repeat(np.arange(self.ptr.size - 1), np.diff(self.ptr))
        found: Int64s = np.searchsorted(
            centre * accounts + self.other, account * accounts + neighbour
        )
        return found


def neighbours_of(graph: FlowGraph) -> Neighbours:
    """Each account's neighbours in ``graph``, which holds no self-payments."""
    accounts = np.int64(max(graph.n_accounts, 1))
    keys = []
    for side in graph:
        first = first_time(side)
        keys.append(owners(side)[first] * accounts + side.other[first])
    key = np.unique(np.concatenate(keys))
    ptr = np.searchsorted(key, np.arange(graph.n_accounts + 1) * accounts)
    return Neighbours(ptr.astype(np.int64), (key % accounts).astype(np.uint32))


@njit(parallel=True, cache=True)
def groups_without(
    ptr: Int64s, other: UInt32s, chosen: NDArray[np.bool_]
) -> tuple[Int64s, Int64s]:
    """
    Of each neighbour of each ``chosen`` centre its group, and how large that is.

    ``(group, size)``, one entry a position of ``other``: the first position of the
    group, and how many accounts it has, neighbours and the other neighbours of these
    together; NONE and 0 for a centre not chosen. Cost: the sum over chosen centres of
    their neighbours' numbers of neighbours, so the caller leaves hubs out; and two
    numbers for each account in each of SPLIT parts of the work.
    """
    group = np.full(other.size, NONE, np.int64)
    size = np.zeros(other.size, np.int64)
    accounts = ptr.size - 1
    for part in prange(SPLIT):
        met_by = np.full(accounts, NONE, np.int64)  # the last centre that met it
        met_at = np.zeros(accounts, np.int64)  # and by which of its neighbours
        for centre in range(accounts * part // SPLIT, accounts * (part + 1) // SPLIT):
            if not chosen[centre]:
                continue
            for place in range(ptr[centre], ptr[centre + 1]):
                group[place], size[place] = place, 1
                met_by[other[place]], met_at[other[place]] = centre, place
            for place in range(ptr[centre], ptr[centre + 1]):
                near = other[place]
                for step in range(ptr[near], ptr[near + 1]):
                    far = other[step]
                    if far == centre:
                        continue
                    here = root_of(group, place)
                    if met_by[far] != centre:
                        met_by[far], met_at[far] = centre, place
                        size[here] += 1
                        continue
                    there = root_of(group, met_at[far])
                    if here != there:
                        first, second = min(here, there), max(here, there)
                        group[second] = first
                        size[first] += size[second]
            for place in range(ptr[centre], ptr[centre + 1]):
                group[place] = root_of(group, place)
                size[place] = size[group[place]]
    return group, size
