import networkx as nx
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.motifs.crowded_windows import in_crowded_windows

# subject, who, earliest, latest; worth is twice who
Event = tuple[int, int, int, int]

events_made = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(0, 3), st.integers(0, 12), st.integers(0, 4)
    ).map(lambda e: (e[0], e[1], e[2], e[2] + e[3])),
    max_size=14,
)


def found(
    events: list[Event], window: int, at_least: int, worth: int = 0
) -> set[frozenset[int]]:
    """The runs, each as the positions of its events in ``events``."""
    frame = pl.DataFrame(
        [(*event, place) for place, event in enumerate(events)],
        schema=dict.fromkeys(["subject", "who", "earliest", "latest", "at"], pl.Int64),
        orient="row",
    )
    frame = frame.with_columns(worth=2 * pl.col("who"))
    rows = in_crowded_windows(frame, window, at_least, worth)
    return {frozenset(part["at"]) for part in rows.partition_by("run")}


def found_naively(events: list[Event], window: int, at_least: int, worth: int = 0):
    """Every window that starts or ends somewhere; those that share an event are one."""
    shared = nx.Graph()
    for subject in {event[0] for event in events}:
        mine = [place for place, event in enumerate(events) if event[0] == subject]
        for newest in mine:
            opens = events[newest][2]
            inside = [
                place
                for place in mine
                if events[place][2] <= opens and events[place][3] >= opens - window
            ]
            together = sum(2 * events[place][1] for place in inside)
            if together < worth:
                continue
            if len({events[place][1] for place in inside}) >= at_least:
                nx.add_path(shared, inside)
                shared.add_nodes_from(inside)
    return {frozenset(run) for run in nx.connected_components(shared)}


@settings(deadline=None, max_examples=200)
@given(
    events=events_made,
    window=st.integers(0, 6),
    at_least=st.integers(1, 4),
    worth=st.integers(0, 12),
)
def test_runs_agree_with_naive_reading(events, window, at_least, worth):
    asked = (window, at_least, worth)
    assert found(events, *asked) == found_naively(events, *asked)


@pytest.mark.parametrize(("worth", "runs"), [(6, 1), (7, 0)])
def test_crowd_must_be_worth_enough_in_one_window(worth, runs):
    far = (0, 9, 99, 99)  # worth a lot, but alone
    crowd = [(0, 1, 0, 0), (0, 2, 1, 1), far]
    assert len(found(crowd, 10, 2, worth)) == runs


@pytest.mark.parametrize(("last", "runs"), [(10, 1), (11, 0)])
def test_window_holds_its_last_second(last, runs):
    assert len(found([(0, 0, 0, 0), (0, 1, last, last)], 10, 2)) == runs


def test_events_of_the_same_second_share_a_window_of_no_length():
    assert found([(0, 0, 5, 5), (0, 1, 5, 5)], 0, 2) == {frozenset({0, 1})}


def test_one_who_acts_often_is_one():
    assert found([(0, 7, t, t) for t in range(5)], 10, 2) == set()


def test_subjects_do_not_mix():
    assert found([(0, 0, 0, 0), (1, 1, 0, 0)], 10, 2) == set()


def test_windows_without_a_common_event_stay_two():
    paid = [(0, 0, 0, 0), (0, 1, 1, 1), (0, 0, 90, 90), (0, 1, 91, 91)]
    assert found(paid, 10, 2) == {frozenset({0, 1}), frozenset({2, 3})}


def test_uncertain_time_widens_the_window_both_ways():
    paid = [(0, 0, 0, 30), (0, 1, 35, 35), (0, 2, 100, 100)]
    assert found(paid, 10, 2) == {frozenset({0, 1})}


def test_no_events_give_no_runs():
    assert found([], 10, 1) == set()


@settings(deadline=None, max_examples=30)
@given(events=events_made, seed=st.integers(0, 99))
def test_order_of_events_does_not_matter(events, seed):
    frame = pl.DataFrame(
        events,
        schema=dict.fromkeys(["subject", "who", "earliest", "latest"], pl.Int64),
        orient="row",
    )
    shuffled = frame[np.random.default_rng(seed).permutation(frame.height)]
    first, second = (in_crowded_windows(each, 3, 2) for each in (frame, shuffled))
    assert first.equals(second)
