"""The least evidence without which there is no case, against every set of alerts."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cases import Settings
from pipeline.cases.counterfactual import counterfactuals, smallest_set
from pipeline.cases.line import makes_case
from tests.cases.told_alerts import alert, drawn

TWO_FAMILIES = Settings(min_families=2, min_families_alone=3, min_priority=40)


def stands(alerts, limits):
    return makes_case((a.told for a in alerts), limits)


def fewest(alerts, limits):
    for size in range(len(alerts) + 1):
        for gone in combinations(alerts, size):
            if not stands([a for a in alerts if a not in gone], limits):
                return size
    raise AssertionError("a case without alerts")


@settings(deadline=None, max_examples=300)
@given(alerts=drawn, line=st.sampled_from([0, 30, 60, 80]), families=st.integers(1, 2))
def test_no_smaller_set_would_do_where_that_is_called_proven(alerts, line, families):
    limits = Settings(min_families=families, min_priority=line)
    found = smallest_set(alerts, limits)
    left = [a for a in alerts if a.alert_id not in found.removed]
    assert not stands(left, limits)
    size = fewest(alerts, limits)
    assert len(found.removed) >= size
    if found.proven:
        assert len(found.removed) == size
    pairs = [(a.told.red_flag, a.told.account) for a in alerts]
    assert found.proven or len(set(pairs)) < len(pairs)


@settings(deadline=None, max_examples=100)
@given(alerts=drawn)
def test_a_search_cut_short_still_undoes_the_case_and_claims_no_proof(alerts):
    found = smallest_set(alerts, TWO_FAMILIES, most_work=-1)
    left = [a for a in alerts if a.alert_id not in found.removed]
    assert not stands(left, TWO_FAMILIES)
    assert not found.proven


def test_each_red_flag_is_taken_away_whole_in_turn():
    alerts = [
        alert("A0", "F1", account=1),
        alert("A1", "F1", account=2),
        alert("A2", "S1"),
        alert("A3", "G1"),
        alert("A4", "G2"),
    ]
    rows = {row["red_flag"]: row for row in counterfactuals(alerts, TWO_FAMILIES)}
    assert list(rows) == ["F1", "G1", "G2", "S1"]
    assert [row["alerts"] for row in rows.values()] == [2, 1, 1, 1]
    stays = {flag for flag, row in rows.items() if row["stands_without"]}
    assert stays == {"G1", "G2", "S1"}  # without the one motif there is no case
    removed = [name for row in rows.values() for name in row["removed"]]
    assert removed == ["A0", "A1"]
    assert all(row["proven"] for row in rows.values())


def test_an_account_that_raised_a_red_flag_twice_leaves_a_pair_unproven():
    twice = [alert("A0", "F1", account=1), alert("A1", "F1", account=1)]
    rows = counterfactuals([*twice, alert("A2", "S1", 9.0)], TWO_FAMILIES)
    assert [row["removed"] for row in rows] == [[], ["A2"]]  # one alone is proven
    assert all(row["proven"] for row in rows)
    three = [*twice, alert("A2", "S1", 9.0), alert("A3", "G1", 9.0)]
    rows = counterfactuals(three, TWO_FAMILIES)
    assert not any(row["proven"] for row in rows)


def test_of_one_red_flag_the_alert_worth_most_goes_first():
    alerts = [alert("A0", "F1", 0.5, account=1), alert("A1", "F1", 2.0, account=2)]
    found = smallest_set(alerts, Settings(min_families=1, min_priority=30))
    assert found == (["A1"], True)
