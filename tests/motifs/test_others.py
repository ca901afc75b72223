import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.motifs.others import distinct_others, first_time, payments_besides
from pipeline.motifs.windows import between, owners
from tests.motifs.graphs import graph_of, payments

ACCOUNTS = 4


@settings(deadline=None)
@given(paid=payments(ACCOUNTS, 9, 9, 25), size=st.integers(0, 6))
def test_others_are_counted_once_a_window(paid, size):
    side = graph_of(paid, ACCOUNTS).sent
    account, start = owners(side), side.time.astype(np.int64)
    first, past = between(side, account, start, start + size)
    found = distinct_others(side, account, first, past)
    for place, row in enumerate(side.row):
        sender, _, since, _ = paid[row]
        assert found[place] == len(
            {
                to
                for by, to, at, _ in paid
                if by == sender and since <= at <= since + size
            }
        )


@settings(deadline=None)
@given(paid=payments(ACCOUNTS, 9, 9, 25))
def test_first_payment_to_another_is_the_oldest(paid):
    side = graph_of(paid, ACCOUNTS).sent
    first = dict(zip(side.row.tolist(), first_time(side).tolist(), strict=True))
    for row, (by, to, _, _) in enumerate(paid):
        assert first[row] == ((by, to) not in [p[:2] for p in paid[:row]])


def test_no_windows_and_no_payments_meet_nobody():
    none = np.empty(0, np.int64)
    side = graph_of([], ACCOUNTS).sent
    assert distinct_others(side, none, none, none).size == 0
    assert first_time(side).size == 0


@settings(deadline=None)
@given(
    paid=payments(ACCOUNTS, 9, 1, 25),
    asked=st.lists(
        st.tuples(
            st.integers(0, ACCOUNTS - 1),
            st.integers(0, ACCOUNTS - 1),
            st.integers(-2, 9),
            st.integers(0, 5),
        ),
        max_size=6,
    ),
)
def test_payments_besides_agree_with_naive_reading(paid, asked):
    sent = graph_of(paid, ACCOUNTS).sent
    table = np.array(asked, np.int64).reshape(-1, 4)
    by, to, start, length = table.T.copy()
    found = payments_besides(sent, by, to, start, start + length)
    assert found.tolist() == [
        sum(p[:2] == (one, other) and not low <= p[2] <= low + span for p in paid)
        for one, other, low, span in asked
    ]
