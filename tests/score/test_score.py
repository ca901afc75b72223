"""Priority: the edges of its rule by name."""

from math import exp, log

import pytest

from pipeline.reference.catalogue import catalogue
from pipeline.score import Settings
from tests.score.scored import (
    ACCOUNTS,
    PAYMENTS,
    contributions,
    priorities,
    run,
    scored,
    table,
)

# One of two is rare enough to count in full: weights are the catalogue's.
PLAIN = Settings(full_rarity=2, believed_accounts=10**9)


def test_every_account_and_transaction_has_a_row_in_table_order():
    tables = scored([("TF-FLOW-07", "c", (), 1)], [(0, "p2")], PLAIN)
    assert tables["account_scores"]["account_id"].to_list() == list(ACCOUNTS)
    assert priorities(tables) == {"a": 0, "b": 0, "c": 50, "d": 0, "e": 0}
    assert tables["account_scores"]["rank"].to_list() == [2, 3, 1, 4, 5]
    assert priorities(tables, "transaction") == {"p1": 0, "p2": 50, "p3": 0}


def test_without_alerts_everything_is_zero():
    tables = scored([])
    assert set(priorities(tables).values()) == {0}
    assert tables["transaction_scores"]["contributions"].to_list() == [[], [], []]
    assert tables["alert_weights"].height == 0


def test_without_transactions_the_table_is_there_and_empty():
    assert scored([], payments=())["transaction_scores"].height == 0


def test_stages_divide_a_red_flag_equally():
    told = contributions(scored([("TF-INFO-03", "a", (), 1)], limits=PLAIN), "a")
    points = {part["stage"]: part["points"] for part in told}
    assert points == dict.fromkeys(("raise", "move", "store", "use"), 12.5)


def test_larger_evidence_owns_more_of_the_priority():
    alerts = [("TF-FLOW-07", "a", (), 1), ("TF-GEO-01", "a", (), 1)]
    tables = scored(alerts, limits=PLAIN)
    told = contributions(tables, "a")
    assert [part["red_flag"] for part in told] == [
        "TF-FLOW-07",
        "TF-FLOW-07",
        "TF-GEO-01",
    ]
    flow, geo = log(2), -log(0.9)
    families = (flow + geo) ** 2 / (flow**2 + geo**2)
    expected = 100 * (1 - exp(-(flow + geo) * families**0.5))
    assert priorities(tables)["a"] == pytest.approx(expected, abs=1e-3)


def test_further_alerts_of_one_red_flag_count_less_and_of_equals_the_first_more():
    tables = scored([("TF-FLOW-07", "a", (), 1)] * 3, limits=PLAIN)
    expected = 100 * (1 - 0.5 * 0.6 * 0.68)
    assert priorities(tables)["a"] == pytest.approx(expected, abs=1e-5)
    told = [part["alert_id"] for part in contributions(tables, "a")]
    assert told == ["A0", "A0", "A1", "A1", "A2", "A2"]
    once = Settings(full_rarity=2, repeat_credit=0)
    tables = scored([("TF-FLOW-07", "a", (), 1)] * 3, limits=once)
    assert priorities(tables)["a"] == 50
    assert {part["alert_id"] for part in contributions(tables, "a")} == {"A0"}


def test_a_fifth_alert_of_one_red_flag_counts_no_more():
    four, five = (
        priorities(scored([("TF-FLOW-07", "a", (), 1)] * n, limits=PLAIN))["a"]
        for n in (4, 5)
    )
    assert four == five


def test_geography_counts_once():
    alerts = [("TF-GEO-01", "a", (), 1), ("TF-GEO-02", "a", (), 1)]
    assert priorities(scored(alerts, limits=PLAIN))["a"] == pytest.approx(30, abs=1e-6)


def test_each_contribution_says_by_what_way_it_came():
    tables = scored([("TF-FLOW-07", "a", ("b",), 1)], [(0, "p1")])
    ways = {name: contributions(tables, name)[0]["way"] for name in "ab"}
    assert ways == {"a": "own", "b": "member"}
    assert contributions(tables, "p1", "transaction")[0]["way"] == "evidence"


def test_strength_counts_by_its_square_root_and_zero_not_at_all():
    alerts = [("TF-FLOW-07", "a", (), 0.25), ("TF-GEO-01", "b", (), 0)]
    tables = scored(alerts, limits=PLAIN)
    assert priorities(tables)["a"] == pytest.approx(25)
    assert contributions(tables, "b") == []


@pytest.mark.parametrize("batch_rows", [1, 2, 3, 4])
def test_batches_do_not_change_the_tables(batch_rows):
    alerts = [("TF-FLOW-07", "c", ("a",), 0.7), ("TF-GEO-01", "a", (), 0.3)]
    evidence = [(0, "p1"), (0, "p3"), (1, "p3")]
    paid = [("a", "b", 5), ("b", "c", 6), ("c", "d", 7)]
    whole, batched = (
        scored(alerts, evidence, Settings(batch_rows=size), paid=paid)
        for size in (9, batch_rows)
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
