from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.red_flags.chance import chance_of_as_many


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
