"""The role of a member and its measured reason, by name."""

import pytest

from pipeline.cases.roles import roles_of
from pipeline.cases.standing import Member
from pipeline.flow_graph import DAY
from tests.cases.test_groups import FLOW, STRUCT, cases

COUNTRY = {"sender_country": "DE", "receiver_country": "AE"}


def role(**facts):
    known = {"core": True, "subject": False, "hub": False, "dealt": 5, "kind": None}
    ((found, reason),) = roles_of([Member(**{**known, "organisation": False, **facts})])
    assert reason
    return found


RECEIVES = {"payers": 3, "receipts": 3, "received_cents": 900, "left_cents": 900}
PASSES = {"payees": 1, "payments": 1, "paid_cents": 900, "left_cents": 0}
LEFT = {"returners": 2, "funded_cents": 900}
PAYS = {"payees": 3, "payments": 3, "paid_cents": 900, "own_cents": 900}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({**PAYS, "payees": 1}, "donor"),
        ({**PAYS, "abroad_cents": 900}, "facilitator"),
        ({**PAYS, "abroad_cents": 449}, "donor"),
        ({**PAYS, "payees": 2, "abroad_cents": 900}, "donor"),
        ({**PAYS, "acts_for": 1}, "facilitator"),
        ({"acted_for": 2}, "facilitator"),
        ({"acted_for": 1}, "unwitting"),
        ({**PAYS, "kin_of_paymaster": True}, "facilitator"),
        ({**PAYS, "cash_cents": 450}, "cash-out"),
        ({**RECEIVES, "kind": "cash"}, "cash-out"),
        (RECEIVES, "collector"),
        ({**RECEIVES, "payers": 2}, "operative"),
        ({**RECEIVES, **PASSES}, "collector"),
        ({**RECEIVES, **PASSES, "passers": 2}, "funnel"),
        ({**RECEIVES, **PASSES, "passers": 1}, "collector"),
        ({**RECEIVES, **PASSES, "payers": 2, "passers": 2}, "funnel"),
        ({**RECEIVES, **PASSES, "payers": 5, "passers": 2}, "collector"),
        ({**RECEIVES, **PASSES, "paid_cents": 449}, "collector"),
        ({**RECEIVES, **PASSES, "payees": 2}, "collector"),
        ({**RECEIVES, **PASSES, "payers": 2}, "pass-through"),
        ({**RECEIVES, **PASSES, "kind": "npo"}, "front"),
        ({**RECEIVES, **PASSES, "kind": "npo", "paid_cents": 1}, "front"),
        ({**RECEIVES, "kind": "business", "payers": 1}, "unwitting"),
        ({**RECEIVES, "kind": "npo", "payers": 1}, "operative"),
        ({**RECEIVES, "payers": 1, "from_organisations_cents": 450}, "cash-out"),
        ({**RECEIVES, "payers": 1, "from_organisations_cents": 449}, "operative"),
        ({**PAYS, "payees": 1, "feeds": 0.25}, "paymaster"),
        ({**PAYS, "payees": 1, "feeds": 0.24}, "donor"),
        ({**PAYS, "payees": 1, "feeds": 0.25, "own_cents": 809}, "donor"),
        ({**RECEIVES, **PASSES, "organisation": True}, "front"),
        ({**RECEIVES, "kind": "merchant"}, "unwitting"),
        ({**RECEIVES, "kind": "merchant", "subject": True}, "collector"),
        ({**RECEIVES, "returners": 2}, "paymaster"),
        ({**RECEIVES, "returners": 1}, "collector"),
        ({**RECEIVES, **LEFT, "returned_cents": 9}, "paymaster"),
        ({**RECEIVES, **LEFT, "returned_cents": 8}, "collector"),
        ({**PAYS, "gave_back": 1, "gave_back_cents": 900}, "operative"),
        ({**RECEIVES, "hub": True}, "unwitting"),
        ({**RECEIVES, "hub": True, "subject": True}, "collector"),
        ({**RECEIVES, "core": False}, "unwitting"),
        ({**PAYS, "core": False, "acts_for": 1}, "facilitator"),
        ({"payers": 1, "receipts": 1}, "operative"),  # of unknown value
        ({"payers": 1, "receipts": 1, "payees": 1, "payments": 1}, "pass-through"),
        ({}, "unwitting"),
    ],
)
def test_role_follows_from_what_was_measured(facts, expected):
    assert role(**facts) == expected


def test_who_only_fills_another_account_of_his_has_the_role_of_that_one():
    common = {"core": True, "subject": False, "hub": False, "dealt": 1, "kind": None}
    filler = Member(**common, organisation=False, **{**PAYS, "payees": 1}, purse=1)
    purse = Member(**common, organisation=False, **{**RECEIVES, "payers": 1})
    assert [found for found, _ in roles_of([filler, purse])] == ["operative"] * 2


def measured_roles(paid, about="f", **tables):
    members = sorted({end for payment in paid for end in payment[:2]} - {about})
    alerts = [(FLOW, about, members), (STRUCT, about, "")]
    shown = [(0, n) for n in range(len(paid))]
    found = cases(paid, alerts, shown, **tables)["case_members"]
    return dict(found.select("account_id", "role").iter_rows())


def test_leftovers_make_a_paymaster_of_another_account_of_the_principal():
    paid = [("f", "o1", 0, 500), ("f", "o2", 0, 500)]
    paid += [("o1", "p", 9 * DAY, 90), ("o2", "p", 9 * DAY, 90)]
    same = [("f", "p", "proxy_same_principal")]
    expected = {"f": "facilitator", "p": "paymaster", "o1": "operative"}
    assert measured_roles(paid, relations=same) == {**expected, "o2": "operative"}
    assert measured_roles(paid)["p"] == "operative"  # of nobody who paid before


def test_money_that_came_before_its_return_was_paid_out_is_no_return():
    paid = [
        ("o1", "f", 0, 90),
        ("o2", "f", 0, 90),
        ("f", "o1", 1, 5),
        ("f", "o2", 1, 5),
    ]
    assert measured_roles(paid)["f"] == "operative"


def test_a_border_counts_only_where_both_sides_are_told():
    paid = [("f", f"o{n}", n, 500, COUNTRY) for n in range(3)]
    assert measured_roles(paid)["f"] == "facilitator"
    for untold in (None, "withheld"):
        hidden = [(*p[:4], {**COUNTRY, "receiver_country": untold}) for p in paid]
        assert measured_roles(hidden)["f"] == "donor"


def test_reasons_give_the_figures():
    paid = [(f"d{n}", "f", n, 123_456) for n in range(4)]
    found = cases(paid, [(FLOW, "f", [p[0] for p in paid]), (STRUCT, "f", "")])
    reasons = dict(found["case_members"].select("account_id", "reason").iter_rows())
    assert reasons["f"] == "4 members pay it 4,938.24"


def test_money_moved_within_one_principal_is_no_return():
    paid = [("f", "o1", 0), ("f", "o2", 0), ("o1", "f", 9), ("o2", "f", 9)]
    assert measured_roles(paid)["f"] == "paymaster"
    own = [("f", "o1", "same_party"), ("f", "o2", "same_party")]
    assert measured_roles(paid, relations=own)["f"] == "operative"


def test_who_acts_for_somebody_outside_the_case_is_no_facilitator_of_it():
    paid = [("f", "o1", 0), ("f", "o2", 0), ("o1", "x", 1)]
    inside, outside = ([("f", other, "delegated_access")] for other in ("o1", "z"))
    known = {"accounts": {"z": {}}}
    assert measured_roles(paid, relations=inside, **known)["f"] == "facilitator"
    assert measured_roles(paid, relations=outside, **known)["f"] == "paymaster"


def test_a_funnel_gathers_from_those_who_gather():
    paid = [("d1", "c1", 0), ("d2", "c2", 0), ("c1", "f", 1), ("c2", "f", 1)]
    paid.append(("f", "o", 2, 20_000))
    assert measured_roles(paid)["f"] == "funnel"
    assert measured_roles([*paid[2:4], ("d1", "f", 1), paid[4]])["f"] == "collector"


def test_a_refund_of_pennies_makes_no_paymaster():
    paid = [("f", "o1", 0, 50_000), ("f", "o2", 0, 50_000)]
    back = [("o1", "f", 9 * DAY, 499), ("o2", "f", 9 * DAY, 500)]
    assert measured_roles([*paid, *back])["f"] != "paymaster"
    assert measured_roles([*paid, back[1], ("o1", "f", 9, 500)])["f"] == "paymaster"


def test_a_person_in_whom_an_organisation_s_money_ends_takes_it_out():
    paid = [("d", "f", 0), ("f", "p", 1), ("f", "q", 1)]
    kinds = {"accounts": {"f": {"kind": "npo"}}}
    assert measured_roles(paid, **kinds)["p"] == "cash-out"
    assert measured_roles(paid)["p"] == "operative"
