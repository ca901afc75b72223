from datetime import date

import polars as pl
import pytest

from pipeline.features import transaction_features
from tests.red_flags.ledgers import ledger


def test_marks_are_of_cash_borders_limits_and_round_amounts():
    home = {"sender_country": "FR", "receiver_country": "FR"}
    abroad = {"sender_country": "FR", "receiver_country": "SY"}
    exact = {"amount_status": "exact", "currency": "USD", "amount": "9500"}
    accounts = {0: {"country": "US"}, 1: {"country": "US"}}
    paid = [
        (0, 1, "2016-01-01", 950_000, {"channel": "cash_deposit", **exact}),
        (0, 2, "2016-01-02", 12_345, {**home, "amount": "123.45"}),
        (0, 2, "2016-01-03", 100_000, {**abroad, "amount": "1000"}),
    ]
    frame = pl.concat(transaction_features(ledger(paid, accounts=accounts)))
    last = frame.row(2, named=True)
    assert last["sender_out_cash_share_30d"] == pytest.approx(1 / 3)
    assert last["sender_out_abroad_share_30d"] == pytest.approx(1 / 3)
    assert last["sender_out_at_risk_share_30d"] == pytest.approx(1 / 3)
    assert last["sender_out_below_limit_share_30d"] == pytest.approx(1 / 3)
    assert last["sender_out_round_share_30d"] == pytest.approx(2 / 3)
    assert frame["limit_share"][0] == pytest.approx(0.95)
    assert frame["round_zeros"].to_list() == [2, 0, 3]


def test_facts_are_what_is_known_at_the_time():
    described = {
        0: {"opened_on": date(2015, 12, 2), "currency": "USD"},
        1: {"declared_monthly_income": "100", "currency": "USD"},
        2: {"declared_monthly_income": "100", "currency": "EUR"},
    }
    tool = {"device": "d", "conductor": "somebody"}
    noon = "2016-01-01T12:00"
    paid = [
        (0, 1, "2016-01-01T08:00", 5_000, tool),
        (2, 1, noon, 10_000, {"device": "d", "sender_named": False}),
        (3, 1, noon, 5_000, {"device": "d", "purpose": "rent"}),
        (1, 2, "2016-01-02", 5_000, {"sender_country": "SY"}),
    ]
    frame = pl.concat(transaction_features(ledger(paid, accounts=described)))
    assert frame["device_accounts"].to_list() == [1, 3, 3, None]
    assert frame["conducted_for"].to_list() == [1, 0, 0, 0]
    assert frame["purpose_given"].to_list() == [0, 0, 1, 0]
    assert frame["sender_named"].to_list() == [None, 0, None, None]
    assert frame["sender_days_open"].to_list() == [30, None, None, None]
    assert frame["receiver_in_to_income"].to_list() == [0.5, 2.0, 2.0, None]
    assert frame["sender_in_to_income"].to_list() == [None, None, None, 2.0]
    assert frame["sender_list_weight"].to_list() == [0, 0, 0, 2]


def test_a_day_has_no_hour():
    paid = [(0, 1, "2016-01-01T13:30", 5), (0, 1, "2016-01-02", 5)]
    paid[1] = (*paid[1], {"time_precision": "day"})
    frame = pl.concat(transaction_features(ledger(paid)))
    assert frame["hour"].to_list() == [13.5, None]
