import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.motifs.brokers import groups_without, neighbours_of, places_of
from tests.motifs.graphs import graph_of, payments

ACCOUNTS = 8


def groups(paid, centre: int, accounts: int = ACCOUNTS):
    """The groups of a centre's neighbours, each with how many accounts it has."""
    near = neighbours_of(graph_of(paid, accounts))
    chosen = np.zeros(accounts, np.bool_)
    chosen[centre] = True
    group, size = groups_without(near.ptr, near.other, chosen)
    own = slice(near.ptr[centre], near.ptr[centre + 1])
    assert (np.delete(group, own) == -1).all()
    assert not np.delete(size, own).any()
    found: dict = {}
    for neighbour, first, many in zip(
        near.other[own], group[own], size[own], strict=True
    ):
        found.setdefault((int(first), int(many)), set()).add(int(neighbour))
    return {(frozenset(who), many) for (_, many), who in found.items()}


def groups_naively(paid, centre: int):
    ties = nx.Graph((a, b) for a, b, _, _ in paid)
    ties.add_nodes_from(range(ACCOUNTS))
    near = set(ties[centre])
    ties.remove_node(centre)
    around = nx.Graph(pair for pair in ties.edges if near & set(pair))
    around.add_nodes_from(near)
    return {
        (frozenset(part & near), len(part)) for part in nx.connected_components(around)
    }


@settings(deadline=None)
@given(paid=payments(ACCOUNTS, 3, 3, 14), centre=st.integers(0, ACCOUNTS - 1))
def test_groups_agree_with_networkx(paid, centre):
    assert groups(paid, centre) == groups_naively(paid, centre)


@settings(deadline=None, max_examples=30)
@given(paid=payments(ACCOUNTS, 3, 3, 14))
def test_neighbours_are_those_paid_or_paid_by(paid):
    near = neighbours_of(graph_of(paid, ACCOUNTS))
    ties = nx.Graph((a, b) for a, b, _, _ in paid)
    for account in range(ACCOUNTS):
        own = near.other[near.ptr[account] : near.ptr[account + 1]].tolist()
        assert own == sorted(ties[account]) if account in ties else not own
    owner = np.repeat(np.arange(ACCOUNTS), np.diff(near.ptr))
    assert places_of(*near, owner, near.other).tolist() == list(range(owner.size))
    pairs = np.divmod(np.arange(ACCOUNTS**2), ACCOUNTS)
    stand = places_of(*near, pairs[0], pairs[1].astype(np.uint32)) >= 0
    assert stand.sum() == near.other.size


def test_direct_payments_and_common_counterparties_join():
    star = [(0, n, 0, 1) for n in (1, 2, 3, 4)]
    assert groups(star, 0) == {(frozenset({n}), 1) for n in (1, 2, 3, 4)}
    joined = [*star, (1, 2, 1, 1), (5, 3, 1, 1), (4, 5, 1, 1)]
    assert groups(joined, 0) == {(frozenset({1, 2}), 2), (frozenset({3, 4}), 3)}


def test_longer_ways_around_do_not_join():
    paid = [(0, 1, 0, 1), (0, 2, 0, 1), (1, 3, 0, 1), (3, 4, 0, 1), (4, 2, 0, 1)]
    assert groups(paid, 0) == {(frozenset({1}), 2), (frozenset({2}), 2)}


def test_no_payments_have_no_groups():
    assert groups([], 0) == set()
