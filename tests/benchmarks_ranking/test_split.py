import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.ranking.split import in_time_order, parts


def rows(times):
    return pl.DataFrame(
        {"transaction_id": [f"t{n:04}" for n in range(len(times))], "time": times},
        schema={"transaction_id": pl.String, "time": pl.Int64},
    )


def test_order_does_not_depend_on_the_order_it_was_given_in():
    made = rows([5, 5, 5, 5, 1, 9])
    assert in_time_order(made).equals(in_time_order(made.reverse()))


def test_equal_times_are_shuffled_and_times_stay_sorted():
    ordered = in_time_order(rows([3] * 100 + [1] * 100))
    assert ordered["time"].to_list() == [1] * 100 + [3] * 100
    late = ordered["transaction_id"][100:].to_list()
    assert late != sorted(late)


def test_another_seed_gives_another_order_of_equal_times():
    made = rows([3] * 50)
    assert not in_time_order(made, 1).equals(in_time_order(made, 2))


def test_three_parts_are_sixty_twenty_twenty():
    assert parts(np.arange(1_000)) == (600, 800)


def test_equal_times_are_never_torn():
    time = np.repeat(np.arange(4), 5)  # the cuts at 12 and 16 fall inside 2 and 3
    assert parts(time) == (10, 15)


@pytest.mark.parametrize(("size", "cuts"), [(0, (0, 0)), (1, (0, 0))])
def test_a_ledger_too_small_to_cut_is_all_test(size, cuts):
    assert parts(np.zeros(size, np.int64)) == cuts


@given(st.lists(st.integers(0, 6), max_size=30))
def test_no_time_stands_on_both_sides_of_a_cut(times):
    time = np.array(sorted(times), np.int64)
    for cut in parts(time):
        assert not set(time[:cut]) & set(time[cut:])
