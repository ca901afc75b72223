from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.red_flags.chance import chance_of_as_many, rings_expected


def chance_naively(hits: int, trials: int, share: float) -> float:
    each = Fraction(share)
    ways = (
        comb(trials, count) * each**count * (1 - each) ** (trials - count)
        for count in range(hits, trials + 1)
    )
    return float(sum(ways))


@settings(deadline=None)
@given(
    asked=st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 30), st.floats(0.01, 0.99)),
        max_size=5,
    )
)
def test_chance_agrees_with_exact_fractions(asked):
    rows = [(hits, hits + misses, share) for hits, misses, share in asked]
    found = (
        chance_of_as_many(*(np.array(x) for x in zip(*rows, strict=True)))
        if rows
        else []
    )
    assert list(found) == pytest.approx([chance_naively(*row) for row in rows])


def test_what_is_certain_or_impossible():
    assert chance_of_as_many([0, 3, 3], [0, 3, 3], [0.5, 1.0, 0.0]) == pytest.approx(
        [1, 1, 0]
    )
    assert chance_of_as_many([], [], []).size == 0
    assert 0 < chance_of_as_many([900], [1_000], [0.6])[0] < 1e-50


def under_the_bound(product: float, length: int, most: float) -> float:
    """The part of a cube of this edge where the coordinates' product is as small."""
    if length == 1:
        return min(product, most)
    steps = (np.arange(20_000) + 0.5) / 20_000 * most
    rest = [under_the_bound(product / step, length - 1, most) for step in steps]
    return float(np.mean(rest) * most)


@settings(deadline=None, max_examples=30)
@given(
    onward=st.lists(st.floats(0.05, 1.0), min_size=1, max_size=2),
    most=st.floats(1.0, 3.0),
)
def test_rings_expected_are_the_part_of_a_cube_that_is_as_quiet(onward, most):
    found = rings_expected(np.log(onward), np.array([0, len(onward)]), most)
    wanted = under_the_bound(float(np.prod(onward)), len(onward), most) / len(onward)
    assert found[0] == pytest.approx(wanted, rel=0.01)


def test_rings_expected_of_the_busiest_are_all_rings_of_that_length():
    onward, ptr = np.array([2.0] * 5), np.array([0, 2, 5])
    assert rings_expected(np.log(onward), ptr, 2.0) == pytest.approx([4 / 2, 8 / 3])
    assert rings_expected(np.empty(0), np.array([0]), 2.0).size == 0
    quiet = rings_expected(np.log([0.01, 0.01, 0.01]), np.array([0, 3]), 2.0)
    assert 1e-6 / 3 < quiet[0] < 1e-3
