"""Which alerts become one case, by name."""

import pytest

from pipeline.cases import Settings
from tests.cases.built import built, evidence, told
from tests.red_flags.ledgers import ledger

FLOW, CONTROL = "TF-FLOW-02", "TF-ACCT-05"  # motifs of two families
STRUCT, NPO = "TF-STRUCT-01", "TF-NPO-02"  # no motifs


def two_families(**limits):
    """So that only what is joined is a case, however rare one alert is here."""
    return Settings(min_families=2, min_families_alone=3, **limits)


def cases(paid, alerts, shown=(), limits=None, **tables):
    """The case tables of (red flag, account, members) and (alert, payment) numbers."""
    made = ledger(paid, **tables)
    table = told(
        [
            (f"A{n}", red_flag, about, sorted({about, *others}), *(strength or [1.0]))
            for n, (red_flag, about, others, *strength) in enumerate(alerts)
        ]
    )
    cited = evidence([(f"A{a}", f"t{payment:05}") for a, payment in shown])
    return built(made, table, cited, limits or two_families())


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
def test_one_family_or_no_motif_makes_none_where_two_are_asked_for(red_flags):
    assert joined(CHAIN, [(flag, "b", "") for flag in red_flags]) == []


def test_without_a_motif_more_families_are_asked_for():
    alerts = [(flag, "b", "") for flag in (STRUCT, NPO, "TF-ACCT-06", "TF-USE-01")]
    four, five = (Settings(min_families_alone=least) for least in (4, 5))
    assert joined(CHAIN, alerts, limits=four) == [[0, 1, 2, 3]]
    assert joined(CHAIN, alerts, limits=five) == []
    assert joined(CHAIN, [*alerts, (FLOW, "b", "")], limits=five) != []


def test_a_designated_party_is_enough():
    assert joined(CHAIN, [("TF-INFO-03", "b", "")]) == [[0]]


def test_a_designated_name_alone_is_not_enough():
    assert joined(CHAIN, [("TF-INFO-03", "b", "", 0.5)]) == [[0]]
    assert joined(CHAIN, [("TF-INFO-03", "b", "", 0.3)]) == []


def test_families_needed_can_be_set():
    one = Settings(min_families=1)
    assert joined(CHAIN, [(FLOW, "b", ""), (STRUCT, "d", "")], limits=one) == [[0]]
    assert joined(CHAIN, [(FLOW, "b", ""), (STRUCT, "d", "")]) == []


def test_motifs_join_that_share_a_fifth_of_the_smaller_ones_evidence():
    star = [*crowd("s", 10), *crowd("t", 5, "y")]
    alerts = [(FLOW, "s", ""), (CONTROL, "t", "")]
    shown = [(0, n) for n in range(10)] + [(1, 0)]
    four, five = ([*shown, *((1, 10 + n) for n in range(size))] for size in (4, 5))
    assert joined(star, alerts, four) == [[0, 1]]
    assert joined(star, alerts, five) == []
    assert joined(star, alerts, four, two_families(hub_counterparties=9)) == []


def test_motifs_join_that_one_account_is_central_to():
    """Of the payments that alert 0 shows, c takes part in a third, or a quarter."""
    star = [("b", "c", 1), *crowd("b", 3)]
    alerts = [(FLOW, "b", ""), (CONTROL, "c", "")]
    assert joined(star, alerts, [(0, 0), (0, 1), (0, 2)]) == [[0, 1]]
    assert joined(star, alerts, [(0, n) for n in range(4)]) == []


def test_motifs_of_which_too_few_accounts_are_the_same_do_not_join():
    """b is in the middle of both; it is one of seven accounts."""
    alerts = [(FLOW, "b", "acd"), (CONTROL, "b0", ["b", "b1", "b2"])]
    star = [*CHAIN, ("b0", "b", 5), ("b0", "b1", 6), ("b0", "b2", 7), ("b1", "b0", 8)]
    shown = [(0, 0), (0, 1), (0, 2), (1, 4), (1, 5), (1, 6)]
    assert joined(star, alerts, shown) == [[0, 1]]
    assert joined(star, alerts, shown, two_families(shared_core_share=0.5)) == []


def test_money_that_passes_an_account_makes_it_central():
    limits = two_families(central_share=1)
    alerts = [(FLOW, "b", ""), (CONTROL, "c", "")]
    passing = [("b", "c", 1), ("c", "d", 2), ("b", "d", 3)]
    assert joined(passing, alerts, [(0, 0), (0, 1), (0, 2)], limits) == [[0, 1]]
    back = [("b", "c", 1), ("c", "b", 2), ("b", "d", 3)]
    assert joined(back, alerts, [(0, 0), (0, 1), (0, 2)], limits) == []


def test_motifs_that_share_most_of_their_edges_join():
    alerts = [(FLOW, "a", "cd"), (CONTROL, "e", "c")]
    assert joined(CHAIN, alerts) == []
    alerts[1] = (CONTROL, "e", "cd")
    assert joined(CHAIN, alerts) == [[0, 1]]
    assert joined(CHAIN, alerts, limits=two_families(shared_edge_accounts=3)) == []
    wide = [*CHAIN, *crowd("a", 3), *crowd("e", 6)]
    alerts = [
        (FLOW, "a", ["c", "d", "x0", "x1"]),
        (CONTROL, "e", ["c", "d", "x3", "x4"]),
    ]
    assert joined(wide, alerts) == []


def test_motifs_join_over_others():
    alerts = [(FLOW, "a", ""), (FLOW, "b", ""), (CONTROL, "c", "")]
    assert joined(CHAIN, alerts, [(0, 0), (1, 1)]) == [[0, 1, 2]]


def test_an_alert_that_is_no_motif_joins_but_never_two_groups():
    """The payment of alert 2 belongs to both motifs; it goes to the first."""
    paid = [*crowd("s", 10), *crowd("t", 10, "y")]
    star = [(0, n) for n in range(10)] + [(1, n) for n in range(10, 20)]
    alerts = [(FLOW, "s", ""), (CONTROL, "t", ""), (STRUCT, "x9", "")]
    assert joined(paid, alerts, [*star, (2, 9), (2, 19)]) == [[0, 2]]
    assert joined(paid, alerts, [*star, (2, 19)]) == [[1, 2]]
    assert joined(paid, alerts, star) == []


def test_accounts_of_one_principal_join():
    alerts = [(FLOW, "a", ""), (STRUCT, "d", "")]
    assert joined(CHAIN, alerts) == []
    assert joined(CHAIN, alerts, relations=[("a", "d", "same_party")]) == [[0, 1]]
    assert joined(CHAIN, alerts, relations=[("a", "d", "acts_for")]) == [[0, 1]]
    assert joined(CHAIN, alerts, relations=[("a", "d", "family")]) == []


def crowd(hub, size, name="x"):
    return [(hub, f"{name}{n}", 100 + n) for n in range(size)]


HUB = [*CHAIN, *crowd("b", 18)]  # b deals with 20
AROUND_B = [(FLOW, "a", ""), (CONTROL, "c", ""), (FLOW, "b", ""), (STRUCT, "b", "")]
THROUGH_B = [(0, 0), (1, 1)]


@pytest.mark.parametrize(
    ("limit", "kind", "expected"),
    [
        (20, None, [[0, 1, 2, 3]]),
        (19, None, [[2, 3]]),
        (20, "msb", [[2, 3]]),
        (20, "business", [[0, 1, 2, 3]]),
    ],
)
def test_a_hub_joins_only_alerts_about_itself(limit, kind, expected):
    limits = two_families(hub_counterparties=limit)
    kinds = {"b": {"kind": kind}}
    assert joined(HUB, AROUND_B, THROUGH_B, limits, accounts=kinds) == expected


def test_a_hub_that_did_not_join_is_noted():
    limits = two_families(hub_counterparties=19)
    found = cases(HUB, [(FLOW, "a", "b"), (STRUCT, "a", "")], limits=limits)
    notes = found["cases"]["notes"].to_list()[0]
    assert [note for note in notes if note.startswith("Hubs: 1 accounts")]


def test_too_large_groups_split_at_the_account_that_deals_with_most():
    """b and x would join alert 1 to four accounts each; x deals with more."""
    paid = [("b", "m", 1), ("m", "x", 2), *crowd("x", 5), ("a", "a", 3), ("d", "d", 4)]
    alerts = [(FLOW, "b", "a"), (CONTROL, "m", ""), (FLOW, "x", "d")]
    shown = [(1, 0), (1, 1)]
    assert joined(paid, alerts, shown) == [[0, 1, 2]]
    found = cases(paid, alerts, shown, two_families(max_accounts=4, max_context=0))[
        "cases"
    ]
    assert found["alert_ids"].to_list() == [["A0", "A1"]]
    assert "Size: 1 links to other groups" in found["notes"].to_list()[0][0]


def test_of_too_many_edges_those_with_most_evidence_stay():
    paid = [(f"m{n}", "z", n, 100 + n) for n in range(9)]
    paid += [(f"m{n}", "shop", n, 9_000) for n in range(9)]  # most of what they do
    alerts = [(FLOW, "z", [f"m{n}" for n in range(9)]), (STRUCT, "z", "")]
    limits = Settings(max_edge_accounts=2, max_context=0, few_counterparties=1)
    found = cases(paid, alerts, [(0, n) for n in range(9)], limits)
    assert sorted(found["case_members"]["account_id"]) == ["m7", "m8", "z"]
    assert found["case_transactions"].height == 2
    assert "Size: 7 more accounts" in found["cases"]["notes"].to_list()[0][0]
