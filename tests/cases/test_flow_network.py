"""The network in time and its minimum cuts, against the naive twin; edges by name."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.cases.channels import accounts_of
from pipeline.cases.minimum_cut import account_cut, corridor_cut
from pipeline.cases.stops import greedy
from pipeline.flow_graph import DAY
from tests.cases.networks import ACCOUNTS, account, cents, network, payments, subsets
from tests.cases.time_expanded import gets_through


def stopped(built, accounts):
    return accounts_of(built).stopped(accounts)


@settings(deadline=None, max_examples=60)
@given(paid=payments)
def test_cut_stops_every_path_and_none_of_it_can_be_spared(paid):
    cut = account_cut(network(paid))
    assert not gets_through(paid, ACCOUNTS, cut)
    for spared in cut:
        assert gets_through(paid, ACCOUNTS, [n for n in cut if n != spared])


@settings(deadline=None, max_examples=100)
@given(paid=st.lists(st.tuples(account, account, st.just(0), cents), max_size=9))
def test_cut_has_fewest_accounts_where_times_agree_and_roles_do_not_mix(paid):
    built = network(paid)
    begins = np.zeros(ACCOUNTS, np.bool_)
    begins[built.payer[built.owned]] = True
    assume(not (begins & built.keeps).any())
    fewest = next(s for s in subsets(range(ACCOUNTS)) if not gets_through(paid, 5, s))
    assert len(account_cut(built)) == len(fewest)


def test_money_cannot_leave_before_it_came():
    late = network([(0, 1, 5, 100), (1, 2, 4, 100)], 3)
    assert late.flow_cents == 200
    assert stopped(late, [0]) == 100
    relayed = network([(0, 1, 5, 100), (1, 2, 6, 100)], 3)
    assert relayed.flow_cents == 100
    assert stopped(relayed, [0]) == 100


def test_money_may_leave_at_the_very_time_it_came():
    assert network([(1, 2, 5, 100), (0, 1, 5, 100)], 3).flow_cents == 100


def test_money_waits_for_a_later_payment():
    paid = [(0, 1, 1, 100), (1, 2, 2, 40), (3, 1, 3, 5), (1, 2, 9, 60)]
    assert network(paid, 4).left.tolist() == [0, 5, 100, 0]


def test_other_money_takes_the_room_of_what_was_frozen():
    """2 passed on the money of 0 and kept that of 1; without 0 it can pass that on."""
    paid = [(0, 2, 1, 100), (1, 2, 1, 100), (2, 3, 2, 100)]
    assert stopped(network(paid, 4), [0]) == 100
    assert greedy(accounts_of(network(paid, 4)), 5, range(4)) == [2]


def test_a_detour_that_money_does_not_need_stops_nothing():
    """2 lends 50 out to 3 and gets it back before it pays 100 to 4."""
    paid = [(0, 2, 1, 100), (2, 3, 2, 50), (3, 2, 3, 50), (2, 4, 4, 100)]
    built = network(paid)
    assert built.flow_cents == 100
    assert stopped(built, [3]) == 0
    assert accounts_of(built).size[3] == 50


def test_payments_to_oneself_change_nothing():
    paid = [(0, 1, 1, 100), (1, 1, 2, 999), (1, 2, 3, 100)]
    assert network(paid, 3).flow_cents == 100


def test_unknown_values_are_paths_without_value():
    built = network([(0, 1, 1, None), (1, 2, 2, None)], 3)
    assert built.flow_cents == 0
    assert account_cut(built) == [2]  # any one will do; of equal ones the last


def test_without_payments_there_is_nothing_to_cut():
    built = network([], 2)
    assert built.flow_cents == 0
    assert account_cut(built) == []
    assert greedy(accounts_of(built), 3, range(2)) == []


def test_a_payment_of_the_same_day_counts_as_received_first():
    paid = [(1, 2, 10, 100), (0, 1, DAY - 1, 100)]
    assert network(paid, 3).flow_cents == 200
    assert network(paid, 3, clock="day").flow_cents == 100


@pytest.mark.parametrize(
    ("max_arcs", "clock", "arcs"), [(4, "second", 4), (3, "day", 2), (2, "day", 2)]
)
def test_a_network_too_large_gets_a_coarser_clock(max_arcs, clock, arcs):
    """Each receipt begins a new run, unless all are on one day."""
    paid = [(0, 1, 1, 5), (1, 0, 2, 5), (0, 1, 3, 5), (1, 0, 4, 5)]
    built = network(paid, 2, max_arcs)
    assert (built.clock, built.payer.size) == (clock, arcs)


def test_at_last_no_clock_is_used():
    assert network([(0, 1, 1, 5), (1, 0, 2, 5)], 2, max_arcs=1).clock == "none"


def test_corridors_are_cut_without_spare_ones():
    paid = [(0, 1, 1, 5), (1, 2, 2, 5), (3, 4, 1, 9)]
    built = network(paid, 5, corridors=[0, 1, 2])
    assert corridor_cut(built, 3) == [1, 2]  # 0 and 1 are one path: the larger stays
