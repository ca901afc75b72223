"""Whom a freeze would harm, counted by hand."""

from tests.cases.test_groups import FLOW, STRUCT, cases

PAID = [("a", "b", 1), ("b", "c", 2)]
ALERTS = [(FLOW, "b", "ac"), (STRUCT, "b", "")]
SHOWN = [(0, 0), (0, 1)]
LATER = 10**8


def harm(lawful, **known):
    found = cases(PAID + lawful, ALERTS, SHOWN, **known)["disruption"]
    assert found["flow_cents"].unique().to_list() == [10_000]
    return {
        (row["kind"], row["strategy"], row["budget"]): (
            row["collateral_transactions"],
            row["collateral_cents"],
            row["collateral_principals"],
        )
        for row in found.iter_rows(named=True)
    }


def test_each_lawful_transaction_counts_once():
    lawful = [("b", f"shop{n}", LATER + n) for n in range(4)] + [("c", "b", LATER)]
    harmed = harm(lawful)
    assert harmed["account", "greedy", 1] == (0, 0, 0)  # a of the three: nothing lawful
    assert harmed["account", "biggest", 1] == (5, 50_000, 5)  # b: four shops and c
    assert harmed["account", "biggest", 3] == (5, 50_000, 4)  # c is frozen itself


def test_what_an_account_pays_itself_and_unknown_sums_are_counted_without_value():
    harmed = harm([("b", "b", LATER, 700), ("b", "x", LATER, None)])
    assert harmed["account", "biggest", 1] == (2, 700, 1)


def test_several_accounts_of_one_holder_are_one_principal():
    lawful = [("b", "x", LATER), ("b", "y", LATER)]
    held = {name: {"party_id": "P"} for name in "xy"}
    assert harm(lawful, accounts=held)["account", "biggest", 1] == (2, 20_000, 1)
    own = {name: {"party_id": "P"} for name in "bxy"}
    assert harm(lawful, accounts=own)["account", "biggest", 1] == (2, 20_000, 0)


def test_a_closed_corridor_harms_the_accounts_of_the_case_only():
    """a, b and c paid abroad beside the case; what strangers paid there goes on."""
    lawful = [("b", "x", LATER), ("y", "b", LATER), ("y", "x", LATER)]
    harmed = harm(lawful)
    assert harmed["corridor", "exact", 1] == (2, 20_000, 2)


def test_hubs_keep_their_corridors():
    lawful = [(f"x{n}", "b", LATER + n) for n in range(150)]
    assert harm(lawful)["corridor", "exact", 1] == (0, 0, 0)
