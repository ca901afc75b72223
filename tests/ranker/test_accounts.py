from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.ranker.account_look import (
    ACCOUNT_LOOK_NAMES,
    OF_ROW,
    PERIOD_DAYS,
    AccountLook,
    period_edges,
)
from pipeline.ranker.account_meanings import account_meanings
from pipeline.ranker.account_measures import OF_ALERTS, OF_PAYMENTS, of_alerts
from pipeline.ranker.reasons import ACCOUNT_GROUPS
from tests.red_flags.ledgers import ledger

NO_ALERTS = pl.DataFrame(
    schema={
        **dict.fromkeys(("account", "grains", "end"), pl.Int64),
        **dict.fromkeys(("alert_id", "red_flag", "family", "way"), pl.String),
    }
)


def looked(known, odds, values=None, alerts=NO_ALERTS, blocks=1, cuts=()):
    """Every month of ``known``, its payments told in so many blocks."""
    odds = np.asarray(odds, np.float32)
    if values is None:
        values = np.zeros((odds.size, len(OF_ROW)), np.float32)
    look = AccountLook(known, alerts, cuts)
    found = []
    for rows in np.array_split(np.arange(odds.size), blocks):
        part = odds[rows]
        found += look.look(int(rows[0]), values[rows], (part, part))
    return found


def value(month, account, name):
    at = int(np.flatnonzero(month.accounts == account)[0])
    return float(month.values[at, ACCOUNT_LOOK_NAMES.index(name)])


@given(
    days=st.lists(st.integers(0, 200), min_size=1, max_size=30),
    cuts=st.sets(st.integers(0, 29), max_size=2),
)
def test_months_hold_each_row_once_and_cut_no_moment(days, cuts):
    time = (np.sort(days) * DAY).astype(np.int32)
    cuts = sorted({int(np.searchsorted(time, time[c % time.size])) for c in cuts})
    edges = period_edges(time, cuts)
    assert edges[0] == 0
    assert edges[-1] == time.size
    assert (np.diff(edges) > 0).all()
    assert set(cuts) <= set(edges.tolist())
    for begin, end in pairwise(edges):
        # At most a month, counted back from the last payment.
        assert time[end - 1] - time[begin] < PERIOD_DAYS * DAY
        assert end == time.size or time[end] > time[end - 1]


def test_without_payments_there_is_no_month():
    assert period_edges(np.empty(0, np.int32)).tolist() == [0]


PAID = [
    (0, 1, 0, 100),
    (0, 2, DAY, 300),
    (3, 0, 2 * DAY, 100),
    (0, 1, 40 * DAY, 100),
]


def test_an_account_is_told_by_its_payments_of_the_month():
    known = ledger(PAID, n_accounts=5)
    first, second = looked(known, [-5.0, 1.0, -9.0, 2.0])
    assert first.accounts.tolist() == [0, 1, 2, 3]
    assert second.accounts.tolist() == [0, 1]
    assert value(first, 0, "payments") == 3
    assert value(first, 0, "first_most") == 1
    assert value(first, 0, "first_mean") == pytest.approx(-13 / 3)
    assert value(first, 0, "first_third") == -9
    assert value(first, 0, "first_high") == 1  # above −3
    assert value(first, 0, "first_high_others") == 1
    assert value(first, 0, "first_most_paid") == 1
    assert value(first, 0, "first_most_got") == -9
    assert np.isnan(value(first, 3, "first_most_got"))
    likely = 1 / (1 + np.exp([5.0, -1.0, 9.0]))
    share = (likely * [100, 300, 100]).sum() / 500
    assert value(first, 0, "first_value_share") == pytest.approx(share)
    assert value(second, 0, "first_most") == 2


def test_its_most_telling_payment_and_its_standing_at_last_are_told():
    known = ledger(PAID, n_accounts=5)
    values = np.arange(4 * len(OF_ROW), dtype=np.float32).reshape(4, -1)
    first, _ = looked(known, [-5.0, 1.0, -9.0, 2.0], values)
    assert value(first, 0, "top_value_cents") == values[1, OF_ROW.index("value_cents")]
    # It was paid last, so it stood as the receiver of that payment.
    received = OF_ROW.index("receiver_in_payments_1d")
    assert value(first, 0, "account_in_payments_1d") == values[2, received]
    paid = OF_ROW.index("sender_in_payments_1d")
    assert value(first, 3, "account_in_payments_1d") == values[2, paid]


def test_of_equal_payments_the_first_is_most_telling():
    known = ledger(PAID, n_accounts=5)
    values = np.arange(4 * len(OF_ROW), dtype=np.float32).reshape(4, -1)
    for blocks in (1, 2, 4):
        first, _ = looked(known, [0, 1.0, 1.0, 1.0], values, blocks=blocks)
        assert value(first, 0, "top_value_cents") == values[1, 0]


payments = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 90)),
    min_size=1,
    max_size=25,
)


@given(paid=payments, blocks=st.integers(1, 5), data=st.data())
def test_no_later_payment_and_no_block_changes_a_month(paid, blocks, data):
    in_order = sorted(paid, key=lambda payment: payment[2])
    known = ledger([(a, b, day * DAY, 5) for a, b, day in in_order])
    n = len(paid)
    drawn = data.draw(
        st.lists(st.sampled_from([-6.0, -1.0, 2.0]), min_size=n, max_size=n)
    )
    odds = np.array(drawn, np.float32)
    values = np.random.default_rng(n).random((n, len(OF_ROW)), np.float32)
    whole = looked(known, odds, values)
    for one, other in zip(
        whole, looked(known, odds, values, blocks=min(blocks, n)), strict=True
    ):
        assert np.array_equal(one.values, other.values, equal_nan=True)
    changed, other_values = odds.copy(), values.copy()
    changed[whole[0].past :], other_values[whole[0].past :] = 3, 0
    first = looked(known, changed, other_values)[0]
    assert np.array_equal(first.values, whole[0].values, equal_nan=True)


def alert(account, end, family="flow", way="own", grains=2**20):
    red_flag = f"TF-{family}"
    return {
        "account": account,
        "alert_id": f"{red_flag}-{end}",
        "red_flag": red_flag,
        "family": family,
        "way": way,
        "grains": grains,
        "end": end,
    }


def test_alerts_count_from_their_end_on_for_a_year():
    rows = [
        alert(1, 10),
        alert(1, 11, "use", "carried", 2**21),
        alert(2, 11),
        alert(4, None),
    ]
    known = pl.DataFrame(rows, NO_ALERTS.schema)
    accounts = np.array([1, 2, 3, 4])

    def told(now, name):
        return of_alerts(known, accounts, now)[:, OF_ALERTS.index(name)].tolist()

    assert told(10, "alerts") == [1, 0, 0, 1]
    assert told(11, "alerts") == [2, 1, 0, 1]
    assert told(11, "alert_points") == [3, 1, 0, 1]
    assert told(11, "alert_families") == [2, 1, 0, 1]
    assert told(11, "alert_carried") == [2, 0, 0, 0]
    assert told(11, "alert_use") == [2, 0, 0, 0]
    assert told(10 + 365 * DAY, "alerts") == [2, 1, 0, 1]
    assert told(11 + 365 * DAY, "alerts") == [1, 1, 0, 1]


def test_each_number_of_an_account_has_a_meaning_and_a_group():
    told = account_meanings()
    assert told["name"].to_list() == [*ACCOUNT_LOOK_NAMES]
    assert told["name"].is_unique().all()
    assert set(told["about"]) == {*ACCOUNT_GROUPS}
    assert told.filter(pl.col("about") == "payments").height == len(OF_PAYMENTS)
    assert (
        not told["meaning"]
        .str.contains("sender|[{]")
        .filter(told["about"] == "standing")
        .any()
    )
