from datetime import date

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.principals import controllers, in_force, resolve_principals
from tests.red_flags.ledgers import ledger


def resolved(relations, **described) -> dict[str, list[str]]:
    """Of each account the names of its principals."""
    made = ledger([], accounts=described.get("accounts"), relations=relations)
    ptr, principal, _, names = resolve_principals(made.accounts, made.relations)
    return {
        account: names.gather(principal[ptr[number] : ptr[number + 1]]).to_list()
        for number, account in enumerate(made.accounts["account_id"])
    }


def controlled(relations, **described) -> list[tuple[str, str, bool]]:
    made = ledger([], accounts=described.get("accounts"), relations=relations)
    found = controllers(made.accounts, made.relations)
    names = made.accounts["account_id"]
    return [
        (names[account], party, delegate)
        for account, party, delegate in found.select(
            "account", "party", "delegate"
        ).rows()
    ]


def owned(**owners: str | None) -> dict[str, dict[str, str | None]]:
    return {account: {"party_id": party} for account, party in owners.items()}


def test_account_answers_to_its_owner_and_to_nobody_else():
    assert resolved([], accounts=owned(X="ann", Y="bob", Z=None)) == {
        "X": ["ann"],
        "Y": ["bob"],
        "Z": ["account Z"],
    }


def test_joint_account_answers_to_each_holder():
    holders = [("ann", "X", "account_holder"), ("bob", "X", "account_holder")]
    assert resolved(holders, accounts=owned(X=None))["X"] == ["ann", "bob"]
    assert resolved(holders, accounts=owned(X="carl"))["X"] == ["ann", "bob", "carl"]


def test_account_named_like_its_own_party_gives_way_to_named_holders():
    holders = [("A", "JOINT", "account_holder"), ("B", "JOINT", "account_holder")]
    accounts = owned(A="A", B="B", JOINT="JOINT")
    assert resolved(holders, accounts=accounts)["JOINT"] == ["A", "B"]
    assert resolved([], accounts=accounts)["JOINT"] == ["JOINT"]


def test_delegate_controls_without_holding():
    rows = [("carer", "X", "delegated_access")]
    assert resolved(rows, accounts=owned(X="ann"))["X"] == ["ann"]
    assert controlled(rows, accounts=owned(X="ann")) == [
        ("X", "ann", False),
        ("X", "carer", True),
    ]


def test_holder_who_is_also_named_delegate_is_a_holder_only():
    rows = [("ann", "X", "delegated_access")]
    assert controlled(rows, accounts=owned(X="ann")) == [("X", "ann", False)]


def test_proxies_of_one_principal_are_one_and_named_by_the_smallest():
    rows = [("bob", "ann", "proxy_same_principal"), ("carl", "bob", "same_party")]
    assert resolved(rows, accounts=owned(X="carl", Y="ann", Z="dora")) == {
        "X": ["ann"],
        "Y": ["ann"],
        "Z": ["dora"],
    }


def test_agent_counts_for_whom_he_acts_for_and_upwards_only():
    rows = [("agent", "boss", "acts_for"), ("boss", "chief", "acts_for")]
    accounts = owned(X="agent", Y="boss", Z="chief")
    assert resolved(rows, accounts=accounts) == {
        "X": ["agent", "boss", "chief"],
        "Y": ["boss", "chief"],
        "Z": ["chief"],
    }


def test_two_clients_of_one_lawyer_stay_two():
    rows = [("lawyer", "ann", "acts_for"), ("lawyer", "bob", "acts_for")]
    found = resolved(rows, accounts=owned(X="ann", Y="bob", L="lawyer"))
    assert found == {"X": ["ann"], "Y": ["bob"], "L": ["ann", "bob", "lawyer"]}


def test_those_who_act_for_each_other_end():
    rows = [("ann", "bob", "acts_for"), ("bob", "ann", "acts_for")]
    assert resolved(rows, accounts=owned(X="ann"))["X"] == ["ann", "bob"]


def test_relation_between_accounts_means_their_only_holders():
    rows = [("X", "Y", "same_party")]
    assert resolved(rows, accounts=owned(X="ann", Y="bob")) == {
        "X": ["ann"],
        "Y": ["ann"],
    }
    joint = [*rows, ("carl", "Y", "account_holder")]
    assert resolved(joint, accounts=owned(X="ann", Y="bob"))["X"] == ["ann"]


def test_first_holder_is_one_who_holds_not_one_he_acts_for():
    rows = [("zoe", "ann", "acts_for"), ("bob", "X", "account_holder")]
    made = ledger([], accounts=owned(X="zoe", Y="zoe"), relations=rows)
    found = resolve_principals(made.accounts, made.relations)
    assert found.names.gather(found.holder).to_list() == ["bob", "zoe"]


def test_same_market_and_family_join_nobody():
    rows = [("ann", "bob", "family"), ("ann", "bob", "same_market")]
    assert resolved(rows, accounts=owned(X="ann", Y="bob"))["X"] == ["ann"]


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "holds"),
    [
        (None, None, True),
        (date(2020, 1, 31), None, True),
        (date(2020, 2, 1), None, False),
        (None, date(2020, 1, 2), True),
        (None, date(2020, 1, 1), False),  # exclusive end
    ],
)
def test_relation_counts_when_some_day_is_common(valid_from, valid_to, holds):
    made = ledger([], relations=[("a", "b", "family", valid_from, valid_to)])
    kept = in_force(made.relations, date(2020, 1, 1), date(2020, 1, 31))
    assert kept.height == holds


PEOPLE = [f"p{number}" for number in range(6)]
LINKS = ("same_party", "proxy_same_principal", "acts_for")
links = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.sampled_from(LINKS)),
    max_size=8,
)


@settings(deadline=None, max_examples=60)
@given(rows=links)
def test_principals_agree_with_naive_reading(rows):
    same = nx.Graph()
    same.add_nodes_from(PEOPLE)
    same.add_edges_from((a, b) for a, b, link in rows if link != "acts_for")
    name = {p: min(nx.node_connected_component(same, p)) for p in PEOPLE}
    acts = nx.DiGraph()
    acts.add_nodes_from(PEOPLE)
    acts.add_edges_from((name[a], name[b]) for a, b, link in rows if link == "acts_for")
    accounts = owned(**{f"of {p}": p for p in PEOPLE})
    found = resolved(rows, accounts=accounts)
    for person in PEOPLE:
        expected = {name[person], *nx.descendants(acts, name[person])}
        assert found[f"of {person}"] == sorted(expected)


@settings(deadline=None, max_examples=20)
@given(rows=links, seed=st.randoms())
def test_order_of_relations_does_not_matter(rows, seed):
    accounts = owned(**{f"of {p}": p for p in PEOPLE})
    shuffled = list(rows)
    seed.shuffle(shuffled)
    assert resolved(rows, accounts=accounts) == resolved(shuffled, accounts=accounts)
