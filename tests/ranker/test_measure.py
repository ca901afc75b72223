import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ranker import measure

ROWS = st.lists(
    st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.9]), st.booleans()), min_size=1
).filter(lambda rows: any(hit for _, hit in rows))


def columns(rows):
    chance = np.array([chance for chance, _ in rows])
    return chance, np.array([hit for _, hit in rows])


@given(rows=ROWS)
def test_no_threshold_has_a_larger_f1(rows):
    chance, positive = columns(rows)

    def f1(threshold):
        flagged = chance >= threshold
        both = (flagged & positive).sum()
        return 2 * both / (flagged.sum() + positive.sum())

    chosen = measure.best_threshold(chance, positive)
    assert f1(chosen) == max(f1(each) for each in chance)


def test_platt_finds_the_odds_that_made_the_labels():
    rng = np.random.default_rng(2)
    odds = rng.normal(size=200_000)
    positive = rng.random(odds.size) < measure.certainty(0.7 * odds - 3)
    slope, intercept = measure.platt(odds, positive)
    assert slope == pytest.approx(0.7, abs=0.03)
    assert intercept == pytest.approx(-3, abs=0.05)


@given(rows=ROWS)
def test_platt_never_turns_the_order_round(rows):
    chance, positive = columns(rows)
    slope, _ = measure.platt(np.log(chance / (1 - chance)), positive)
    assert slope > 0


def test_perfect_ranks_have_no_interval():
    positive = np.array([True, True, False, False])
    chance = np.array([0.9, 0.8, 0.2, 0.1])
    occurrence = np.array([1, 2, -1, -1])
    assert measure.interval(chance, positive, occurrence) == (1.0, 1.0)


def test_an_occurrence_is_drawn_as_a_whole():
    positive = np.array([True, False, True, True])
    chance = np.array([0.9, 0.8, 0.7, 0.6])
    low, high = measure.interval(chance, positive, np.array([1, -1, 1, 1]))
    assert low == high  # one occurrence: every draw is the same


def test_precision_falls_with_the_base_rate():
    flagged = np.array([True, False, True, False, False, False])
    positive = np.array([True, True, False, False, False, False])
    found = measure.expected(flagged, positive)
    # Recall one half, one false alarm of four.
    wanted = 0.5 * 1e-3 / (0.5 * 1e-3 + 0.25 * (1 - 1e-3))
    assert found["0.001"] == pytest.approx(wanted)
    assert found["0.001"] > found["1e-05"] > found["1e-06"]


def test_drift_is_none_for_the_same_and_much_for_other_values():
    values = np.random.default_rng(0).normal(size=(5_000, 1)).astype(np.float32)
    assert measure.drift(values, values)[0] == 0
    assert measure.drift(values, values + 1)[0] > 0.25
    unknown = values.copy()
    unknown[::2] = np.nan
    assert measure.drift(values, unknown)[0] > 0.25
