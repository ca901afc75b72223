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

from pipeline.flow_graph import FlowGraph, Int64s, Side, UInt32s
from pipeline.motifs.others import SPLIT, first_time
from pipeline.motifs.overlaps import root_of
from pipeline.motifs.windows import within

NONE = -1


class Neighbours(NamedTuple):
    """The neighbours of account ``a`` are ``other[ptr[a]:ptr[a + 1]]``, ascending."""

    ptr: Int64s
    other: UInt32s


def neighbours_of(graph: FlowGraph) -> Neighbours:
    """Each account's neighbours in ``graph``, which holds no self-payments."""
    accounts = np.int64(max(graph.n_accounts, 1))
    key = np.concatenate([_keys(side, accounts) for side in graph])
    key.sort()
    new = np.ones(key.size, np.bool_)
    np.not_equal(key[1:], key[:-1], out=new[1:])
    key = key[new]
    ptr = np.searchsorted(key, np.arange(graph.n_accounts + 1) * accounts)
    return Neighbours(ptr.astype(np.int64), (key % accounts).astype(np.uint32))


def _keys(side: Side, accounts: np.int64) -> Int64s:
    """One number for each account and each it pays, or is paid by, on this side."""
    first = first_time(side)
    different = within(first, side.ptr[:-1], side.ptr[1:])
    keys = np.repeat(np.arange(side.ptr.size - 1) * accounts, different)
    keys += side.other[first]
    return keys


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


@njit(parallel=True, cache=True)
def places_of(
    ptr: Int64s, other: UInt32s, account: Int64s, neighbour: UInt32s
) -> Int64s:
    """Where in ``other`` each ``neighbour`` of an ``account`` stands, or NONE."""
    found = np.full(account.size, NONE, np.int64)
    for asked in prange(account.size):
        low, end = ptr[account[asked]], ptr[account[asked] + 1]
        high = end
        while low < high:
            middle = (low + high) // 2
            if other[middle] < neighbour[asked]:
                low = middle + 1
            else:
                high = middle
        if low < end and other[low] == neighbour[asked]:
            found[asked] = low
    return found
