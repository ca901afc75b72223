import polars as pl

from pipeline.red_flags.ties import tied_pairs
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
