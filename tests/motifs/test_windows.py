import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.motifs.windows import (
    between,
    merged,
    spread,
    strongest_apart,
    window_of,
    within,
)
from tests.motifs.graphs import graph_of, payments

ACCOUNTS = 4
spans = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 20), st.integers(0, 6)), max_size=10
).map(lambda made: sorted((a, s, s + size) for a, s, size in made))
same_size = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 20), st.integers(1, 4)),
    max_size=10,
).map(sorted)


def columns(rows, width: int):
    return np.array(rows, np.int64).reshape(-1, width).T.copy()


@settings(deadline=None)
@given(
    paid=payments(ACCOUNTS, 9, 9, 25), start=st.integers(-2, 9), size=st.integers(0, 6)
)
def test_windows_hold_what_lies_in_them(paid, start, size):
    side = graph_of(paid, ACCOUNTS).received
    account = np.arange(ACCOUNTS)
    begins = np.full(ACCOUNTS, start)
    first, past = between(side, account, begins, begins + size)
    values = within(side.cents, first, past)
    window, position = spread(first, past)
    for one in range(ACCOUNTS):
        wanted = [
            row
            for row, (_, to, time, _) in enumerate(paid)
            if to == one and start <= time <= start + size
        ]
        assert side.row[position[window == one]].tolist() == wanted
        assert values[one] == sum(paid[row][3] for row in wanted)


@settings(deadline=None)
@given(made=spans)
def test_overlapping_windows_of_an_account_become_one(made):
    first, (account, start, end) = merged(*columns(made, 3))
    touching = nx.Graph()
    touching.add_nodes_from(range(len(made)))
    for one, (a, s, e) in enumerate(made):
        for other, (b, t, f) in enumerate(made):
            if a == b and s <= f and t <= e:
                touching.add_edge(one, other)
    groups = sorted(nx.connected_components(touching), key=min)
    assert first.tolist() == [min(group) for group in groups]
    wanted = [
        (
            made[min(group)][0],
            min(made[one][1] for one in group),
            max(made[one][2] for one in group),
        )
        for group in groups
    ]
    assert list(zip(account, start, end, strict=True)) == wanted


@settings(deadline=None)
@given(made=same_size, size=st.integers(0, 6))
def test_a_window_stands_unless_a_stronger_one_overlaps(made, size):
    account, start, strength = columns(made, 3)
    kept = strongest_apart(account, start, start + size, strength.astype(np.float64))
    best_first = sorted(range(len(made)), key=lambda one: (-made[one][2], one))
    wanted: set[int] = set()
    for one in best_first:
        a, s, _ = made[one]
        if not any(
            made[two][0] == a and abs(made[two][1] - s) <= size for two in wanted
        ):
            wanted.add(one)
    assert set(np.flatnonzero(kept)) == wanted


@pytest.mark.parametrize(
    ("position", "window"), [(0, -1), (1, 0), (2, 0), (3, -1), (5, 1), (9, -1)]
)
def test_a_position_finds_its_window(position, window):
    first, past = np.array([1, 5]), np.array([3, 6])
    assert window_of(np.array([position]), first, past) == [window]


def test_no_windows_hold_no_position():
    none = np.empty(0, np.int64)
    assert window_of(np.array([3]), none, none) == [-1]
    assert merged(none, none, none)[0].size == 0
