"""Shared control: whether money for others fills the account."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.account.lumps import lumps
from pipeline.red_flags.account.shared_control import Thresholds, detect
from tests.red_flags.ledgers import ledger

JOINT = [("ann", "X", "account_holder"), ("bob", "X", "account_holder")]
ELSEWHERE = ("zoe", "yan", "family")  # the data do record ties


def alerts(relations, payments, **tables):
    made = ledger(payments, relations=[*relations, ELSEWHERE], **tables)
    return detect(made, Thresholds()).alerts.to_dicts()


ACROSS = {"sender_country": "AE", "receiver_country": "US"}


def test_lump_from_abroad_makes_strangers_twice_as_telling():
    paid = [("job", "X", 0), ("far", "X", 7, 20_000, ACROSS)]
    (alert,) = alerts(JOINT, paid)
    assert alert["strength"] == pytest.approx(0.4, rel=1e-4)
    # Nothing else is known of the account: a hundred times.
    assert (alert["times_usual_abroad"], alert["times_usual"]) == (100, 100)
    assert alert["lump_cents"] == 30_000


def wages(months, *more, **tables):
    """X is paid 10,000 on each 15th of so many months of 2001, and ``more``."""
    paid = [("job", "X", f"2001-{month:02}-15") for month in range(1, months + 1)]
    return alerts(JOINT, [*paid, *more], **tables)


def test_wages_fill_no_account_for_others():
    assert wages(12) == []


@pytest.mark.parametrize(("times", "count"), [(1.99, 0), (2.01, 1)])
def test_lump_from_abroad_must_be_twice_the_usual(times, count):
    # The wages of 334 days, but for the lump's 30 days, compare with it.
    cents = round(times * 120_000 * 30 / (334 - 30))
    found = wages(12, ("far", "X", "2001-05-01", cents, ACROSS))
    assert len(found) == count
    for alert in found:
        assert alert["times_usual_abroad"] == pytest.approx(2.01, rel=1e-3)
        assert alert["strength"] == pytest.approx(0.4 * (1 - 0.5**1.005), rel=1e-3)


@pytest.mark.parametrize(("times", "count"), [(5.99, 0), (6.01, 1)])
def test_lump_from_home_must_be_six_times_the_usual_and_counts_half(times, count):
    # Two wages lie within 30 days of it and are part of the lump.
    cents = round(times * 100_000 * 30 / (334 - 30)) - 20_000
    found = wages(12, ("heir", "X", "2001-05-01", cents))
    assert len(found) == count
    for alert in found:
        assert alert["strength"] == pytest.approx(0.2 * (1 - 0.5**1.0017), rel=1e-3)


def test_own_money_and_loans_fill_no_account_for_others():
    own = {"party_id": "ann"}
    lender = {"kind": "loan"}
    for account in (own, lender):
        paid = ("Y", "X", "2001-05-01", 500_000, ACROSS)
        assert wages(12, paid, accounts={"X": own, "Y": account}) == []


def test_months_before_the_first_payment_count_where_the_account_was_open():
    late = [("job", "Y", "2001-01-01"), ("heir", "X", "2001-11-01", 50_000)]
    paid = [*late, *[("job", "X", f"2001-{month}-15") for month in (10, 12)]]
    opened = {"X": {"opened_on": date(2000, 1, 1)}}
    (alert,) = alerts(JOINT, paid)
    assert alert["times_usual"] == pytest.approx(
        60_000 / (10_000 * 30 / (61 - 30)), rel=1e-3
    )
    (alert,) = alerts(JOINT, paid, accounts=opened)
    assert alert["times_usual"] == pytest.approx(
        60_000 / (10_000 * 30 / (348 - 30)), rel=1e-3
    )


def test_account_into_which_nothing_known_came_is_silent():
    assert alerts(JOINT, [], accounts={"X": {}}) == []
    assert alerts(JOINT, [("X", "X", 0, None), ("job", "X", 0, None)]) == []


@settings(deadline=None, max_examples=100)
@given(
    paid=st.lists(
        st.tuples(
            st.integers(1, 3), st.integers(0, 90), st.integers(1, 9), st.booleans()
        ),
        min_size=1,
        max_size=12,
    ),
    from_abroad=st.booleans(),
)
def test_lumps_agree_with_naive_reading(paid, from_abroad):
    places = {False: {}, True: ACROSS}
    made = ledger(
        [
            (f"p{who}", "X", day * DAY, 100 * n, places[far])
            for who, day, n, far in paid
        ],
        accounts={"X": {}},
    )
    number = np.array([made.account_number["X"]])
    found = lumps(made, number, 30 * DAY, from_abroad=from_abroad)
    counted = [p for p in paid if p[3] or not from_abroad]
    sums = [
        (sum(n for _, d, n, _ in counted if day <= d <= day + 30), -day)
        for _, day, _, _ in counted
    ]
    most, start = max(sums, default=(0, 0))
    days = [p[1] for p in paid]
    seen = max(days) - min(days) - 30
    rest = sum(p[2] for p in paid) - most
    usual = rest * 30 / seen if seen >= 30 else 0
    expected = min(100, most / usual if usual else 100) if most else 0
    assert found.cents.tolist() == [100 * most]
    assert found.times_usual[0] == pytest.approx(expected)
    shown = made.rows.time[found.shown["row"].to_numpy()] // DAY
    assert sorted(shown) == sorted(p[1] for p in counted if 0 <= p[1] + start <= 30)
