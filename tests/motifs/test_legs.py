import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.motifs.legs import (
    CURSOR,
    LOOKED,
    Fair,
    begin_legs,
    flows_of,
    next_leg,
)
from tests.motifs.graphs import graph_of, payments
from tests.motifs.paths_naively import is_leg

ACCOUNTS = 3


def legs(paid, payment: int, until: int, cents, share: float, wide=(0.0, 0)):
    """Rows of all legs of row ``payment``."""
    flows = flows_of(graph_of(paid, ACCOUNTS))
    _, holder, came, worth = paid[payment]
    cursor = np.zeros(CURSOR, np.int64)
    begin_legs(flows, cursor, holder, came, worth)
    rows: list[int] = []
    while True:
        leg = next_leg(flows, cursor, until, cents, Fair(share, *wide))
        if leg < 0:
            return rows
        rows.append(int(flows.sent.row[leg]))


@settings(deadline=None)
@given(
    paid=payments(ACCOUNTS, 4, 6, 12).filter(bool),
    until=st.integers(0, 5),
    low=st.integers(1, 3),
    high=st.integers(3, 6),
    share=st.sampled_from([0.0, 0.2, 0.3, 0.5, 0.7, 1.0]),
    wide=st.tuples(st.sampled_from([0.0, 0.2, 0.5]), st.integers(0, 3)),
)
def test_kernel_agrees_with_naive_reading(paid, until, low, high, share, wide):
    cents = (float(low), float(high))
    for payment in range(len(paid)):
        assert legs(paid, payment, until, cents, share, wide) == [
            row
            for row in range(len(paid))
            if is_leg(paid, payment, row, share, wide)
            and paid[row][2] <= until
            and low <= paid[row][3] <= high
        ]


IN, OUT = (0, 1, 5, 10), (1, 2, 9, 10)
ANY = (1.0, 99.0)


@pytest.mark.parametrize("beside", [(2, 1, 9, 11), (2, 1, 5, 11), (1, 0, 9, 11)])
def test_what_moves_at_the_first_and_last_moment_counts(beside):
    paid = sorted([IN, OUT, beside], key=lambda payment: payment[2])
    assert legs(paid, paid.index(IN), 99, ANY, 0.5) != [paid.index(OUT)]


@pytest.mark.parametrize("beside", [(2, 1, 4, 99), (1, 0, 10, 99)])
def test_what_moves_before_and_after_does_not(beside):
    paid = sorted([IN, OUT, beside], key=lambda payment: payment[2])
    assert paid.index(OUT) in legs(paid, paid.index(IN), 99, ANY, 0.5)


@pytest.mark.parametrize(
    ("beside", "legs_found"),
    [((2, 1, 10, 10), 0), ((2, 1, 11, 10), 1), ((1, 0, 4, 10), 0), ((1, 0, 3, 10), 1)],
)
def test_what_moves_around_counts_to_the_last_second(beside, legs_found):
    paid = sorted([IN, OUT, beside], key=lambda payment: payment[2])
    found = legs(paid, paid.index(IN), 9, ANY, 0.0, (0.6, 5))
    assert len(found) == legs_found


def test_a_hub_is_looked_at_only_while_the_payment_stands_out():
    crowd = [(0, 1, 6, 10)] * 50 + [(1, 2, 7, 10)] * 50
    flows = flows_of(graph_of([IN, *crowd], ACCOUNTS))
    cursor = np.zeros(CURSOR, np.int64)
    begin_legs(flows, cursor, *IN[1:])
    assert next_leg(flows, cursor, 99, ANY, Fair(0.5, 0.0, 0)) == -1
    assert cursor[LOOKED] < 25
