"""It is true that rings are all ways round that few days hold, each told once."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.motifs.rings import find_rings
from tests.motifs.graphs import graph_of, payments

ACCOUNTS = 5
PLENTY = 1_000_000


def found(paid, window: int, most: int, owner=range(ACCOUNTS), work: int = PLENTY):
    owners = np.array(owner, np.int64)
    kept = [p for p in paid if owner[p[0]] != owner[p[1]]]
    ptr, rows, cut = find_rings(
        graph_of(kept, ACCOUNTS).sent, owners, window, most, work
    )
    rings = [tuple(rows[a:b].tolist()) for a, b in itertools.pairwise(ptr)]
    return kept, rings, cut


def rings_naively(paid, window: int, most: int, owner) -> set[tuple[int, ...]]:
    rings = set()
    for size in range(2, most + 1):
        for rows in itertools.permutations(range(len(paid)), size):
            if rows[0] != min(rows) or paid[max(rows)][2] - paid[rows[0]][2] > window:
                continue
            steps = [*itertools.pairwise(rows)]
            owners = [owner[paid[row][0]] for row in rows]
            closes = owner[paid[rows[-1]][1]] == owners[0]
            joined = all(paid[a][1] == paid[b][0] for a, b in steps)
            if joined and closes and len(set(owners)) == size:
                rings.add(rows)
    return rings


@settings(deadline=None)
@given(
    paid=payments(ACCOUNTS, 6, 1, 8),
    window=st.integers(0, 6),
    most=st.integers(2, 4),
    owner=st.lists(st.integers(0, 4), min_size=ACCOUNTS, max_size=ACCOUNTS),
)
def test_rings_agree_with_every_permutation(paid, window, most, owner):
    kept, rings, cut = found(paid, window, most, owner)
    assert cut == 0
    assert len(set(rings)) == len(rings)
    assert set(rings) == rings_naively(kept, window, most, owner)


def test_order_of_time_does_not_matter_but_the_window_does():
    paid = [(1, 2, 0, 1), (0, 1, 5, 1), (2, 0, 9, 1)]
    assert found(paid, 9, 4)[1] == [(0, 2, 1)]
    assert found(paid, 8, 4)[1] == found(paid, 9, 2)[1] == []


@pytest.mark.parametrize(("work", "cut"), [(2, 0), (1, 1)])
def test_a_root_that_looks_at_more_than_its_budget_is_cut(work, cut):
    paid = [(0, 1, 0, 1), (1, 2, 1, 1), (2, 0, 2, 1)]
    _, rings, missed = found(paid, 9, 4, work=work)
    assert (len(rings), missed) == (1 - cut, cut)


def test_many_rings_are_all_kept():
    paid = [(0, 1, 0, 1)] * 40 + [(1, 0, 1, 1)] * 40  # more than the first room
    assert len(found(paid, 9, 4)[1]) == 1_600
