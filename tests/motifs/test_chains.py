import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.motifs.chains import Limits, find_chains
from pipeline.motifs.legs import Fair, flows_of
from tests.motifs.graphs import graph_of, payments
from tests.motifs.paths_naively import SLACK, paths_from

ACCOUNTS = 6
PLENTY = 1_000_000


def found(
    paid, limits: Limits, share: float = 0.5, min_legs: int = 3, barred=()
) -> list[tuple[int, ...]]:
    flows = flows_of(graph_of(paid, ACCOUNTS))
    ptr, rows, cut = find_chains(
        flows, np.isin(range(ACCOUNTS), barred), min_legs, limits, Fair(share, 0.0, 0)
    )
    assert cut == 0
    return [tuple(rows[a:b].tolist()) for a, b in itertools.pairwise(ptr)]


def is_chain(paid, path, limits: Limits, barred=()) -> bool:
    met = [paid[path[0]][0], *(paid[row][1] for row in path)]
    return (
        len(set(met)) == len(met)
        and not set(met[1:-1]) & set(barred)
        and all(
            paid[next_][2] - paid[one][2] <= limits.gap
            and paid[next_][3] >= (1 - limits.loss) * paid[one][3] * (1 - SLACK)
            and paid[next_][3] <= (1 + limits.gain) * paid[one][3] / (1 - SLACK)
            for one, next_ in itertools.pairwise(path)
        )
    )


@settings(deadline=None)
@given(
    paid=payments(ACCOUNTS, 6, 5, 11),
    gap=st.integers(0, 4),
    loss=st.sampled_from([0.0, 0.2, 0.5]),
    gain=st.sampled_from([0.0, 0.3]),
    share=st.sampled_from([0.0, 0.3, 0.5, 1.0]),
    most=st.integers(2, 5),
    barred=st.sampled_from([(), (1,), (2, 3)]),
)
def test_kernel_agrees_with_naive_reading(paid, gap, loss, gain, share, most, barred):
    limits = Limits(gap, most, loss, gain, PLENTY)
    chains = found(paid, limits, share, 2, barred)
    roots = {}
    for root in range(len(paid)):
        every = [
            p
            for p in paths_from(paid, root, most, share)
            if is_chain(paid, p, limits, barred)
        ]
        roots[root] = {tuple(p) for p in every}
    longest = {root: max(map(len, every)) for root, every in roots.items()}
    assert {chain[0]: len(chain) for chain in chains} == {
        root: legs for root, legs in longest.items() if legs > 1
    }
    assert all(chain in roots[chain[0]] for chain in chains)


CHAIN = [(0, 1, 0, 100), (1, 2, 5, 90), (2, 3, 10, 81)]
LIMITS = Limits(5, 12, 0.1, 0.0, PLENTY)


def test_gap_is_closed_at_its_last_second():
    assert found(CHAIN, LIMITS) == [(0, 1, 2)]
    assert found(CHAIN, LIMITS._replace(gap=4)) == []


def test_loss_may_be_exactly_the_threshold():
    assert found([*CHAIN[:2], (2, 3, 10, 80)], LIMITS) == []


@pytest.mark.parametrize(("cents", "chains"), [(92, 1), (93, 0)])
def test_amount_may_grow_as_rates_do(cents, chains):
    grown = [*CHAIN[:2], (2, 3, 10, cents)]
    assert len(found(grown, LIMITS._replace(gain=0.03))) == chains


def test_equal_times_are_legal_in_any_row_order():
    paid = [(2, 3, 7, 9), (1, 2, 7, 9), (0, 1, 7, 9)]
    assert found(paid, LIMITS) == [(2, 1, 0)]


def test_chain_does_not_return_to_its_sender_or_a_middleman():
    assert found([*CHAIN[:2], (2, 0, 10, 81)], LIMITS) == []
    assert found([*CHAIN[:2], (2, 1, 10, 81)], LIMITS) == []


def test_middleman_who_does_much_else_is_none():
    busy = [*CHAIN[:1], (1, 4, 2, 200), *CHAIN[1:]]
    assert found(busy, LIMITS) == []


def test_barred_account_may_end_a_chain_but_not_stand_between():
    assert found(CHAIN, LIMITS, barred=(0, 3)) == [(0, 1, 2)]
    assert found(CHAIN, LIMITS, barred=(1,)) == []


def test_of_equal_chains_the_earliest_payments_stand():
    paid = [*CHAIN, (2, 4, 10, 81)]
    assert found(paid, LIMITS) == [(0, 1, 2)]


def test_longest_chain_allowed_ends_the_search():
    paid = [(a, a + 1, a, 9) for a in range(5)]
    assert found(paid, LIMITS._replace(max_legs=4))[:2] == [(0, 1, 2, 3), (1, 2, 3, 4)]


def test_no_transactions_have_no_chain():
    assert found([], LIMITS) == []
