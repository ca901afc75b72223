"""Which alerts become one case, by name."""

import pytest

from pipeline.cases import Settings
from tests.cases.built import built, evidence, told
from tests.red_flags.ledgers import ledger

FLOW, STRUCT, NPO = "TF-FLOW-02", "TF-STRUCT-01", "TF-NPO-02"  # only FLOW is a motif


def cases(paid, alerts, shown=(), limits=None, **tables):
    """The case tables of (red flag, account, members) and (alert, payment) numbers."""
    made = ledger(paid, **tables)
    table = told(
        [
            (f"A{n}", red_flag, about, sorted({about, *others}), 1.0)
            for n, (red_flag, about, others) in enumerate(alerts)
        ]
    )
    cited = evidence([(f"A{a}", f"t{payment:05}") for a, payment in shown])
    return built(made, table, cited, limits)


def joined(*args, **options):
    """The alerts of each case, as numbers, smallest first."""
    found = cases(*args, **options)["cases"]["alert_ids"].to_list()
    return sorted([int(alert[1:]) for alert in alerts] for alerts in found)


CHAIN = [("a", "b", 1), ("b", "c", 2), ("c", "d", 3), ("d", "e", 4)]


def test_two_families_and_a_motif_make_a_case():
    assert joined(CHAIN, [(FLOW, "b", ""), (STRUCT, "b", "")]) == [[0, 1]]


@pytest.mark.parametrize(
    "red_flags", [(FLOW, FLOW), (FLOW, "TF-FLOW-05"), (STRUCT, NPO)]
)
def test_one_family_or_no_motif_makes_none(red_flags):
    assert joined(CHAIN, [(flag, "b", "") for flag in red_flags]) == []


def test_a_designated_party_is_enough():
    assert joined(CHAIN, [("TF-INFO-03", "b", "")]) == [[0]]


def test_families_needed_can_be_set():
    one = Settings(min_families=1)
    assert joined(CHAIN, [(FLOW, "b", ""), (STRUCT, "d", "")], limits=one) == [[0]]


def test_an_account_central_to_one_alert_joins_another():
    assert joined(CHAIN, [(FLOW, "b", "c"), (STRUCT, "c", "")]) == [[0, 1]]


def test_evidence_joins_as_members_do():
    alerts = [(FLOW, "b", ""), (STRUCT, "c", "")]
    assert joined(CHAIN, alerts, [(0, 1)]) == [[0, 1]]
    assert joined(CHAIN, alerts, [(0, 0)]) == []


def test_an_account_that_evidence_passes_is_central():
    """c is no alert's account, but alert 0 shows money in and out of it."""
    alerts = [(FLOW, "a", ""), (STRUCT, "e", "c")]
    assert joined(CHAIN, alerts, [(0, 1), (0, 2)]) == [[0, 1]]
    assert joined(CHAIN, alerts, [(0, 1)]) == []


def test_one_account_at_the_edge_of_both_does_not_join_but_two_do():
    alerts = [(FLOW, "a", "cd"), (STRUCT, "e", "c")]
    assert joined(CHAIN, alerts) == []
    alerts[1] = (STRUCT, "e", "cd")
    assert joined(CHAIN, alerts) == [[0, 1]]
    assert joined(CHAIN, alerts, limits=Settings(shared_edge_accounts=3)) == []


def test_alerts_join_over_others():
    alerts = [(FLOW, "a", "b"), (FLOW, "b", "c"), (STRUCT, "c", "")]
    assert joined(CHAIN, alerts) == [[0, 1, 2]]


def test_accounts_of_one_principal_join():
    alerts = [(FLOW, "a", ""), (STRUCT, "d", "")]
    assert joined(CHAIN, alerts) == []
    assert joined(CHAIN, alerts, relations=[("a", "d", "same_party")]) == [[0, 1]]
    assert joined(CHAIN, alerts, relations=[("a", "d", "acts_for")]) == [[0, 1]]
    assert joined(CHAIN, alerts, relations=[("a", "d", "family")]) == []


def crowd(hub, size):
    return [(hub, f"x{n}", 100 + n) for n in range(size)]


def test_a_hub_joins_only_alerts_about_itself():
    limits = Settings(hub_counterparties=20)
    paid = [*CHAIN, *crowd("b", 30)]
    alerts = [(FLOW, "a", "b"), (STRUCT, "c", "b"), (FLOW, "b", ""), (STRUCT, "b", "")]
    assert joined(paid, alerts, limits=limits) == [[2, 3]]
    assert joined(paid, alerts) == [[0, 1, 2, 3]]


def test_a_hub_that_did_not_join_is_noted():
    limits = Settings(hub_counterparties=20)
    paid = [*CHAIN, *crowd("b", 30)]
    found = cases(paid, [(FLOW, "a", "b"), (STRUCT, "a", "")], limits=limits)
    notes = found["cases"]["notes"].to_list()[0]
    assert [note for note in notes if note.startswith("Hubs: 1 core accounts")]


def test_the_bound_of_a_hub_is_closed():
    paid = [*CHAIN, *crowd("b", 18)]  # b deals with 20
    alerts = [(FLOW, "a", "b"), (STRUCT, "c", "b"), (NPO, "b", "")]
    assert joined(paid, alerts, limits=Settings(hub_counterparties=20)) == [[0, 1, 2]]
    assert joined(paid, alerts, limits=Settings(hub_counterparties=19)) == []


def test_too_large_groups_split_at_the_account_that_deals_with_most():
    """c and x would join alert 2 to four accounts each; x deals with more."""
    paid = [*CHAIN, *crowd("x", 5)]
    alerts = [
        (FLOW, "b", "a"),
        (STRUCT, "c", "ab"),
        (FLOW, "x", "c"),
        (STRUCT, "e", ["x", "d"]),
    ]
    assert joined(paid, alerts) == [[0, 1, 2, 3]]
    found = cases(paid, alerts, limits=Settings(max_accounts=4, max_context=0))["cases"]
    assert found["alert_ids"].to_list() == [["A0", "A1", "A2"]]
    assert "Size: 1 links to other groups" in found["notes"].to_list()[0][0]


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
