import polars as pl

from pipeline.red_flags.ties import known_parties, tied_pairs
from tests.red_flags.ledgers import ledger

PAIR = pl.DataFrame({"a": [0], "b": [1]}, schema={"a": pl.UInt32, "b": pl.UInt32})


def tied(*relations, kinds=None, parties=("ann", "bob")) -> bool:
    owners = {number: {"party_id": party} for number, party in enumerate(parties)}
    made = ledger([], accounts=owners, relations=relations)
    return tied_pairs(made, PAIR, kinds).height == 1


def test_strangers_are_not_tied():
    assert not tied()
    assert not tied(("ann", "carl", "family"))


def test_one_owner_or_one_delegate_of_both_ties_them():
    assert tied(parties=("ann", "ann"))
    assert tied(("ann", "a1", "delegated_access"))


def test_relation_ties_in_both_directions_and_between_accounts():
    assert tied(("ann", "bob", "family"))
    assert tied(("bob", "ann", "officer_of"))
    assert tied(("a1", "a0", "other"))


def test_only_relations_asked_for_tie():
    assert not tied(("ann", "bob", "family"), kinds=("employee_of",))
    assert tied(("ann", "bob", "employee_of"), kinds=("employee_of",))
    assert not tied(parties=("ann", "ann"), kinds=("employee_of",))


def test_no_pairs_are_not_tied():
    assert tied_pairs(ledger([], n_accounts=2), PAIR.clear()).is_empty()


def test_party_is_known_to_an_account_by_control_or_by_a_relation():
    asked = pl.DataFrame(
        {"account": [0, 0, 0, 1], "party": ["ann", "carl", "bob", "carl"]}
    )
    owners = {0: {"party_id": "ann"}, 1: {"party_id": "bob"}}
    for tie in (("carl", "ann", "family"), ("a0", "carl", "delegated_access")):
        made = ledger([], accounts=owners, relations=[tie])
        known = known_parties(made, asked.cast({"account": pl.UInt32}))
        assert sorted(known.rows()) == [(0, "ann"), (0, "carl")]
    nothing = known_parties(ledger([]), asked.clear().cast({"account": pl.UInt32}))
    assert nothing.is_empty()
