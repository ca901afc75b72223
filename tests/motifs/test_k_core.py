import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.motifs.k_core import k_core

NODES = 9
pairs_made = st.lists(
    st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=30
)


def core(pairs, nodes: int, k: int) -> set[int]:
    table = np.array(pairs, np.int64).reshape(-1, 2)
    return set(np.flatnonzero(k_core(table[:, 0], table[:, 1], nodes, k)).tolist())


@settings(deadline=None)
@given(pairs=pairs_made, k=st.integers(1, 4))
def test_core_agrees_with_networkx(pairs, k):
    graph = nx.Graph(pair for pair in pairs if pair[0] != pair[1])
    assert core(pairs, NODES, k) == set(nx.k_core(graph, k))


def test_a_triangle_with_a_tail_keeps_the_triangle():
    assert core([(0, 1), (1, 2), (2, 0), (2, 3), (3, 4)], 5, 2) == {0, 1, 2}


def test_a_long_path_peels_away_whole():
    path = [(node, node + 1) for node in range(50_000)]
    assert core(path, 50_001, 2) == set()


def test_direction_repeats_and_self_pairs_change_nothing():
    assert core([(0, 1), (1, 0), (0, 0), (1, 1)], 2, 2) == set()


@pytest.mark.parametrize("nodes", [0, 3])
def test_no_pairs_have_no_core(nodes):
    assert core([], nodes, 1) == set()
