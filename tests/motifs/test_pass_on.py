from collections import Counter

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import HOUR
from pipeline.motifs.pass_on import dwell_hours, passed_on, passed_pairs
from tests.motifs.graphs import graph_of, payments

ACCOUNTS = 3


def pairs_naively(paid, account: int, dwell: int) -> Counter:
    """Cent by cent: each cent paid takes the oldest cent that came and is not stale."""
    pairs: Counter = Counter()
    purse = [
        (time, row)
        for row, (_, receiver, time, cents) in enumerate(paid)
        for _ in range(cents)
        if receiver == account
    ]
    for row, (sender, _, time, cents) in enumerate(paid):
        for _ in range(cents if sender == account else 0):
            usable = [coin for coin in purse if time - dwell <= coin[0] <= time]
            if usable:
                purse.remove(min(usable))
                pairs[min(usable)[1], row] += 1
    return pairs


def most_explained(paid, account: int, dwell: int) -> int:
    """The largest value any matching could explain, as a maximum flow."""
    flows = nx.DiGraph([("source", "sink", {"capacity": 0})])
    for row, (sender, receiver, time, cents) in enumerate(paid):
        if receiver == account:
            flows.add_edge("source", ("in", row), capacity=cents)
            for later, (payer, _, when, _) in enumerate(paid):
                if payer == account and time <= when <= time + dwell:
                    flows.add_edge(("in", row), ("out", later), capacity=99)
        if sender == account:
            flows.add_edge(("out", row), "sink", capacity=cents)
    return nx.maximum_flow_value(flows, "source", "sink")


@settings(deadline=None)
@given(paid=payments(ACCOUNTS, 8, 4, 12), dwell=st.integers(0, 5))
def test_kernels_agree_with_naive_reading(paid, dwell):
    received, sent = graph_of(paid, ACCOUNTS)
    passed, fed, gone = passed_on(received, sent, dwell)
    credit, debit, cents = passed_pairs(received, sent, dwell, np.ones(3, np.bool_))
    wanted: Counter = Counter()
    for account in range(ACCOUNTS):
        mine = pairs_naively(paid, account, dwell)
        assert mine.total() == most_explained(paid, account, dwell)
        wanted += mine
    found = zip(received.row[credit], sent.row[debit], cents, strict=True)
    assert {(a, b): c for a, b, c in found} == wanted
    last = dict(zip(received.row, received.time, strict=True))
    for came, went in wanted:
        last[came] = max(last[came], paid[went][2])
    for place, row in enumerate(received.row):
        assert passed[place] == sum(c for (a, _), c in wanted.items() if a == row)
        assert gone[place] == last[row]
    for place, row in enumerate(sent.row):
        assert fed[place] == sum(c for (_, b), c in wanted.items() if b == row)


def test_dwell_is_closed_at_its_last_second():
    received, sent = graph_of([(0, 1, 0, 5), (1, 2, 10, 5)], ACCOUNTS)
    assert passed_on(received, sent, 10)[0][0] == 5
    assert passed_on(received, sent, 9)[0][0] == 0


def test_equal_times_count_as_in_then_out_whatever_the_row():
    received, sent = graph_of([(1, 2, 7, 5), (0, 1, 7, 5)], ACCOUNTS)
    assert passed_on(received, sent, 0)[1].sum() == 5


def test_no_cent_is_spent_twice():
    paid = [(0, 1, 0, 5), (1, 2, 1, 4), (1, 2, 1, 4)]
    received, sent = graph_of(paid, ACCOUNTS)
    assert passed_on(received, sent, 9)[1].tolist() == [0, 4, 1]


def test_only_chosen_accounts_are_paired():
    paid = [(0, 1, 0, 5), (1, 2, 1, 5), (2, 0, 2, 5)]
    received, sent = graph_of(paid, ACCOUNTS)
    chosen = np.array([False, False, True])
    credit, debit, _ = passed_pairs(received, sent, 9, chosen)
    assert (received.row[credit], sent.row[debit]) == ([1], [2])


def test_no_transactions_pass_nothing():
    received, sent = graph_of([], ACCOUNTS)
    assert all(part.size == 0 for part in passed_on(received, sent, 9))


def test_dwell_is_that_of_half_the_value():
    alert = np.array([0, 0, 0, 4])
    seconds = np.array([3, 1, 2, 5]) * HOUR
    told = dwell_hours(alert, seconds, np.array([50, 10, 40, 1]))
    assert told.rows() == [(0, 2.0), (4, 5.0)]
