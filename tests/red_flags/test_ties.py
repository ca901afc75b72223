import polars as pl
import pytest

from pipeline.red_flags.ties import known_parties, tied_pairs, tied_to
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


def test_whatever_belongs_to_an_account_is_tied_to_it():
    owners = {0: {"party_id": "p"}, 1: {"party_id": "p"}, 2: {"party_id": "q"}}
    made = ledger([(3, 4, 0)], accounts=owners, relations=[("q", "p", "family")])
    found = tied_to(made, pl.Series([0, 3])).select("account", "tied")
    assert found.rows() == [(0, 0), (0, 1), (0, 2), (3, 3)]
    assert tied_to(made, pl.Series([], dtype=pl.UInt32)).is_empty()


@pytest.mark.parametrize("first", [0, 1, 2])
def test_accounts_are_tied_as_pairs_are(first):
    owners = {0: {"party_id": "p"}, 1: {"party_id": "q"}, 2: {"party_id": "r"}}
    ties = [("p", "q", "family"), ("a2", "q", "acts_for")]
    made = ledger([(3, 4, 0)], accounts=owners, relations=ties)
    pairs = pl.DataFrame(
        {"a": [first] * 5, "b": range(5)}, dict.fromkeys("ab", pl.UInt32)
    )
    (tied, paired) = (tied_to(made, pl.Series([first])), tied_pairs(made, pairs))
    assert set(tied["tied"]) == set(paired["b"])
