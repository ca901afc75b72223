import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.motifs.cycles import NO_OWNER, Limits, find_cycles
from pipeline.motifs.legs import Fair, flows_of
from tests.motifs.graphs import graph_of, payments
from tests.motifs.paths_naively import SLACK, paths_from

ACCOUNTS = 5
PLENTY = 1_000_000


def found(
    paid, limits: Limits, share: float = 0.1, owner=range(ACCOUNTS)
) -> list[tuple[int, ...]]:
    flows = flows_of(graph_of(paid, ACCOUNTS))
    owners = np.array(owner, np.int64)
    ptr, rows, cut = find_cycles(flows, owners, limits, Fair(share, 0.0, 0))
    assert cut == 0
    return [tuple(rows[a:b].tolist()) for a, b in itertools.pairwise(ptr)]


def is_share(paid, path, share: float) -> bool:
    """Whether both ends stand out from what their accounts do meanwhile."""
    sender, _, begun, gone = paid[path[0]]
    _, receiver, ended, back = paid[path[-1]]
    meanwhile = [p for p in paid if begun <= p[2] <= ended]
    least = share * (1 - SLACK)
    return gone >= least * sum(
        p[3] for p in meanwhile if p[0] == sender
    ) and back >= least * sum(p[3] for p in meanwhile if p[1] == receiver)


def found_naively(
    paid, limits: Limits, share: float, owner=range(ACCOUNTS)
) -> list[tuple[int, ...]]:
    cycles = []
    for root in range(len(paid)):
        for path in paths_from(paid, root, limits.max_legs, share):
            between = [paid[row][1] for row in path[:-1]]
            home = owner[paid[root][0]]
            amounts = [paid[row][3] for row in path]
            if (
                len(path) > 1
                and owner[paid[path[-1]][1]] == home
                and home != NO_OWNER
                and not {home, NO_OWNER} & {owner[account] for account in between}
                and len(set(between)) == len(between)
                and paid[path[-1]][2] <= paid[root][2] + limits.window
                and is_share(paid, path, share)
                and min(amounts) >= limits.min_ratio * max(amounts) * (1 - SLACK)
            ):
                cycles.append(tuple(path))
    return cycles


@settings(deadline=None)
@given(
    paid=payments(ACCOUNTS, 3, 4, 10),
    window=st.integers(0, 3),
    max_legs=st.integers(2, 6),
    ratio=st.sampled_from([0.1, 0.5, 0.7, 1.0]),
    share=st.sampled_from([0.0, 0.1, 0.3, 0.5, 1.0]),
    owner=st.sampled_from([[0, 1, 2, 3, 4], [0, 1, 2, 3, 0], [0, 1, 2, -1, -1]]),
)
def test_kernel_agrees_with_naive_reading(paid, window, max_legs, ratio, share, owner):
    limits = Limits(window, max_legs, ratio, PLENTY)
    assert sorted(found(paid, limits, share, owner)) == sorted(
        found_naively(paid, limits, share, owner)
    )


@settings(deadline=None)
@given(paid=payments(ACCOUNTS, 0, 1, 9))
def test_without_time_and_amounts_they_are_the_cycles_of_the_multigraph(paid):
    limits = Limits(0, ACCOUNTS, 0.1, PLENTY)
    flows = nx.MultiDiGraph((by, to) for by, to, _, _ in paid)
    parallel = 0
    for cycle in nx.simple_cycles(nx.DiGraph(flows)):
        pairs = zip(cycle, [*cycle[1:], cycle[0]], strict=True)
        parallel += np.prod([flows.number_of_edges(*pair) for pair in pairs])
    distinct = {frozenset(cycle) for cycle in found(paid, limits, share=0.0)}
    # All times are equal, so each cycle is found once a rotation.
    assert len(found(paid, limits, share=0.0)) == sum(len(cycle) for cycle in distinct)
    assert len(distinct) <= parallel
    assert (parallel > 0) == bool(distinct)


RING = [(0, 1, 0, 100), (1, 2, 10, 90), (2, 0, 20, 70)]
WIDE = Limits(20, 6, 0.7, PLENTY)


def test_ring_is_closed_at_the_last_second_of_its_window():
    assert found(RING, WIDE) == [(0, 1, 2)]
    assert found(RING, WIDE._replace(window=19)) == []


def test_smallest_amount_may_be_exactly_the_share_of_the_largest():
    assert found([*RING[:2], (2, 0, 20, 69)], WIDE) == []


def test_longest_ring_allowed_is_found_and_a_longer_one_is_not():
    assert found(RING, WIDE._replace(max_legs=3)) == [(0, 1, 2)]
    assert found(RING, WIDE._replace(max_legs=2)) == []


def test_money_does_not_go_back_in_time():
    assert found([(1, 2, 0, 90), (0, 1, 5, 100), (2, 0, 9, 90)], WIDE) == []


def test_equal_times_are_legal_in_any_row_order():
    paid = [(2, 0, 5, 9), (1, 2, 5, 9), (0, 1, 5, 9)]
    assert len(found(paid, WIDE)) == 3  # one a rotation


def test_one_payment_back_and_forth_is_a_cycle_but_never_used_twice():
    both = found([(0, 1, 5, 9), (1, 0, 5, 9)], WIDE)
    assert sorted(both) == [(0, 1), (1, 0)]
    assert found([(0, 1, 5, 9)], WIDE) == []


def test_account_in_between_is_met_once():
    eight = [(0, 1, 0, 9), (1, 2, 1, 9), (2, 1, 2, 9), (1, 0, 3, 9)]
    assert (0, 1, 2, 3) not in found(eight, WIDE, share=0.0)


def test_return_to_another_account_of_the_owner_is_a_return():
    paid = [(0, 1, 0, 9), (1, 4, 1, 9)]
    assert found(paid, WIDE) == []
    assert found(paid, WIDE, owner=[0, 1, 2, 3, 0]) == [(0, 1)]


@pytest.mark.parametrize("nobody", [0, 1, 2])
def test_nobodys_account_is_neither_owner_nor_between(nobody):
    owner = [NO_OWNER if account == nobody else account for account in range(ACCOUNTS)]
    assert found(RING, WIDE, owner=owner) == []


@pytest.mark.parametrize(
    ("crowd", "most"), [((0, 4, 5, 100), 9), ((4, 0, 5, 70), 9), ((4, 0, 20, 70), 9)]
)
def test_busy_owner_sees_its_like_come_back_by_chance(crowd, most):
    for others, cycles in ((most, 1), (most + 1, 0)):
        paid = sorted([*RING, *[crowd] * others], key=lambda payment: payment[2])
        assert len(found(paid, WIDE, share=0.1)) == cycles


def test_busy_middleman_is_no_middleman():
    crowd = [(3, 1, 5, 100)] * 10
    paid = [RING[0], *crowd, *RING[1:]]
    assert found(paid, WIDE) == []


@pytest.mark.parametrize(("budget", "cut"), [(1, True), (1_000, False)])
def test_a_search_that_is_cut_is_counted(budget, cut):
    flows = flows_of(graph_of([*RING, (3, 4, 30, 90)], ACCOUNTS))
    limits = WIDE._replace(work_budget=budget)
    *_, cuts = find_cycles(flows, np.arange(ACCOUNTS), limits, Fair(0.0, 0.0, 0))
    assert (cuts > 0) == cut


def test_no_transactions_and_one_account_have_no_cycles():
    assert found([], WIDE) == []
    flows = flows_of(graph_of([], 1))
    owner = np.zeros(1, np.int64)
    ptr, rows, cut = find_cycles(flows, owner, WIDE, Fair(0.1, 0.0, 0))
    assert (ptr.tolist(), rows.size, cut) == ([0], 0, 0)


def test_crowd_where_all_pay_all_is_cut_alike_in_both_passes():
    rng = np.random.default_rng(5)
    ends = [(a, b) for a in range(12) for b in range(12) if a != b] * 3
    order = rng.permutation(len(ends))
    paid = [(*ends[place], minute, 100) for minute, place in enumerate(order)]
    flows = flows_of(graph_of(paid, 12))
    limits = Limits(len(paid), 10, 0.7, 60)
    ptr, rows, cut = find_cycles(flows, np.arange(12), limits, Fair(0.1, 0.0, 0))
    assert cut > 0
    assert ptr.size > 1
    for begin, end in itertools.pairwise(ptr):
        cycle = [paid[row] for row in rows[begin:end]]
        assert cycle[0][0] == cycle[-1][1]
        for one, next_ in itertools.pairwise(cycle):
            assert one[1] == next_[0]
            assert one[2] <= next_[2]
