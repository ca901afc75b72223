import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.structuring.below_limit import Thresholds, detect
from tests.red_flags.documented import documented_case
from tests.red_flags.ledgers import ledger, shown

CASH_IN = {"channel": "cash_deposit"}
US = {0: {"country": "US"}, 1: {"country": "US"}}
WEEK = 7 * DAY


def deposit(at, cents, **columns):
    return (9, 0, at, cents, CASH_IN | columns)


def fires(payments, accounts=None, **tables):
    made = ledger(payments, accounts=accounts or US, **tables)
    return shown(made, detect(made, Thresholds()))


def test_three_deposits_under_the_limit_within_a_week():
    paid = [deposit(day * DAY, 950_000) for day in (0, 3, 7)]
    paid += [deposit(DAY, 100_000), deposit(DAY, 1_200_000)]
    assert fires(paid) == [("a0", ["t00000", "t00001", "t00002"])]
    (alert,) = detect(ledger(paid, accounts=US), Thresholds()).alerts.to_dicts()
    assert alert["payments"] == 3
    assert alert["mean_limit_share"] == pytest.approx(0.95)
    assert alert["total_limit_share"] == pytest.approx(2.85)
    assert (alert["total_cents"], alert["span_days"]) == (2_850_000, 7)
    assert alert["parts"] == ["cash_deposit"] * 3


@pytest.mark.parametrize(("last", "alerts"), [(WEEK, 1), (WEEK + 1, 0)])
def test_window_holds_its_last_second(last, alerts):
    paid = [deposit(at, 900_000) for at in (0, DAY, last)]
    assert len(fires(paid)) == alerts


def test_equal_times_are_three_payments():
    assert len(fires([deposit(0, 900_000)] * 3)) == 1


@pytest.mark.parametrize(
    ("cents", "alerts"), [(799_999, 0), (800_000, 1), (1_000_000, 1), (1_000_001, 0)]
)
def test_limit_of_the_united_states_is_more_than_ten_thousand(cents, alerts):
    assert len(fires([deposit(day, cents) for day in range(3)])) == alerts


@pytest.mark.parametrize(("cents", "alerts"), [(999_999, 1), (1_000_000, 0)])
def test_limit_of_canada_is_ten_thousand_or_more(cents, alerts):
    paid = [deposit(day, cents, currency="CAD") for day in range(3)]
    assert len(fires(paid, {0: {"country": "CA"}})) == alerts


@pytest.mark.parametrize(("day", "alerts"), [("2022-11-13", 1), ("2022-11-14", 0)])
def test_limit_is_the_one_of_the_day(day, alerts):
    paid = [deposit(day, 2_400_000, currency="ZAR")] * 3
    assert len(fires(paid, {0: {"country": "ZA"}})) == alerts


def test_limit_is_in_local_currency():
    euros = [deposit(day, 950_000, currency="EUR") for day in range(3)]
    assert (
        len(fires(euros, base_currency="USD")) == 1
    )  # 9,500 dollars at the day's rate
    assert fires(euros, base_currency="GBP") == []  # no dollars to compare with


def test_account_without_a_known_limit_is_not_counted():
    paid = [deposit(day, 950_000, currency="GBP") for day in range(3)]
    assert fires(paid, {0: {"country": "GB"}}) == []
    assert fires(paid, {0: {}}) == []


def test_country_of_the_payment_stands_in_for_that_of_the_account():
    paid = [deposit(day, 950_000, receiver_country="US") for day in range(3)]
    assert len(fires(paid, {0: {}})) == 1
    assert fires(paid, {0: {"country": "GB"}}) == []


def test_withdrawals_speak_about_who_draws():
    drawn = {"channel": "cash_withdrawal"}
    paid = [(0, 9, day, 950_000, drawn) for day in range(3)]
    assert [account for account, _ in fires(paid)] == ["a0"]


def test_wires_count_where_payments_abroad_are_reported():
    abroad = {"sender_country": "CA", "receiver_country": "AE", "currency": "CAD"}
    paid = [(0, 9, day, 950_000, abroad) for day in range(3)]
    assert [account for account, _ in fires(paid, {0: {}})] == ["a0"]
    at_home = [(*p[:4], abroad | {"receiver_country": "CA"}) for p in paid]
    assert fires(at_home, {0: {}}) == []
    hidden = [(*p[:4], abroad | {"receiver_country": "withheld"}) for p in paid]
    assert fires(hidden, {0: {}}) == []
    assert fires([(*p[:4], abroad | {"channel": "card"}) for p in paid], {0: {}}) == []


def test_limit_of_persons_is_not_that_of_firms():
    paid = [deposit("2023-01-01", 900_000_000, currency="NGN")] * 3  # nine million
    nigeria = {"country": "NG"}
    assert len(fires(paid, {0: nigeria | {"kind": "business"}})) == 1
    assert fires(paid, {0: nigeria | {"kind": "personal"}}) == []
    assert fires(paid, {0: nigeria}) == []


def test_two_runs_that_do_not_meet_are_two_alerts():
    paid = [deposit(at, 900_000) for at in (0, 1, 2, 30 * DAY, 30 * DAY, 31 * DAY)]
    assert len(fires(paid)) == 2


def test_self_payments_count_once_and_unknown_amounts_never():
    abroad = {"sender_country": "CA", "receiver_country": "US", "currency": "CAD"}
    own = [(0, 0, day, 950_000, abroad) for day in range(2)]
    assert fires(own, {0: {"country": "CA"}}) == []
    assert fires([deposit(day, None) for day in range(3)]) == []
    for status in ("approximate", "aggregate"):
        rough = [deposit(day, 950_000, amount_status=status) for day in range(3)]
        assert fires(rough) == []
    assert fires([]) == []


def test_shop_that_banks_different_takings_is_innocent():
    takings = [deposit(day * DAY, 300_000 + 90_000 * day) for day in range(9)]
    assert len(fires(takings)) == 0


@pytest.mark.parametrize("case", ["case_911_plot", "case_lcb_used_cars"])
def test_documented_cases_stay_silent(case):
    assert detect(documented_case(case), Thresholds()).alerts.is_empty()


def naive_runs(payments, limits):
    """Try every three payments; those that share one are one run."""
    near = [
        (account, at, place)
        for place, (account, at, cents) in enumerate(payments)
        if (1 - limits.band_share) * 1_000_000 <= cents <= 1_000_000
    ]
    runs: list[set] = []
    for picked in itertools.combinations(near, limits.min_payments):
        times = [at for _, at, _ in picked]
        one = len({account for account, _, _ in picked}) == 1
        if one and max(times) - min(times) <= limits.window_days * DAY:
            touching = [run for run in runs if run & set(picked)]
            runs = [run for run in runs if run not in touching]
            runs.append(set(picked).union(*touching))
    return {frozenset(place for _, _, place in run) for run in runs}


@settings(deadline=None, max_examples=80)
@given(
    payments=st.lists(
        st.tuples(
            st.integers(0, 1),
            st.integers(0, 40).map(lambda half: half * DAY // 2),
            st.sampled_from([799_999, 800_000, 950_000, 1_000_000, 1_000_001]),
        ),
        max_size=9,
    ),
    window=st.integers(0, 8),
    least=st.integers(2, 4),
)
def test_alerts_agree_with_naive_reading(payments, window, least):
    limits = Thresholds(window_days=window, min_payments=least)
    paid = [(9, account, at, cents, CASH_IN) for account, at, cents in payments]
    made = ledger(paid, accounts=US)
    seen = {
        frozenset(int(each[1:]) for each in rows)
        for _, rows in shown(made, detect(made, limits))
    }
    assert seen == naive_runs(payments, limits)
