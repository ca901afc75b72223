import numpy as np
import pytest

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
    paid += [deposit(DAY, 100_000), deposit(DAY, 1_250_000)]
    assert fires(paid) == [("a0", ["t00000", "t00001", "t00002"])]
    (alert,) = detect(ledger(paid, accounts=US), Thresholds()).alerts.to_dicts()
    assert (alert["payments"], alert["near_share"]) == (3, 1)
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


@pytest.mark.parametrize(("others", "alerts"), [(1, 1), (2, 0)])
@pytest.mark.parametrize("cents", [640_000, 799_999, 1_000_001, 1_249_999])
def test_payments_of_nearly_that_size_speak_for_takings(cents, others, alerts):
    paid = [deposit(day * DAY, 950_000) for day in range(3)]
    assert len(fires(paid + [deposit(92 * DAY, cents)] * others)) == alerts
    assert len(fires(paid + [deposit(92 * DAY + 1, cents)] * others)) == 1


def test_restaurant_whose_takings_straddle_the_limit_is_innocent():
    size = np.random.default_rng(1).lognormal(np.log(9_000), 0.4, 150)
    takings = [deposit(day * DAY, int(at * 100)) for day, at in enumerate(size)]
    limits = Thresholds(min_near_share=0)
    made = ledger(takings, accounts=US)
    assert not detect(made, limits).alerts.is_empty()  # often three under it in a week
    assert fires(takings) == []


def test_who_is_paid_by_three_others_has_split_nothing():
    fees = {"sender_country": "AU", "receiver_country": "NZ", "currency": "NZD"}
    paid = [(payer, 0, "2020-01-02", 95_000, fees) for payer in (5, 6, 7)]
    assert fires(paid, {0: {"country": "NZ"}}) == []
    split = [(5, 0, "2020-01-03", 95_000, fees)] * 3
    assert len(fires([*split, *paid[1:]], {0: {"country": "NZ"}})) == 1


@pytest.mark.parametrize("case", ["case_911_plot", "case_lcb_used_cars"])
def test_documented_cases_stay_silent(case):
    assert detect(documented_case(case), Thresholds()).alerts.is_empty()
