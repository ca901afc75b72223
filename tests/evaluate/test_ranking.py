"""It is true that ranking figures agree with a slow and plain reading."""

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.evaluate.ranking import average_precision, hits_at

ranked = st.lists(
    st.tuples(st.integers(0, 4), st.booleans()), min_size=1, max_size=12
).filter(lambda rows: any(positive for _, positive in rows))


def plain_average_precision(rows: list[tuple[int, bool]]) -> float:
    """Walk down the thresholds and count afresh at each."""
    positives = sum(positive for _, positive in rows)
    total, recall_before = 0.0, 0.0
    for threshold in sorted({priority for priority, _ in rows}, reverse=True):
        passed = [positive for priority, positive in rows if priority >= threshold]
        recall = sum(passed) / positives
        total += (recall - recall_before) * sum(passed) / len(passed)
        recall_before = recall
    return total


@settings(deadline=None)
@given(rows=ranked)
def test_average_precision_agrees_with_plain_reading(rows):
    priority = np.array([float(p) for p, _ in rows])
    positive = np.array([is_positive for _, is_positive in rows])
    assert average_precision(priority, positive) == pytest.approx(
        plain_average_precision(rows)
    )


@settings(deadline=None, max_examples=40)
@given(
    rows=st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=6),
    budget=st.integers(0, 7),
)
def test_hits_at_a_budget_are_the_mean_over_all_orders_of_ties(rows, budget):
    orders = [
        order
        for order in permutations(rows)
        if all(a[0] >= b[0] for a, b in pairwise(order))
    ]
    mean = np.mean([sum(hit for _, hit in order[:budget]) for order in orders])
    priority = np.array([float(p) for p, _ in rows])
    positive = np.array([is_positive for _, is_positive in rows])
    assert hits_at(priority, positive, budget) == pytest.approx(float(mean))


def test_a_perfect_and_a_hopeless_ranking():
    positive = np.array([True, True, False, False])
    assert average_precision(np.array([4.0, 3, 2, 1]), positive) == 1
    assert average_precision(np.array([1.0, 2, 3, 4]), positive) == pytest.approx(
        5 / 12
    )
    assert average_precision(np.zeros(4), positive) == 0.5
    assert average_precision(np.zeros(4), np.zeros(4, bool)) is None
