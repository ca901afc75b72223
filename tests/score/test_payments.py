"""What alerts say about single payments, against a naive reading, and its edges."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.score import Settings
from pipeline.score.payments import LEAST_WEIGHT, of_ends, of_evidence
from tests.score.scored import contributions, graph_of, priorities, scored

WINDOWED = {
    "alert": pl.UInt32,
    "weight": pl.Float64,
    "start": pl.Int64,
    "end": pl.Int64,
}
CREDITED = {
    "alert": pl.UInt32,
    "account": pl.Int64,
    "credit": pl.Float64,
    "hops": pl.Int64,
}


def ends(credited, alerts, paid, days=1):
    """{(alert, row, way): weight} of {(alert, account): credit} and {alert: facts}."""
    told = pl.DataFrame(
        [(*key, c, 0) for key, c in credited.items()], CREDITED, orient="row"
    )
    windows = pl.DataFrame([(a, *w) for a, w in alerts.items()], WINDOWED, orient="row")
    found = of_ends(told, windows, graph_of(paid), 0.5, days)
    keys = found.select("alert", "subject", "way").iter_rows()
    return dict(zip(keys, found["weight"], strict=True))


times = st.integers(0, 8).map(lambda half: half * DAY // 2)
payments = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.just(5), times), max_size=12
).map(lambda paid: sorted(paid, key=lambda p: p[3]))


@settings(deadline=None, max_examples=80)
@given(
    paid=payments,
    credited=st.dictionaries(
        st.tuples(st.integers(0, 1), st.integers(0, 4)),
        st.sampled_from([0.1, 1.0]),
        max_size=4,
    ),
    windows=st.lists(st.tuples(times, times).map(sorted), min_size=2, max_size=2),
)
def test_payments_of_credited_accounts_agree_with_naive_reading(
    paid, credited, windows
):
    alerts = {alert: (0.4, *windows[alert]) for alert in (0, 1)}
    expected = {}
    for (alert, account), credit in credited.items():
        _, start, end = alerts[alert]
        for row, (payer, payee, _, when) in enumerate(paid):
            often = sum((p[0], p[1]) == (payer, payee) for p in paid)
            weight = 0.4 * credit * 0.5 / often**0.5
            inside = start - DAY <= when <= end + DAY
            if payer != payee and inside and weight >= LEAST_WEIGHT:
                for way, one in (("payer", payer), ("payee", payee)):
                    if one == account:
                        expected[alert, row, way] = weight
    assert ends(credited, alerts, paid) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("seconds", "near"), [(0, True), (DAY, True), (3 * DAY, True), (3 * DAY + 1, False)]
)
def test_a_payment_near_the_window_counts(seconds, near):
    found = ends({(0, 0): 1.0}, {0: (0.4, DAY, 2 * DAY)}, [(0, 1, 5, seconds)])
    assert bool(found) == near


def test_a_routine_payee_gets_less():
    paid = [(0, 1, 5)] * 4 + [(0, 2, 5)]
    found = ends({(0, 0): 1.0}, {0: (0.4, 0, 0)}, paid)
    assert found[0, 0, "payer"] == pytest.approx(0.1)
    assert found[0, 4, "payer"] == pytest.approx(0.2)


def test_evidence_of_many_payments_says_less_about_each():
    shown = pl.DataFrame(
        {"alert": [0] * 16 + [1], "row": [*range(16), 16]},
        {"alert": pl.UInt32, "row": pl.UInt32},
    )
    alerts = pl.DataFrame(
        {"alert": [0, 1], "weight": [0.4, 0.4]},
        {"alert": pl.UInt32, "weight": pl.Float64},
    )
    found = of_evidence(shown, alerts, 1.0, 0.25)
    assert found["weight"].to_list() == pytest.approx([0.2] * 16 + [0.4])
    plain = of_evidence(shown, alerts, 1.0, 0.0)
    assert np.ptp(plain["weight"].to_numpy()) == 0


def test_both_ends_and_the_evidence_add_up():
    limits = Settings(full_rarity=2, carry_decay=0)
    alerts = [("TF-FLOW-07", "a", ("b",), 1)]
    paid = [("a", "b", 100), ("b", "c", 100), ("d", "e", 100)]
    tables = scored(alerts, [(0, "p1")], limits, paid=paid)
    found = priorities(tables, "transaction")
    assert found["p1"] == pytest.approx(100 * (1 - 0.5 * 0.8 * 0.8), abs=1e-5)
    assert found["p2"] == pytest.approx(100 * 0.5 * 0.4, abs=1e-5)
    assert found["p3"] == 0
    told = {p["way"]: p["via"] for p in contributions(tables, "p1", "transaction")}
    assert told == {"evidence": None, "payer": "a", "payee": "b"}


def test_a_hub_gives_its_payments_nothing():
    limits = Settings(full_rarity=2, carry_decay=0, hub_counterparties=1)
    paid = [("a", "b", 100), ("a", "c", 100)]
    tables = scored([("TF-FLOW-07", "a", (), 1)], limits=limits, paid=paid)
    assert set(priorities(tables, "transaction").values()) == {0}
