from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.network.order import crossings, order
from pipeline.report.network.place import heights, isotonic


def naive_crossings(rows, links, column) -> int:
    """Compare every two links."""
    place = {item: at for row in rows for at, item in enumerate(row)}
    return sum(
        column[a] == column[c] and (place[a] - place[c]) * (place[b] - place[d]) < 0
        for (a, b), (c, d) in combinations(links, 2)
    )


@st.composite
def layered(draw):
    """A column for each item, none empty, and links between neighbouring columns."""
    sizes = draw(st.lists(st.integers(1, 5), min_size=2, max_size=4))
    column = [c for c, size in enumerate(sizes) for _ in range(size)]
    pairs = [
        (a, b)
        for a in range(len(column))
        for b in range(len(column))
        if column[b] == column[a] + 1
    ]
    return column, draw(st.lists(st.sampled_from(pairs), unique=True, max_size=14))


@given(drawn=layered())
def test_crossings_agree_with_naive_reading(drawn):
    column, links = drawn
    rows = [[i for i, c in enumerate(column) if c == n] for n in range(max(column) + 1)]
    assert crossings(rows, links, column) == naive_crossings(rows, links, column)


@given(drawn=layered())
def test_order_keeps_every_item_and_adds_no_crossing(drawn):
    column, links = drawn
    start = [
        [i for i, c in enumerate(column) if c == n] for n in range(max(column) + 1)
    ]
    rows = order(column, links)
    assert [sorted(row) for row in rows] == start
    assert crossings(rows, links, column) <= crossings(start, links, column)


def test_order_untangles_two_crossed_links():
    assert order([0, 0, 1, 1], [(0, 3), (1, 2)]) in ([[0, 1], [3, 2]], [[1, 0], [2, 3]])


@given(
    wanted=st.lists(st.integers(-20, 20), min_size=1, max_size=7),
    nudge=st.floats(0.01, 1),
    at=st.integers(0, 6),
)
def test_isotonic_never_falls_and_no_nudge_is_nearer(wanted, nudge, at):
    kept = isotonic([float(w) for w in wanted], [1.0] * len(wanted))
    assert all(a <= b + 1e-9 for a, b in pairwise(kept))
    cost = sum((k - w) ** 2 for k, w in zip(kept, wanted, strict=True))
    for sign in (1, -1):  # move everything from ``at`` on, or up to it: stays allowed
        for moved in (range(at, len(wanted)), range(min(at + 1, len(wanted)))):
            other = list(kept)
            for i in moved:
                other[i] += sign * nudge
            if all(a <= b for a, b in pairwise(other)):
                spent = sum((k - w) ** 2 for k, w in zip(other, wanted, strict=True))
                assert spent >= cost - 1e-9


@given(drawn=layered(), tall=st.integers(1, 9))
def test_items_of_a_column_never_overlap(drawn, tall):
    column, links = drawn
    half = [1.0 + (i * tall) % 5 for i in range(len(column))]
    rows = order(column, links)
    place = heights(rows, links, half, [1.0] * len(links))
    for row in rows:
        for upper, lower in pairwise(row):
            assert place[upper] + half[upper] <= place[lower] - half[lower] + 1e-6
    assert min(place[i] - half[i] for i in range(len(column))) == pytest.approx(0)
