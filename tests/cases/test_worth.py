"""What an alert is worth, and when alerts add up to a case."""

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cases import Settings
from pipeline.cases.line import UNIT, Told, makes_case, priority_of
from pipeline.cases.worth import alert_worth, material
from tests.cases.test_groups import CHAIN, FLOW, STRUCT, cases

PARTY = "TF-INFO-03"


def worths(strengths, accounts=1_000_000, *, motif=False, about=None, **limits):
    about = list(range(len(strengths))) if about is None else about
    rows = pl.DataFrame({"strength": strengths, "account": about}).with_columns(
        red_flag=pl.lit(FLOW), weight=0.3 * pl.col("strength"), motif=motif
    )
    found = alert_worth(rows, accounts, Settings(**limits))
    return [worth / UNIT for worth in found["worth"]]


def told(red_flag=FLOW, worth=1.0, **facts):
    usual = {"family": "flow", "motif": True, "strength": 0.1, "account": 0}
    return Told(
        **{"red_flag": red_flag, "worth": round(worth * UNIT), "material": 1.0}
        | usual
        | facts
    )


def test_an_alert_is_worth_how_few_accounts_have_one_as_strong():
    assert worths([1.0]) == pytest.approx([0.3 * 6], abs=1e-5)
    by_rank = [
        0.3 * math.sqrt(s) * (6 - math.log10(n)) for s, n in ((0.9, 1), (0.4, 3))
    ]
    found = worths([0.9, 0.4, 0.4])
    assert found == pytest.approx([by_rank[0], by_rank[1], by_rank[1]], abs=1e-5)


def test_an_account_that_raises_it_more_often_than_others_is_rare_too():
    """Of three accounts one has two alerts, and both are worth what the first is."""
    often, once = (0.3 * (6 - math.log10(n)) for n in (1, 3))
    found = worths([1.0] * 4, about=[7, 7, 8, 9])
    assert found == pytest.approx([often, often, once, once], abs=1e-5)


def test_a_shape_in_the_graph_is_worth_more_and_nothing_is_worth_nothing():
    assert worths([1.0], motif=True) == pytest.approx([0.3 * 6 * 1.5], abs=1e-5)
    assert worths([0.0]) == [0]


def test_a_small_extract_counts_as_if_it_were_larger():
    assert worths([1.0], 3) == worths([1.0], 10_000) == pytest.approx([1.2], abs=1e-5)
    assert worths([1.0], 3, common_accounts=1) == pytest.approx(
        [0.3 * math.log10(3)], abs=1e-5
    )
    assert worths([1.0] * 9, 3, common_accounts=1) == [0] * 9


def test_priority_by_hand():
    assert priority_of([]) == 0
    assert priority_of([told(worth=3)]) == pytest.approx(100 * (1 - 1 / math.e))
    four = [told(worth=1.5, account=n) for n in range(4)]  # half more at 2, again at 4
    assert priority_of(four) == pytest.approx(100 * (1 - 1 / math.e))
    assert priority_of([told(worth=1.5)] * 4) == priority_of([told(worth=1.5)])
    little = [told(worth=6, material=0.5)]
    assert priority_of(little) == pytest.approx(100 * (1 - 1 / math.e))


def test_a_family_that_counts_once_counts_its_best_alert():
    two = [told("TF-GEO-01", 1, family="geo"), told("TF-GEO-02", 2, family="geo")]
    assert priority_of(two) == priority_of(two[1:])
    more = [*two, told("TF-GEO-02", 2, family="geo", account=1)]
    assert priority_of(more) == priority_of(two)


told_alerts = st.lists(
    st.builds(
        told,
        st.sampled_from((FLOW, STRUCT, PARTY)),
        st.floats(0, 4),
        motif=st.booleans(),
        strength=st.sampled_from((0.2, 0.5)),
        account=st.integers(0, 4),
    ),
    max_size=8,
)


@given(alerts=told_alerts, more=told_alerts, order=st.randoms())
def test_more_alerts_never_count_less_and_order_does_not_matter(alerts, more, order):
    limits = Settings()
    assert priority_of(alerts) <= priority_of([*alerts, *more]) < 100
    assert makes_case(alerts, limits) <= makes_case([*alerts, *more], limits)
    mixed = order.sample(alerts, len(alerts))
    assert priority_of(mixed) == priority_of(alerts)


@pytest.mark.parametrize(
    ("alerts", "stands"),
    [
        ([told(worth=1.80)], True),  # 45.1
        ([told(worth=1.79)], False),  # 44.9
        ([told(worth=1.80, motif=False)], False),
        ([told(worth=1.80, motif=False), told("USE", family="use")], True),
        ([told(worth=9, motif=False), told("F2", worth=9, motif=False)], False),
        ([told(PARTY, 0.1, motif=False, strength=0.5)], True),
        ([told(PARTY, 0.1, motif=False, strength=0.49)], False),
        ([], False),
    ],
)
def test_the_line(alerts, stands):
    assert makes_case(alerts, Settings()) is stands


def moved(cents, turnover, *, elsewhere=False):
    evidence = pl.DataFrame(
        {"case": [0, 0], "row": [7, 7], "payer": 0, "payee": 1, "cents": [cents] * 2}
    )
    core = pl.DataFrame({"case": [0, 0], "account": [0, 1]})
    lives = pl.DataFrame(
        {"account": [0, 1], "turnover": [turnover, 1], "elsewhere": [False, elsewhere]}
    )
    ((_, share),) = material(evidence, core, lives, 0.02).rows()
    return share


def test_evidence_counts_in_full_from_a_fiftieth_of_what_the_core_moved():
    assert moved(100, 10_000 - 1) == 1
    assert moved(50, 10_000 - 1) == pytest.approx(0.5)
    assert moved(1, 10_000 - 1) == 0.2
    assert moved(50, 5_000, elsewhere=True) == pytest.approx(0.5)
    assert moved(0, 10_000) == 1  # of unknown value: nothing to hold against it


def test_a_case_says_the_priority_of_its_alerts():
    (case,) = cases(CHAIN, [(FLOW, "b", "ac"), (STRUCT, "b", "")])["cases"].rows(
        named=True
    )
    assert case["priority"] == pytest.approx(100 * (1 - 1 / math.e))
