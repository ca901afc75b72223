"""The role of a member and its measured reason, by name."""

import pytest

from tests.cases.read_roles import FIRM, GIFTS, NPO, OFFICE, SHOP, TILL, roles
from tests.cases.test_groups import FLOW, STRUCT, cases


def test_many_give_to_one_who_passes_it_on_to_one_in_whom_it_ends():
    found = roles([*GIFTS, ("f", "e", 9, 1_400), ("e", "till", 10, 1_000)], till=TILL)
    assert found["f"] == "collector"
    assert found["e"] == found["till"] == "cash-out"
    assert {found[f"d{n}"] for n in range(3)} == {"donor"}


def test_two_givers_who_only_gave_are_no_crowd_but_a_pass_through():
    assert roles([*GIFTS[:2], ("f", "e", 9, 900)])["f"] == "pass-through"
    assert roles([*GIFTS[:2], ("f", "e", 9, 499)])["f"] == "operative"


def test_who_lends_his_account_to_one_whom_many_pay_collects_for_him():
    more = [(f"x{n}", "f2", 5, 500) for n in range(2)]
    paid = [("d", "f", 1, 500), ("f", "f2", 2, 480), *more]
    assert roles(paid)["f"] == "collector"
    assert roles(paid[:3])["f"] == "pass-through"
    assert roles([("a", "d", 0, 500), *paid])["f"] == "pass-through"


def test_a_funnel_gathers_from_those_who_gather():
    paid = [
        ("d1", "c1", 0, 9),
        ("d2", "c2", 0, 9),
        ("c1", "f", 1, 9),
        ("c2", "f", 1, 9),
    ]
    paid.append(("f", "o", 2, 18))
    assert roles(paid)["f"] == "funnel"
    assert roles([*paid[2:4], ("d1", "f", 1, 9), paid[4]])["f"] == "collector"


def test_cash_that_a_giver_banked_before_is_his_own():
    paid = [*GIFTS, ("till", "d0", 0, 500)]
    assert roles(paid, till=TILL)["d0"] == "donor"
    assert roles([*GIFTS, ("x", "d0", 0, 500)])["d0"] == "collector"


def test_an_organisation_between_givers_and_users_is_a_front():
    paid = [("a", "f", 0, 900), ("f", "b", 1, 800)]
    assert roles(paid, f=FIRM)["f"] == "front"
    assert roles(paid, f={"organisation": True})["f"] == "front"
    assert roles(paid)["f"] == "pass-through"


def test_the_public_gives_to_a_charity_even_where_a_case_holds_no_giver():
    assert roles([("f", "b", 1, 800)], f=NPO)["f"] == "front"
    assert roles([("f", "b", 1, 800)], f={**NPO, "hub": True})["f"] == "front"
    assert roles([("a", "f", 1, 800)], f={**NPO, "hub": True})["f"] == "unwitting"


def test_a_person_in_whom_an_organisation_s_money_ends_takes_it_out():
    paid = [("d", "f", 0, 900), ("f", "p", 1, 450), ("f", "q", 1, 450)]
    assert roles(paid, f=NPO)["p"] == "cash-out"


def test_an_office_between_payer_and_payee_is_seen_through():
    through = [
        row
        for n in range(3)
        for row in (("f", "x", n, 1_000), ("x", f"o{n}", n + 0.1, 930))
    ]
    found = roles(through, x=OFFICE)
    assert (found["f"], found["o1"], found["x"]) == (
        *("paymaster", "operative"),
        "unwitting",
    )
    late = [(*row[:2], row[2] + 8 * (row[0] == "x"), row[3]) for row in through[:2]]
    assert roles(late, x=OFFICE)["o0"] == "unwitting"
    dear = [*through[:1], ("x", "o0", 0.1, 840)]
    assert roles(dear, x=OFFICE)["o0"] == "unwitting"


def test_who_spends_at_several_shops_lives_on_it_who_draws_it_does_not():
    spent = [("o", f"s{n}", 5 + n, 100) for n in range(3)]
    shops = {f"s{n}": SHOP for n in range(3)}
    paid = [("a", "o", 0, 900, {"abroad": True})]
    found = roles([*paid, *spent, ("o", "till", 9, 500)], till=TILL, **shops)
    assert (found["a"], found["o"]) == ("facilitator", "operative")
    found = roles([*paid, ("o", "till", 9, 500)], till=TILL)
    assert (found["a"], found["o"]) == ("donor", "cash-out")


def test_own_wages_spent_and_drawn_are_those_of_an_operative():
    spent = [("o", f"s{n}", n, 100) for n in range(3)]
    shops = {f"s{n}": SHOP for n in range(3)}
    found = roles([*spent, ("o", "till", 9, 900)], till=TILL, **shops)
    assert found["o"] == "operative"
    assert roles([("o", "till", 9, 900)], till=TILL)["o"] == "donor"


def test_support_is_from_abroad_and_more_than_one_of_ten_dealings():
    paid = [("a", "o", 1, 900), ("a", "o", 2, 900)]
    assert roles([*paid, ("b", "o", 0, 100)])["b"] == "unwitting"
    assert roles(paid)["a"] == "donor"
    abroad = [(*payment, {"abroad": True}) for payment in paid]
    assert roles(abroad)["a"] == "facilitator"


def test_a_firm_that_pays_a_collector_little_of_all_it_pays_is_unwitting():
    paid = [*GIFTS, ("k", "f", 5, 500)]
    little = roles(paid, k=FIRM, paid_in_all={"k": 5_000})
    assert little["k"] == "unwitting"
    assert roles(paid, k=FIRM, paid_in_all={"k": 4_999})["k"] == "front"


def test_who_brings_cash_to_an_organisation_collects_for_it():
    brought = [("till", "f", n, 900, {"brought_by": (1,)}) for n in range(2)]
    known = {"till": TILL, "b": {}}
    found = roles([("a", "x", 0, 1), *brought], f=FIRM, **known)
    assert found["b"] == "collector"
    assert roles([("a", "x", 0, 1), *brought[:1]], f=FIRM, **known)["b"] != "collector"
    assert roles([("a", "x", 0, 1), *brought], **known)["b"] != "collector"


@pytest.mark.parametrize("kind", ["merchant", "loan", "msb"])
def test_a_hub_that_no_alert_speaks_about_is_unwitting(kind):
    known = {"kind": kind, "hub": True}
    assert roles(GIFTS, f=known)["f"] == "unwitting"
    assert roles(GIFTS, f={**known, "subject": True})["f"] == "collector"


def test_a_seller_is_unwitting_and_so_is_who_stands_at_the_edge():
    assert roles([("a", "s", 0, 9)], s=FIRM)["s"] == "unwitting"
    assert roles(GIFTS, f={"core": False})["f"] == "unwitting"
    assert roles(GIFTS, z={})["z"] == "unwitting"


def test_who_only_fills_another_account_of_his_has_the_role_of_that_one():
    found = roles([("f", "purse", 0, 900)], principals={"f": {9}, "purse": {9}})
    assert found["f"] == found["purse"]


def test_unknown_values_still_make_a_path():
    assert roles([("a", "f", 0, None), ("f", "b", 1, None)])["f"] == "pass-through"


def test_reasons_give_the_figures():
    paid = [(f"d{n}", "f", n, 123_456) for n in range(4)]
    found = cases(paid, [(FLOW, "f", [p[0] for p in paid]), (STRUCT, "f", "")])
    reasons = dict(found["case_members"].select("account_id", "reason").iter_rows())
    assert reasons["f"] == "4 members pay it 4,938.24"
