"""Cases at the edges: nothing, one account, hubs, unknown values, equal times."""

from pipeline.cases import Settings
from tests.cases.built import CASE_TABLES
from tests.cases.test_groups import CHAIN, CONTROL, FLOW, STRUCT, cases


def test_without_alerts_all_tables_are_there_and_empty():
    found = cases(CHAIN, [])
    assert [found[name].height for name in CASE_TABLES] == [0] * len(CASE_TABLES)


def test_without_transactions_relations_alone_can_make_a_case():
    found = cases(
        [], [("TF-ACCT-05", "a", "b"), (STRUCT, "a", "")], accounts={"a": {}, "b": {}}
    )
    (case,) = found["cases"].iter_rows(named=True)
    assert (case["core_accounts"], case["transactions"], case["first_at"]) == (
        2,
        0,
        None,
    )
    assert set(found["case_members"]["role"]) == {"unwitting"}
    assert found["key_channels"].height == found["disruption"].height == 0


def test_one_account_that_pays_only_itself():
    found = cases([("a", "a", 1)], [(FLOW, "a", ""), (STRUCT, "a", "")], [(0, 0)])
    (member,) = found["case_members"].iter_rows(named=True)
    assert (member["received_cents"], member["sent_cents"]) == (10_000, 10_000)
    assert member["role"] == "unwitting"
    assert found["key_channels"].height == 0


def test_null_amounts_only_have_a_cut_but_no_value():
    paid = [("a", "b", 1, None), ("b", "c", 2, None)]
    found = cases(paid, [(FLOW, "b", "ac"), (STRUCT, "b", "")], [(0, 0), (0, 1)])
    (case,) = found["cases"].iter_rows(named=True)
    assert (case["value_cents"], case["unknown_values"]) == (0, 2)
    channels = found["key_channels"].filter(kind="account")
    assert channels["in_minimum_cut"].to_list() == [True]
    assert channels["stopped_cents"].to_list() == [0]
    assert found["disruption"].height == 0
    assert "2 payments of unknown value" in case["notes"][0]


def test_equal_times_are_followed_and_a_closed_circle_has_no_source():
    paid = [("a", "b", 5), ("b", "c", 5), ("c", "d", 5)]
    members = [(FLOW, "b", "acd"), (STRUCT, "b", "")]
    shown = [(0, 0), (0, 1), (0, 2)]
    assert set(cases(paid, members, shown)["disruption"]["flow_cents"]) == {10_000}
    circle = [("a", "b", 5), ("b", "c", 5), ("c", "a", 5)]
    found = cases(circle, [(FLOW, "b", "ac"), (STRUCT, "b", "")], shown)
    assert found["disruption"].height == 0


def test_a_hub_touching_everything_stays_one_account():
    paid = [("hub", f"x{n}", n) for n in range(300)]
    alerts = [(FLOW, f"x{n}", ["hub"]) for n in range(40)]
    alerts += [(STRUCT, f"x{n}", ["hub"]) for n in range(40)]
    found = cases(paid, alerts, [(n, n) for n in range(40)])
    assert found["cases"].height == 40
    assert set(found["cases"]["core_accounts"]) == {1}
    beside = found["case_members"].filter(part="context")["account_id"]
    assert beside.to_list().count("hub") == 40
    assert found["cases"]["case_id"].n_unique() == 40


def test_a_component_of_nearly_all_accounts_splits():
    """600 alerts in one chain of shared accounts; each case stays within its bound."""
    paid = [(f"x{n}", f"x{n + 1}", n) for n in range(600)]
    flags = (FLOW, CONTROL)
    alerts = [(flags[n % 2], f"x{n}", [f"x{n + 1}"]) for n in range(600)]
    found = cases(paid, alerts, [(n, n) for n in range(600)])
    sizes = found["case_members"].group_by("case_id").len()["len"]
    assert sizes.max() <= 300
    assert found["cases"]["alert_ids"].list.len().sum() == 600
    assert found["cases"].height > 1


def test_accounts_that_paid_nobody_are_in_no_case():
    alone = {f"i{n}": {} for n in range(20_000)}
    alerts = [(FLOW, "b", "ac"), (STRUCT, "b", "")]
    found = cases(CHAIN, alerts, [(0, 0), (0, 1)], accounts=alone)
    few = cases(CHAIN, alerts, [(0, 0), (0, 1)])
    for name in ("case_members", "case_transactions", "key_channels"):
        assert found[name].equals(few[name])
    (rarer,), (priority,) = (c["cases"]["priority"] for c in (found, few))
    assert rarer > priority  # among 20,000 more, one alert is rarer


def test_an_alert_larger_than_a_case_keeps_whom_it_speaks_about():
    """All of z's payers stand in its middle as much as z, and z has the least name."""
    ring = [f"m{n}" for n in range(9)]
    paid = [("z", m, n) for n, m in enumerate(ring)]
    paid += [(m, "q", 20 + n) for n, m in enumerate(ring)]
    cited = [(0, n) for n in range(18)]
    for size in (2, 3, 9):
        limits = Settings(max_accounts=size)
        found = cases(paid, [(FLOW, "z", [*ring, "q"])], cited, limits)
        assert found["cases"].height == 1
        assert "z" in found["case_members"]["account_id"].to_list()


def test_an_alert_larger_than_a_case_keeps_the_middle_and_the_priority():
    paid = [(f"m{n}", "z", n) for n in range(9)]
    members = [f"m{n}" for n in range(9)]
    alerts = [(FLOW, "z", members), (STRUCT, "z", ["m7"])]
    found = cases(paid, alerts, limits=Settings(max_accounts=3))
    kept = found["case_members"]["account_id"].to_list()
    assert sorted(kept) == ["m0", "m7", "z"]
    assert "Size: 7 more accounts" in found["cases"]["notes"].to_list()[0][0]
    ends = found["case_transactions"]["transaction_id"].to_list()
    assert sorted(ends) == ["t00000", "t00007"]
