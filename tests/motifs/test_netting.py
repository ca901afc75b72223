import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import build_flow_graph
from pipeline.motifs.netting import (
    even_periods,
    pair_ptr,
    two_way_payments,
    wandering,
)


def found(paid, most_open=0.1, least=0, each=1, longest=100, wide=0):
    """Of one pair; a payment is (time, cents), below 0 for the other way."""
    ordered = sorted(paid, key=lambda p: p[0])
    time = np.array([at for at, _ in ordered], np.int32)
    cents = np.array([cents for _, cents in ordered], np.int64)
    ptr = np.array([0, time.size], np.int64)
    asked = (float(most_open), least, each, longest)
    return even_periods(ptr, cents, time, time + np.int32(wide), *asked).tolist()


def found_naively(paid, most_open, least, each, longest):
    """Try the moments one after the other; of each period every payment is summed."""
    ordered = sorted(paid, key=lambda p: p[0])
    period = [-1] * len(ordered)
    done, known = 0, 0
    for moment in sorted({at for at, _ in ordered}):
        inside = [
            place
            for place, (at, _) in enumerate(ordered)
            if place >= done and moment - longest <= at <= moment
        ]
        out = [ordered[place][1] for place in inside if ordered[place][1] > 0]
        back = [-ordered[place][1] for place in inside if ordered[place][1] < 0]
        gross = sum(out) + sum(back)
        even = abs(sum(out) - sum(back)) <= most_open * gross
        if even and gross >= least and min(len(out), len(back)) >= each:
            for place in inside:
                period[place] = known
            known += 1
            done = inside[-1] + 1
    return period


@settings(deadline=None, max_examples=200)
@given(
    paid=st.lists(
        st.tuples(
            st.integers(0, 20), st.integers(-5, 5).filter(lambda cents: cents != 0)
        ),
        max_size=20,
    ),
    most_open=st.sampled_from([0.0, 0.125, 0.5]),
    least=st.integers(0, 12),
    each=st.integers(1, 3),
    longest=st.integers(0, 12),
)
def test_periods_agree_with_naive_reading(paid, most_open, least, each, longest):
    asked = (most_open, least, each, longest)
    assert found(paid, *asked) == found_naively(paid, *asked)


@pytest.mark.parametrize(("back", "period"), [(-90, 0), (-81, -1)])
def test_a_tenth_may_stay_open(back, period):
    most = (100 - 90) / 190
    assert found([(0, 100), (1, back)], most) == [period] * 2


def test_period_may_last_to_its_last_second():
    assert found([(0, 5), (100, -5)]) == [0, 0]
    assert found([(0, 5), (101, -5)]) == [-1, -1]
    assert found([(0, 5), (101, -5)], wide=1) == [0, 0]


def test_payment_that_waited_too_long_is_left_out_of_the_next_period():
    assert found([(0, 7), (90, 5), (101, -5)]) == [-1, 0, 0]


def test_payments_of_one_moment_are_in_together():
    assert found([(0, 5), (1, -5), (1, -5), (1, 5)]) == [0] * 4
    assert found([(0, 5), (1, -5), (1, 9)]) == [-1] * 3


def test_period_waits_for_enough_value_and_payments():
    paid = [(0, 5), (1, -5), (2, 5), (3, -5)]
    assert found(paid) == [0, 0, 1, 1]
    assert found(paid, least=11) == [0] * 4
    assert found(paid, each=2) == [0] * 4
    assert found(paid[:3], each=2) == [-1] * 3


def test_pairs_do_not_mix_and_only_two_way_ones_are_told():
    sender = np.array([3, 1, 2, 1, 0, 3], np.uint32)
    receiver = np.array([1, 3, 1, 2, 1, 1], np.uint32)
    time = np.arange(6, dtype=np.int32)
    cents = np.array([5, 5, 7, 6, 9, 4], np.int64)
    graph = build_flow_graph(sender, receiver, time, cents, 4)
    told = two_way_payments(graph, time, time + 1)
    assert told.select("a", "b", "row", "cents").rows() == [
        (1, 2, 2, -7),
        (1, 2, 3, 6),
        (1, 3, 0, -5),
        (1, 3, 1, 5),
        (1, 3, 5, -4),
    ]
    assert (told["latest"] == told["earliest"] + 1).all()
    assert pair_ptr(told).tolist() == [0, 2, 5]
    nothing = told.clear()
    assert pair_ptr(nothing).tolist() == [0]


def wandering_naively(cents):
    balance, weighed = 0, 0
    for each in cents:
        balance += each
        weighed += balance**2 * each**2
    return 2 * weighed / sum(each**2 for each in cents) ** 2


pairs = st.lists(
    st.lists(
        st.integers(-9, 9).filter(lambda cents: cents != 0), min_size=1, max_size=6
    ),
    max_size=4,
)


@settings(deadline=None)
@given(paid=pairs)
def test_wandering_agrees_with_naive_reading(paid):
    ptr = np.cumsum([0, *map(len, paid)])
    cents = np.array([each for pair in paid for each in pair], np.int64)
    expected = [wandering_naively(pair) for pair in paid]
    assert wandering(ptr, cents).tolist() == pytest.approx(expected)


def test_payments_that_go_either_way_by_chance_wander_by_one():
    draw = np.random.default_rng(5)
    cents = draw.choice([-1, 1], 500 * 400) * draw.integers(1, 9, 500 * 400)
    ptr = np.arange(0, cents.size + 1, 400)
    assert wandering(ptr, cents).mean() == pytest.approx(1, abs=0.1)
    settled = np.tile([5, -3, 4, -6], 100)
    assert wandering(np.array([0, 400]), settled)[0] < 0.01
