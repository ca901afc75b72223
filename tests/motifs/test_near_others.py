import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.motifs.near_others import FEW, others_near
from tests.motifs.graphs import graph_of, payments, power_law

ACCOUNTS = 4


def naively(paid, row: int, window: int, ahead: bool) -> int:
    payer, _, now, _ = paid[row]
    since, until = (now, now + window) if ahead else (now - window, now)
    return len({to for by, to, at, _ in paid if by == payer and since <= at <= until})


@settings(deadline=None)
@given(
    paid=payments(ACCOUNTS, 9, 9, 25),
    window=st.integers(0, 9),
    ahead=st.booleans(),
    busy=st.booleans(),
)
def test_kernel_agrees_with_naive_reading(paid, window, ahead, busy):
    if busy:  # enough for the table; before and after all else
        paid = [(0, 1, -99, 1)] * FEW + paid
    side = graph_of(paid, ACCOUNTS).sent
    found = others_near(side, window, ahead=ahead)
    for place, row in enumerate(side.row):
        assert found[place] == naively(paid, row, window, ahead)


@pytest.mark.parametrize(("window", "others"), [(9, 2), (8, 1)])
def test_window_is_closed_at_its_far_end(window, others):
    side = graph_of([(0, 1, 0, 5), (0, 2, 9, 5)], ACCOUNTS).sent
    assert others_near(side, window).tolist() == [1, others]
    assert others_near(side, window, ahead=True).tolist() == [others, 1]


def test_hubs_agree_with_a_count_of_pairs():
    side = power_law(2_000, 30, 40, seed=3).received
    found = others_near(side, DAY)
    for place in range(0, side.row.size, 37):
        account = np.searchsorted(side.ptr, place, side="right") - 1
        own = slice(side.ptr[account], side.ptr[account + 1])
        gap = side.time[place] - side.time[own]
        assert (
            found[place] == np.unique(side.other[own][(gap >= 0) & (gap <= DAY)]).size
        )


def test_nobody_pays_nobody():
    assert others_near(graph_of([], ACCOUNTS).sent, 9).size == 0
