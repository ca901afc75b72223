import numpy as np
import pytest

from benchmarks.ranking.aims import BEST, aims
from benchmarks.ranking.populations import Matched
from benchmarks.ranking.results import Result


def result(name, values, has_labels=False, is_ours=False):
    of_draws = {"average precision": np.array(values)}
    return Result(name, has_labels, is_ours, of_draws, [values[0]], 0.5, 0, 100)


def of(ours, *peers):
    peers = peers or (result("forest", [0.1, 0.1]), result("rule", [0.2, 0.2]))
    return aims("data", [result(BEST, [0.5, 0.4], True), *peers, ours])


def test_without_labels_the_best_peers_of_both_kinds_are_the_measure():
    share, times = of(result("ours", [0.4, 0.4], is_ours=True))
    assert share.figure[0] == pytest.approx(0.8)
    assert share.met
    assert "rule" in times.words
    assert times.figure[0] == pytest.approx(2.0)
    assert times.met


def test_a_labelled_peer_is_not_taken_for_an_unlabelled_one():
    labelled = result("raw", [0.9, 0.9], has_labels=True)
    ours = result("ours", [0.4, 0.4], is_ours=True)
    _, times = of(ours, labelled, result("rule", [0.2, 0.2]))
    assert "rule" in times.words


def test_with_labels_what_is_missing_counts():
    (missing,) = of(result("ours", [0.75, 0.75], has_labels=True, is_ours=True))
    assert missing.figure[0] == pytest.approx(0.5)
    assert missing.met
    (missing,) = of(result("ours", [0.7, 0.7], has_labels=True, is_ours=True))
    assert not missing.met


def test_resamplings_are_paired():
    # Ours is always half of the best, though both vary.
    best = result(BEST, [0.5, 0.2, 0.8], True)
    ours = result("ours", [0.25, 0.1, 0.4], is_ours=True)
    share, _ = aims("data", [best, result("rule", [0.1, 0.1, 0.1]), ours])
    assert share.figure == pytest.approx((0.5, 0.5, 0.5))
    assert share.verdict == "MISSED"


def test_a_verdict_that_chance_may_have_made_says_so():
    best = result(BEST, [0.5, 0.5, 0.5], True)
    ours = result("ours", [0.45, 0.3, 0.6], is_ours=True)
    share, _ = aims("data", [best, result("rule", [0.1, 0.1, 0.1]), ours])
    assert share.verdict == "met, by chance maybe"


@pytest.mark.parametrize(
    ("before", "after", "ratio"), [(19, 0, None), (20, 0, 0.0), (40, 50, 1.25)]
)
def test_few_false_alarms_make_no_ratio(before, after, ratio):
    assert Matched("names", "DE", 1_000, before, after).ratio == ratio
