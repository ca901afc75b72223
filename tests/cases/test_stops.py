"""What freezes stop, against every subset on the naive twin, and edges by name."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cases.channels import accounts_of, corridors_of
from pipeline.cases.minimum_cut import corridor_cut
from pipeline.cases.stops import alone, at_most, best, greedy, tried_at_most
from tests.cases.networks import ACCOUNTS, network, payments, subsets
from tests.cases.time_expanded import flow_without, gets_through

CORRIDORS = 4
corridors = st.lists(st.integers(0, CORRIDORS - 1), min_size=12, max_size=12)
TWO_DETOURS = [(0, 1, 1, 6), (1, 3, 2, 6), (0, 2, 1, 6), (2, 3, 2, 6)]
SPARE = [(4, 1, 1, 6), (1, 5, 2, 6), (4, 2, 1, 6), (2, 5, 2, 6)]


def check(channels, stops):
    """``stops`` has what each subset of the channels stops, sorted."""
    count = channels.size.size
    whole = channels.network.flow_cents
    for frozen, cents in stops.items():
        assert channels.stopped(frozen) == cents
        assert cents <= channels.passed(frozen) <= whole
        for one in frozen:  # it is true that more frozen accounts stop no less
            assert stops[tuple(n for n in frozen if n != one)] <= cents
    chosen = greedy(channels, 3, range(count))
    singles = sorted((stops[(n,)] for n in range(count)), reverse=True)
    assert stops[tuple(chosen[:1])] == singles[0]
    assert len(chosen) == 3 or stops[tuple(sorted(chosen))] == whole
    assert [s.cents for s in alone(channels, 2)] == [s for s in singles[:2] if s]
    bounds = at_most(channels, chosen, count)
    for budget in range(1, count + 1):
        most = max(stops[frozen] for frozen in combinations(range(count), budget))
        assert most <= bounds[budget - 1]
        found = best(channels, budget, [chosen[:budget]], 10_000, bounds[budget - 1])
        assert (found.cents, found.proven) == (most, True)
        assert stops[tuple(sorted(found.frozen))] == most
        assert len(found.frozen) <= budget


@settings(deadline=None, max_examples=60)
@given(paid=payments)
def test_every_freeze_stops_what_the_time_expanded_graph_says(paid):
    built = network(paid)
    whole = flow_without(paid, ACCOUNTS)
    assert built.flow_cents == built.arcs.flow()[0] == whole
    stops = {
        frozen: whole - flow_without(paid, ACCOUNTS, frozen)
        for frozen in subsets(range(ACCOUNTS))
    }
    check(accounts_of(built), stops)


@settings(deadline=None, max_examples=60)
@given(paid=payments, named=corridors)
def test_corridors_stop_what_the_time_expanded_graph_says(paid, named):
    named = named[: len(paid)]
    built = network(paid, corridors=named)

    def rows(chosen):
        return {n for n, corridor in enumerate(named) if corridor in chosen}

    stops = {
        chosen: built.flow_cents - flow_without(paid, ACCOUNTS, closed=rows(chosen))
        for chosen in subsets(range(CORRIDORS))
    }
    check(corridors_of(built, CORRIDORS), stops)
    cut = corridor_cut(built, CORRIDORS)
    assert not gets_through(paid, ACCOUNTS, closed=rows(cut))
    for spared in cut:
        left = [corridor for corridor in cut if corridor != spared]
        assert gets_through(paid, ACCOUNTS, closed=rows(left))


def test_two_detours_stop_together_what_neither_stops_alone():
    """So what sets stop is not submodular, and greedy has no share for sure."""
    idle = [(n, 6, 3, 1) for n in (3, 5)]
    channels = accounts_of(network(TWO_DETOURS[:2] + SPARE[2:] + idle, 7))
    assert channels.stopped([1]) + channels.stopped([2]) <= channels.stopped([1, 2])
    paid = [(0, 1, 1, 6), (0, 2, 1, 6), (1, 3, 2, 6), (2, 3, 2, 6), (3, 4, 3, 6)]
    channels = accounts_of(network(paid, 5))
    assert channels.network.flow_cents == 12
    assert channels.stopped([1]) == channels.stopped([2]) == 6


def test_money_reroutes_where_another_path_has_room():
    """1 keeps 10 of its own account's money; 3 wants 10 and can get it from 2."""
    paid = [(0, 1, 1, 10), (0, 2, 1, 10), (1, 3, 2, 10), (2, 3, 2, 10), (3, 4, 3, 10)]
    channels = accounts_of(network(paid, 5))
    assert channels.network.flow_cents == 20
    assert channels.stopped([4]) == 10  # 3 keeps 10 in the end, whatever 4 gets
    assert channels.passed([3]) == 20


def test_fees_stay_with_those_who_took_them():
    paid = [(0, 1, 1, 1_000), (1, 2, 2, 970), (2, 3, 3, 950)]
    channels = accounts_of(network(paid, 4))
    assert channels.network.left.tolist() == [0, 30, 20, 950]
    assert channels.network.flow_cents == flow_without(paid, 4) == 1_000
    assert [channels.stopped([n]) for n in range(4)] == [1_000, 1_000, 970, 950]


def test_money_between_two_frozen_accounts_passed_them_once():
    channels = accounts_of(network([(0, 1, 1, 7), (1, 2, 2, 7), (2, 3, 3, 7)], 4))
    assert channels.passed([1]) == channels.passed([1, 2]) == 7


@pytest.mark.parametrize(("flows", "proven"), [(0, False), (1_000, True)])
def test_a_search_that_is_given_up_claims_no_proof(flows, proven):
    paid = [(n, n + 6, 1, 5) for n in range(6)]
    channels = accounts_of(network(paid, 12))
    found = best(channels, 2, [[0]], flows, bound=30)
    assert found.proven is proven
    assert found.cents == (10 if proven else 5)


def test_a_known_choice_that_reaches_the_bound_needs_no_search():
    channels = accounts_of(network([(0, 1, 1, 5)], 2))
    assert best(channels, 1, [[1]], 0, bound=5) == ([1], 5, True, 0)


def test_the_best_pair_can_be_other_than_the_best_one_and_the_next():
    """Greedy takes 2, the middle of all; freezing 0 and 1 stops more than 2 and one."""
    paid = [(0, 3, 1, 8), (1, 4, 1, 8), (3, 2, 2, 5), (4, 2, 2, 5), (2, 5, 3, 10)]
    channels = accounts_of(network(paid, 6))
    chosen = greedy(channels, 2, range(6))
    assert chosen[0] == 2
    bound = at_most(channels, chosen, 2)[1]
    found = best(channels, 2, [chosen], 1_000, bound)
    assert sorted(found.frozen) == [0, 1]
    assert (channels.stopped(chosen), found.cents) == (13, 16)


def test_in_a_large_network_only_what_most_flow_passes_is_tried(monkeypatch):
    monkeypatch.setattr("pipeline.cases.stops.TRYING", 0)
    monkeypatch.setattr("pipeline.cases.stops.LEAST_TRIED", 1)
    paid = [(0, 3, 1, 8), (1, 4, 1, 8), (3, 2, 2, 5), (4, 2, 2, 5), (2, 5, 3, 10)]
    channels = accounts_of(network(paid, 6))
    assert greedy(channels, 1, range(6)) == [2]
    assert [stop.channel for stop in alone(channels, 1, [5])] == [2, 5]
    assert tried_at_most(channels) == 1
