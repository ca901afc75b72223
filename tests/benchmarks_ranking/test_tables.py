import numpy as np
import polars as pl

from benchmarks.ranking.judged import Judged
from benchmarks.ranking.populations import Matched
from benchmarks.ranking.results import Result
from benchmarks.ranking.tables import about, elsewhere, matched, wronged


def result(name, recall, false):
    return Result(name, False, False, {}, [], recall, false, innocent=3_000)


def judged(attempts=12, results=(), populations=None, name="worlds", is_made=True):
    return Judged(
        *(name, is_made, 5_000, (30, 10, 10), 1_000, attempts, (200, 20), 14),
        *(list(results), populations or {}),
    )


def counts(ordinary, twins):
    return pl.DataFrame(
        {
            "population": ["ordinary", "rosca"],
            "payments": [900, 100],
            "false": [float(ordinary), float(twins)],
        }
    )


def test_without_a_false_alarm_the_precision_is_a_lower_bound():
    lines = list(elsewhere([judged(results=[result("none", 0.5, 0)])]))
    # 3 of 3,000 at most: 0.5 × 0.001 / (0.5 × 0.001 + 0.001 × 0.999) = 0.334.
    assert "| ≥ 0.334 |" in lines[-2]
    lines = list(elsewhere([judged(results=[result("some", 0.5, 3)])]))
    assert "| 0.334 |" in lines[-2]


def test_false_alarms_are_per_thousand_of_their_own_population():
    lines = "\n".join(wronged([judged(populations={"ours": counts(9, 5)})]))
    assert "| ordinary | 900 | 10.0 |" in lines
    assert "| rosca | 100 | 50.0 |" in lines


def test_ledgers_that_lack_a_method_and_sources_of_others_are_not_added_up():
    every = {"ours": counts(9, 5), "peer": counts(0, 1)}
    found = [
        judged(populations=every, name="whole"),
        judged(populations={"ours": counts(90, 5)}, name="partial"),
        judged(populations=every, name="others'", is_made=False),
    ]
    lines = "\n".join(wronged(found))
    assert "| ordinary | 900 | 10.0 | 0.0 |" in lines
    assert "partial" not in lines


def test_few_attempts_are_said_to_measure_nothing():
    assert "Too few attempts" in about(judged(attempts=9))[0]
    assert "Too few attempts" not in about(judged(attempts=10))[0]


def test_matched_groups_outside_their_bounds_are_said_to_miss():
    groups = [
        Matched("names", "DE", 1_000, 40, 50),
        Matched("names", "FR", 1_000, 40, 51),
        Matched("names", "SO", 1_000, 3, 1),
        Matched("names", "all", 3_000, 83, 102),
    ]
    lines = list(matched(groups))
    assert any("| DE |" in line and line.endswith("| met |") for line in lines)
    assert any("| FR |" in line and line.endswith("| MISSED |") for line in lines)
    assert not any("| SO |" in line for line in lines)
    assert np.any(["| all |" in line for line in lines])
