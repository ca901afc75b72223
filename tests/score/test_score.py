"""Priority against a naive reading of the rule, and its edges by name."""

from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ContractError
from pipeline.reference.catalogue import catalogue
from pipeline.score import Settings
from tests.score.scored import ACCOUNTS, PAYMENTS, priorities, run, scored, table

FLAGS = ("TF-STRUCT-01", "TF-FLOW-07", "TF-GEO-01", "TF-GEO-02", "TF-INFO-03")
TENTHS = {"TF-STRUCT-01": 3, "TF-FLOW-07": 5, "TF-GEO-01": 1, "TF-GEO-02": 3}
TENTHS["TF-INFO-03"] = 5


def naively(claims):
    """100 × noisy-or of the strongest claim of each red flag; geography is one."""
    strongest = {}
    for red_flag, weight in claims:
        name = "geo" if "GEO" in red_flag else red_flag
        strongest[name] = max(strongest.get(name, 0), weight)
    return 100 * (1 - prod(1 - weight for weight in strongest.values()))


told_alerts = st.lists(
    st.tuples(
        st.sampled_from(FLAGS),
        st.sampled_from(ACCOUNTS),
        st.sets(st.sampled_from(ACCOUNTS), max_size=3),
        st.floats(0, 1),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=60)
@given(alerts=told_alerts, shown=st.data())
def test_priority_agrees_with_naive_reading(alerts, shown):
    pairs = st.tuples(
        st.integers(0, max(0, len(alerts) - 1)), st.sampled_from(PAYMENTS)
    )
    evidence = shown.draw(st.sets(pairs, max_size=10 if alerts else 0))
    tables = scored(alerts, evidence)
    by_account = priorities(tables)
    for account in ACCOUNTS:
        claims = [
            (flag, TENTHS[flag] / 10 * strength * (1 if account == own else 0.5))
            for flag, own, others, strength in alerts
            if account in {own, *others}
        ]
        assert by_account[account] == pytest.approx(naively(claims), abs=2e-6)
    by_payment = priorities(tables, "transaction")
    for payment in PAYMENTS:
        cited = [alerts[a] for a, p in evidence if p == payment]
        claims = [(flag, TENTHS[flag] / 10 * s) for flag, _, _, s in cited]
        assert by_payment[payment] == pytest.approx(naively(claims), abs=2e-6)
    for kind in ("account_scores", "transaction_scores"):
        for row in tables[kind].iter_rows(named=True):
            points = [part["points"] for part in row["contributions"]]
            assert sum(points) == sum(reversed(points)) == row["priority"]


def test_every_account_and_transaction_has_a_row_in_table_order():
    tables = scored([("TF-FLOW-07", "c", (), 1)], [(0, "p2")])
    assert tables["account_scores"]["account_id"].to_list() == list(ACCOUNTS)
    assert priorities(tables) == {"a": 0, "b": 0, "c": 50, "d": 0, "e": 0}
    assert priorities(tables, "transaction") == {"p1": 0, "p2": 50, "p3": 0}


def test_without_alerts_everything_is_zero():
    tables = scored([])
    assert set(priorities(tables).values()) == {0}
    assert tables["transaction_scores"]["contributions"].to_list() == [[], [], []]


def test_without_transactions_the_table_is_there_and_empty():
    assert scored([], payments=())["transaction_scores"].height == 0


def test_stages_divide_a_red_flag_equally():
    row = scored([("TF-INFO-03", "a", (), 1)])["account_scores"].row(0, named=True)
    told = {part["stage"]: part["points"] for part in row["contributions"]}
    assert told == dict.fromkeys(("raise", "move", "store", "use"), 12.5)


def test_larger_evidence_owns_more_of_the_priority():
    alerts = [("TF-FLOW-07", "a", (), 1), ("TF-GEO-01", "a", (), 1)]
    row = scored(alerts)["account_scores"].row(0, named=True)
    flags = [part["red_flag"] for part in row["contributions"]]
    assert flags == ["TF-FLOW-07", "TF-FLOW-07", "TF-GEO-01"]
    assert row["priority"] == pytest.approx(55)


def test_alerts_of_one_red_flag_do_not_add_and_first_of_equals_counts():
    row = scored([("TF-FLOW-07", "a", (), 1)] * 3)["account_scores"].row(0, named=True)
    assert row["priority"] == 50
    assert {part["alert_id"] for part in row["contributions"]} == {"A0"}


def test_geography_counts_once():
    alerts = [("TF-GEO-01", "a", (), 1), ("TF-GEO-02", "a", (), 1)]
    assert priorities(scored(alerts))["a"] == pytest.approx(30, abs=1e-6)


def test_strength_zero_leaves_no_contribution():
    tables = scored([("TF-FLOW-07", "a", (), 0)])
    assert tables["account_scores"]["contributions"].to_list()[0] == []


@pytest.mark.parametrize("batch_rows", [1, 2, 3, 4])
def test_batches_do_not_change_the_tables(batch_rows):
    alerts = [("TF-FLOW-07", "c", ("a",), 0.7), ("TF-GEO-01", "a", (), 0.3)]
    evidence = [(0, "p1"), (0, "p3"), (1, "p3")]
    whole, batched = (
        scored(alerts, evidence, Settings(batch_rows=size)) for size in (9, batch_rows)
    )
    for name, rows in whole.items():
        assert rows.equals(batched[name])


def test_row_order_of_alerts_and_evidence_does_not_matter():
    flags = catalogue()["id"].to_list()
    alerts = [
        {
            "alert_id": f"A{number:03}",
            "red_flag": flags[number * 7 % 60],
            "account_id": ACCOUNTS[number % 5],
            "members": list(ACCOUNTS),
            "strength": number % 11 / 11,
        }
        for number in range(200)
    ]
    shown = [
        {"alert_id": a["alert_id"], "transaction_id": PAYMENTS[n % 3], "part": "in"}
        for n, a in enumerate(alerts)
    ]
    told, evidence = table("alerts", alerts), table("alert_evidence", shown)
    forth = run(told, evidence)
    back = run(told.reverse(), evidence.sample(fraction=1, shuffle=True, seed=3))
    for name, rows in forth.items():
        assert rows.equals(back[name])


def test_strangers_are_refused():
    with pytest.raises(ContractError, match="1 of them are not in the table of trans"):
        scored([("TF-FLOW-07", "a", (), 1)], [(0, "p9")])
    with pytest.raises(ContractError, match="1 red flags that the catalogue lacks"):
        scored([("TF-NONE-99", "a", (), 1)])
