import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.motifs.payments_back import (
    NEVER,
    NOBODY,
    next_activity,
    paid_both_ways,
    payments_back,
)
from tests.red_flags.ledgers import ledger

ACCOUNTS = 4
ends = st.tuples(
    st.integers(0, ACCOUNTS - 1), st.integers(0, ACCOUNTS - 1), st.integers(0, 8)
)
paid = st.lists(ends, max_size=14)


@settings(deadline=None, max_examples=60)
@given(payments=paid)
def test_paid_both_ways_agrees_with_naive_reading(payments):
    graph = ledger(payments, n_accounts=ACCOUNTS).graph
    both = paid_both_ways(
        *(graph.sent.ptr, graph.sent.other, graph.received.ptr, graph.received.other)
    )
    payer = np.repeat(np.arange(ACCOUNTS), np.diff(graph.sent.ptr))
    pairs = {(s, r) for s, r, _ in payments}
    asked = zip(payer.tolist(), graph.sent.other.tolist(), strict=True)
    assert both.tolist() == [(r, s) in pairs for s, r in asked]


@settings(deadline=None, max_examples=100)
@given(
    payments=paid,
    account=st.integers(0, ACCOUNTS - 1),
    passed_over=st.sampled_from([0, 1, NOBODY]),
    after=st.integers(-1, 9),
    slack=st.lists(st.integers(0, 3), min_size=14, max_size=14),
)
def test_next_activity_agrees_with_naive_reading(
    payments, account, passed_over, after, slack
):
    sent = ledger(payments, n_accounts=ACCOUNTS).graph.sent
    widen = np.array(slack, np.int32)[sent.row]
    (found,) = next_activity(
        *(sent.ptr, sent.other, sent.time, sent.time - widen, sent.time + widen),
        np.array([account], np.uint32),
        np.array([after], np.int32),
        np.array([passed_over], np.uint32),
    )
    mine = range(sent.ptr[account], sent.ptr[account + 1])
    later = (
        sent.time[p] + widen[p]
        for p in mine
        if sent.time[p] - widen[p] > after and sent.other[p] != passed_over
    )
    assert found == next(later, NEVER)


def test_payment_back_knows_what_came_before_and_what_follows():
    paid = [(0, 1, 0, 100), (0, 1, 5, 50), (1, 0, 3, 30), (1, 0, 6, 9), (1, 2, 8, 7)]
    made = ledger(paid)
    everybody = np.ones(3, np.bool_)
    ways = payments_back(made.graph, *made.times, everybody, everybody)
    back = ways.returns.filter(funder=0).sort("row")
    assert back.select("row", "received", "returned", "next").rows() == [
        (1, 100, 30, 5),  # the second funding is activity of the recipient
        (3, 150, 39, 8),
    ]


def test_nobody_paid_back_where_nobody_may():
    made = ledger([(0, 1, 0, 100), (1, 0, 3, 30)])
    nobody, everybody = np.zeros(2, np.bool_), np.ones(2, np.bool_)
    for masks in ((nobody, everybody), (everybody, nobody)):
        ways = payments_back(made.graph, *made.times, *masks)
        assert ways.returns.is_empty()
        assert ways.fundings.is_empty()


def test_activity_that_may_be_of_the_same_second_is_not_next():
    sent = ledger([(0, 1, 5), (0, 1, 7)]).graph.sent
    question = [np.array([each], np.uint32) for each in (0, NOBODY)]
    found = next_activity(
        *(sent.ptr, sent.other, sent.time, sent.time - 1, sent.time + 1),
        *(question[0], np.array([4], np.int32), question[1]),
    )
    assert found.tolist() == [8]


def test_two_who_deal_with_nobody_else_take_one_step_a_question():
    count = 50_000  # read one by one, as many questions would take minutes
    ptr, other = np.array([0, count, count]), np.ones(count, np.uint32)
    time = np.arange(count, dtype=np.int32)
    nobody = np.zeros(count, np.uint32)
    found = next_activity(ptr, other, time, time, time, nobody, time, other)
    assert (found == NEVER).all()
    stranger = np.append(other[:-1], np.uint32(2))
    found = next_activity(ptr, stranger, time, time, time, nobody, time, other)
    assert (found[:-1] == count - 1).all()
    assert found[-1] == NEVER
