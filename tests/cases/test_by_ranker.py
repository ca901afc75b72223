import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cases import Settings
from pipeline.cases.by_ranker import priorities_by_ranker
from pipeline.priority import GRAIN
from tests.cases.built import built, evidence, scored, told
from tests.cases.test_groups import CHAIN, FLOW, STRUCT
from tests.red_flags.ledgers import ledger

grains = st.integers(0, 100 * round(1 / GRAIN))


def tables(groups, set_by="ranker"):
    rows = [
        (case, number * 100 + case, whole * GRAIN)
        for case, listed in groups.items()
        for number, whole in enumerate(listed)
    ]
    core = pl.DataFrame(
        [row[:2] for row in rows], {"case": pl.Int64, "account": pl.Int64}, orient="row"
    )
    names = {"account": pl.Int64, "priority": pl.Float64}
    priority = pl.DataFrame([row[1:] for row in rows], names, orient="row")
    return core, priority.with_columns(set_by=pl.lit(set_by, pl.String))


@given(
    groups=st.dictionaries(
        st.integers(0, 9), st.lists(grains, min_size=1, max_size=6), min_size=1
    )
)
def test_a_case_is_as_certain_as_the_more_certain_half_of_its_core(groups):
    found = priorities_by_ranker(*tables(groups), Settings())
    for case, listed in groups.items():
        half = sorted(listed)[len(listed) // 2 :]
        assert found[case] == sum(half) // len(half) * GRAIN
        assert min(listed) * GRAIN <= found[case] <= max(listed) * GRAIN


def test_without_a_ranker_or_where_it_is_not_followed_alerts_decide():
    groups = {1: [5, 7]}
    assert priorities_by_ranker(*tables(groups, "alerts"), Settings()) is None
    apart = Settings(follow_ranker=False)
    assert priorities_by_ranker(*tables(groups), apart) is None


def ranked(alerts, certain, **limits):
    """Tables of a chain whose accounts a ranker gave these priorities, else 1."""
    made = ledger(CHAIN)
    table = told(
        [(f"A{n}", flag, who, [who], 1.0) for n, (flag, who) in enumerate(alerts)]
    )
    no_rows = evidence([])
    scores = scored(made, table, no_rows).with_columns(
        priority=pl.col("account_id").replace_strict(certain, default=1.0),
        set_by=pl.lit("ranker"),
    )
    return built(made, table, no_rows, Settings(**limits), scores)


STRONG, WEAK = (FLOW, STRUCT), (STRUCT,)


def test_a_ranker_opens_and_orders_cases_and_says_so():
    alerts = [(flag, "b") for flag in STRONG] + [(flag, "d") for flag in WEAK]
    found = ranked(alerts, {"b": 60.0, "d": 75.0})["cases"]
    assert found["priority"].to_list() == [75.0, 60.0]
    assert found["alert_ids"].to_list() == [["A2"], ["A0", "A1"]]
    assert found["set_by"].to_list() == ["ranker", "ranker"]
    by_alerts = ranked(alerts, {"b": 60.0, "d": 75.0}, follow_ranker=False)["cases"]
    assert by_alerts["alert_ids"].to_list() == [["A0", "A1"]]
    assert by_alerts["set_by"].to_list() == ["alerts"]


@pytest.mark.parametrize(("certain", "opened"), [(50.0, 1), (50.0 - GRAIN, 0)])
def test_a_case_needs_the_priority_that_is_asked_for(certain, opened):
    alerts = [(flag, "b") for flag in STRONG]
    assert ranked(alerts, {"b": certain})["cases"].height == opened
    less = ranked(alerts, {"b": certain}, min_ranked_priority=certain)
    assert less["cases"].height == 1


def test_a_designated_party_stays_a_case_at_the_priority_of_its_alerts():
    party = [("TF-INFO-03", "b")]
    low = ranked(party, {"b": 0.0})["cases"]
    assert low["set_by"].to_list() == ["alerts"]
    assert low["priority"][0] > 0
    high = ranked(party, {"b": 99.0})["cases"]
    assert high.select("priority", "set_by").rows() == [(99.0, "ranker")]


def test_least_evidence_is_told_of_cases_that_alerts_make():
    alerts = [(flag, "b") for flag in STRONG]
    assert ranked(alerts, {"b": 60.0})["counterfactuals"].is_empty()
    apart = ranked(alerts, {"b": 60.0}, follow_ranker=False)
    assert not apart["counterfactuals"].is_empty()
