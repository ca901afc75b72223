import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.motifs.others import distinct_others, first_time
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
