from math import inf, isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.ranking.measures import (
    attempts,
    average_precision,
    best_threshold,
    draws_of,
    expected_precision,
    flagged,
    highest_false_rate,
    interval,
    within,
)
from pipeline.evaluate.ranking import average_precision as of_the_evaluation

ranking = st.lists(
    st.tuples(st.integers(0, 4), st.integers(-1, 2)), min_size=1, max_size=25
)


def arrays(rows):
    score, instance = zip(*rows, strict=True)
    return np.array(score, np.float64), np.array(instance)


def repeated(rows, times, rarer):
    """The rows as they would be if instances were there so often; false ones rarer."""
    return [row for row in rows for _ in range(times[row[1]] if row[1] >= 0 else rarer)]


@settings(deadline=None)
@given(
    ranking,
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)),
    st.integers(1, 3),
)
def test_a_draw_gives_what_the_rows_drawn_would_give(rows, times, rarer):
    score, instance = arrays(rows)
    draws = np.array([times], np.float64)
    drawn = repeated(rows, times, rarer)
    found = average_precision(score, instance, draws, rarer)[0]
    guilty = [row for row in drawn if row[1] >= 0]
    if not guilty:
        assert isnan(found)
        return
    again, marks = arrays(drawn)
    assert found == pytest.approx(of_the_evaluation(again, marks >= 0))


@settings(deadline=None)
@given(ranking)
def test_no_threshold_has_a_better_f1_than_the_best(rows):
    score, instance = arrays(rows)
    guilty = instance >= 0
    best = best_threshold(score, guilty)

    def f1(threshold):
        chosen = score >= threshold
        both = chosen.sum() + guilty.sum()
        return 2 * (chosen & guilty).sum() / both if both else 0.0

    assert f1(best) == pytest.approx(max(f1(each) for each in {*score, inf}))


def test_without_anything_guilty_nothing_reaches_the_threshold():
    assert best_threshold(np.array([1.0, 2.0]), np.array([False, False])) == inf


def test_budget_takes_the_highest_scores_and_of_equal_ones_the_first():
    chosen = within(np.array([1.0, 2.0, 2.0, 2.0, 0.0]), 2)
    assert chosen.tolist() == [False, True, True, False, False]


def test_flagged_counts_by_hand():
    instance = np.array([0, 0, 1, -1, -1])
    chosen = np.array([True, False, True, True, False])
    found = flagged(chosen, instance, np.ones((1, 2)))
    assert found.precision[0] == pytest.approx(2 / 3)
    assert found.recall[0] == pytest.approx(2 / 3)
    assert found.f1[0] == pytest.approx(2 / 3)


def test_resampling_weighs_whole_instances():
    instance = np.array([0, 0, 1, -1])
    chosen = np.array([True, True, False, True])
    found = flagged(chosen, instance, np.array([[1, 1], [2, 0], [0, 2]], float))
    assert found.recall.tolist() == pytest.approx([2 / 3, 1, 0])
    assert found.precision.tolist() == pytest.approx([2 / 3, 4 / 5, 0])


@pytest.mark.parametrize(("share", "reached"), [(0.0, 1.0), (0.5, 0.5), (0.51, 0.0)])
def test_an_attempt_at_the_very_share_counts(share, reached):
    instance = np.array([0, 0, 1, 1, 1, -1])
    chosen = np.array([True, False, True, False, False, True])
    assert attempts(chosen, instance, np.ones((1, 2)), share)[0] == reached


def test_an_instance_without_rows_is_no_missed_attempt():
    instance = np.array([0, -1])
    assert attempts(np.array([True, False]), instance, np.ones((1, 2)), 0.5)[0] == 1


def test_draws_begin_with_everything_once_and_keep_their_number():
    draws = draws_of(5, 20, seed=1)
    assert draws[0].tolist() == [1] * 5
    assert (draws.sum(axis=1) == 5).all()
    assert np.array_equal(draws, draws_of(5, 20, seed=1))


def test_interval_holds_the_middle_of_the_resamplings_that_have_a_value():
    value, low, high = interval(np.array([7.0, *range(101), np.nan]))
    assert (value, low, high) == pytest.approx((7.0, 2.5, 97.5))


def test_expected_precision_is_the_measured_one_at_the_measured_base_rate():
    # 8 of 10 guilty and 20 of 990 lawful payments are flagged.
    assert expected_precision(8 / 10, 20 / 990, 10 / 1000) == pytest.approx(8 / 28)
    assert expected_precision(0.8, 20 / 990, 1e-6) < 1e-4
    assert isnan(expected_precision(0.0, 0.0, 1e-3))


def test_no_false_alarm_is_no_proof_that_there_is_none():
    assert highest_false_rate(0, 3_000) == pytest.approx(0.001)
    assert highest_false_rate(6, 3_000) == pytest.approx(0.002)
