"""Paymasters, who helps them, and who funds them, by name."""

from tests.cases.read_roles import CARD, FIRM, GIFTS, NPO, roles

FUNDED = [("f", f"o{n}", n, 900) for n in range(2)]
BACK = [(f"o{n}", "p", 9 + n, 90) for n in range(2)]


def test_who_feeds_an_organisation_that_pays_others_funds_it():
    paid = [("a", "f", 0, 900), ("f", "b", 1, 800)]
    assert roles(paid, f=FIRM)["a"] == "paymaster"
    others = [(f"x{n}", "f", 0, 900) for n in range(4)]
    assert roles([*paid, *others], f=FIRM)["a"] == "donor"


def test_one_who_pays_three_in_whom_it_ends_is_a_paymaster():
    paid = [("f", f"o{n}", n, 900) for n in range(3)]
    found = roles(paid)
    assert found["f"] == "paymaster"
    assert {found[f"o{n}"] for n in range(3)} == {"operative"}
    assert roles(paid[:2])["f"] == "donor"


def test_an_organisation_paid_by_another_relays_what_it_pays():
    paid = [("f", f"o{n}", n, 900) for n in range(3)]
    funded = [("g", "f", 0, 2_700), ("a", "g", 0, 2_700)]
    assert roles([*funded, *paid], f=FIRM, g=NPO)["f"] == "front"
    assert roles([("g", "f", 0, 2_700), *paid], f=FIRM)["f"] == "paymaster"


def test_who_pays_and_is_paid_back_is_the_paymaster():
    back = [(payer, "f", day, cents) for payer, _, day, cents in BACK]
    found = roles([*FUNDED, *back])
    assert found["f"] == "paymaster"
    assert found["o0"] == found["o1"] == "operative"


def test_who_only_takes_the_rest_helps_the_principal_who_had_paid():
    own = {"f": {9}, "p": {9}}
    found = roles([*FUNDED, *BACK], principals=own)
    assert (found["f"], found["p"]) == ("paymaster", "facilitator")
    found = roles([*FUNDED, *BACK, ("p", "z", 20, 5)], principals=own)
    assert (found["f"], found["p"]) == ("facilitator", "paymaster")


def test_a_rest_is_told_without_a_known_tie_by_its_size():
    assert roles([*FUNDED, *BACK])["p"] == "facilitator"
    half = [(payer, payee, day, 450) for payer, payee, day, _ in BACK]
    assert roles([*FUNDED, *half])["p"] != "facilitator"
    assert roles(BACK)["p"] != "facilitator"


def test_a_refund_of_pennies_makes_no_paymaster():
    paid = [("f", f"o{n}", n, 50_000) for n in range(2)]
    back = [("o0", "f", 9, 499), ("o1", "f", 9, 500)]
    assert roles([*paid, *back])["f"] != "paymaster"
    assert roles([*paid, back[1], ("o0", "f", 9, 500)])["f"] == "paymaster"


def test_what_firms_give_back_is_a_refund():
    back = [(payer, "f", day, cents) for payer, _, day, cents in BACK]
    assert roles([*FUNDED, *back], o0=FIRM)["f"] != "paymaster"


def test_money_moved_within_one_principal_is_no_return():
    back = [(payer, "f", day, cents) for payer, _, day, cents in BACK]
    own = {"f": {9}, "o0": {9}, "o1": {9}}
    assert roles([*FUNDED, *back], principals=own)["f"] != "paymaster"


def test_money_that_came_before_its_return_was_paid_out_is_no_return():
    back = [(payer, "f", 0, cents) for payer, _, _, cents in BACK]
    later = [(payer, payee, 5, cents) for payer, payee, _, cents in FUNDED]
    assert roles([*back, *later])["f"] != "paymaster"


def test_who_loads_cards_that_others_use_is_a_facilitator():
    paid = [("f", f"c{n}", n, 200) for n in range(2)]
    assert roles(paid, c0=CARD, c1=CARD)["f"] == "facilitator"
    assert roles(paid[:1], c0=CARD)["f"] == "donor"


def test_relations_make_a_facilitator_where_flow_tells_no_other_role():
    assert roles([("f", "o", 0, 9)], f={"acts_for": 1})["f"] == "facilitator"
    assert roles([("f", "o", 0, 9)], f={"acted_for": 2})["f"] == "facilitator"
    assert roles(GIFTS, f={"acts_for": 1})["f"] == "collector"
