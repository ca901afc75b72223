"""What is carried along money, against a naive reading, and its edges by name."""

import networkx as nx
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.carry import between, carried
from pipeline.flow_graph import build_flow_graph
from pipeline.score import Settings
from tests.score.scored import priorities, scored

ONE = [("TF-FLOW-07", "a", (), 1)]  # half a point each


def test_credit_goes_on_by_the_share_of_the_dealings_and_a_second_step():
    paid = [("a", "b", 100), ("a", "c", 100), ("b", "d", 300), ("e", "c", 300)]
    payments = ("p1", "p2", "p3", "p4")
    found = priorities(scored(ONE, payments=payments, paid=paid))
    assert found["a"] == 50
    # b gets all it has of a; c a quarter, but a pays half of what it pays to c.
    assert found["b"] == pytest.approx(50 * 0.4, abs=1e-5)
    assert found["c"] == pytest.approx(50 * 0.4 * 0.5, abs=1e-5)
    assert found["d"] == pytest.approx(50 * 0.4 * 0.4, abs=1e-5)
    assert found["e"] == pytest.approx(50 * 0.4 * 0.4 * 0.5, abs=1e-5)


def test_hubs_carry_nothing():
    paid = [("a", "b", 100), ("b", "c", 100), ("b", "d", 100)]
    limits = Settings(hub_counterparties=2)
    found = priorities(scored(ONE, limits=limits, paid=paid))
    assert found == {"a": 50, "b": 0, "c": 0, "d": 0, "e": 0}
    assert priorities(scored(ONE, limits=Settings(carry_decay=0), paid=paid))["b"] == 0


def test_payment_between_two_credited_accounts_gets_a_part_of_both():
    alerts = [("TF-FLOW-07", "a", ("b",), 1)]
    paid = [("a", "b", 100), ("b", "c", 100), ("b", "a", None or 0)]
    found = priorities(scored(alerts, [(0, "p2")], paid=paid), "transaction")
    assert found["p1"] == pytest.approx(50 * 0.3 * 0.5**0.5, abs=1e-5)
    assert found["p2"] == 50
    assert found["p3"] == found["p1"]


payments = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(-1, 9)), max_size=14
)
credited = st.dictionaries(
    st.tuples(st.sampled_from("AB"), st.integers(0, 4)),
    st.sampled_from([0.5, 1.0]),
    max_size=4,
)
barred = st.sets(st.integers(0, 4), max_size=2)


def graph_of(paid):
    payer, payee, cents = (np.array([p[n] for p in paid]) for n in range(3))
    zero = np.zeros(len(paid), np.int32)
    ends = (payer.astype(np.uint32), payee.astype(np.uint32))
    return build_flow_graph(*ends, zero, cents.astype(np.int64), 5)


def frame(claims):
    rows = [(alert, account, credit) for (alert, account), credit in claims.items()]
    schema = {"alert_id": pl.String, "account": pl.UInt32, "credit": pl.Float64}
    return pl.DataFrame(rows, schema, orient="row")


def share_naively(paid, one, other):
    """The larger way, of all its payer paid or of all its payee got."""
    known = [(a, b, max(c, 0)) for a, b, c in paid]
    found = 0.0
    for payer, payee in ((one, other), (other, one)):
        moved = sum(c for a, b, c in known if (a, b) == (payer, payee))
        for whole in (
            sum(c for a, _, c in known if a == payer),
            sum(c for _, b, c in known if b == payee),
        ):
            found = max(found, moved / max(whole, 1))
    return found


@settings(deadline=None, max_examples=80)
@given(paid=payments, claims=credited, hubs=barred)
def test_carried_credit_agrees_with_naive_reading(paid, claims, hubs):
    network = nx.Graph((a, b) for a, b, _ in paid if a != b and not {a, b} & hubs)
    best = dict(claims)
    last = dict(claims)
    for _ in range(2):
        reached = {}
        for (alert, account), credit in last.items():
            for other in sorted(network.adj.get(account, ())):
                gained = credit * 0.4 * share_naively(paid, account, other)
                if gained >= 0.01:
                    key = (alert, other)
                    reached[key] = max(reached.get(key, 0), gained)
        last = reached
        for key, credit in reached.items():
            best[key] = max(best.get(key, 0), credit)
    hub = np.isin(np.arange(5), list(hubs))
    found = carried(frame(claims), graph_of(paid), hub, 0.4, 2)
    got = {(alert, account): credit for alert, account, credit in found.iter_rows()}
    assert got.keys() == best.keys()
    assert all(got[key] == pytest.approx(best[key]) for key in best)


@settings(deadline=None, max_examples=80)
@given(paid=payments, claims=credited, hubs=barred)
def test_payments_between_agree_with_naive_reading(paid, claims, hubs):
    expected = {
        (alert, row): 0.3 * (claims[alert, a] * claims[alert, b]) ** 0.5
        for row, (a, b, _) in enumerate(paid)
        for alert in "AB"
        if a != b and not {a, b} & hubs and {(alert, a), (alert, b)} <= claims.keys()
    }
    hub = np.isin(np.arange(5), list(hubs))
    found = between(frame(claims), graph_of(paid), hub, 0.3)
    got = {(alert, row): credit for alert, row, credit in found.iter_rows()}
    assert got == pytest.approx(expected)
