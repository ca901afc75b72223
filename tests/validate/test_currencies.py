"""Fault table C4: currencies by code, day and rate."""

from datetime import date

import polars as pl
import pytest

from pipeline.errors import ConfigError
from pipeline.reference.currencies import currencies
from pipeline.reference.exchange_rates import load_rates
from tests.validate.deliveries import pay, reasons_for


@pytest.mark.parametrize("code", ["usd", "US", "US$", "ZZZ", "USD ", "€", "840"])
def test_unknown_currency(code):
    assert reasons_for(currency=code) == ["currency_unknown"]


@pytest.mark.parametrize("code", [None, ""])
def test_missing_currency(code):
    assert reasons_for(currency=code) == ["currency_missing"]


@pytest.mark.parametrize("code", ["XXX", "XTS"])
def test_code_that_is_no_money(code):
    assert "currency_not_money" in reasons_for(currency=code)


@pytest.mark.parametrize(
    ("code", "day", "reasons"),
    [
        ("DEM", "2000-06-01", []),
        ("DEM", "2024-06-01", ["currency_retired", "fx_missing"]),
        ("EUR", "1999-01-01", []),
        ("EUR", "1998-12-31", ["currency_not_yet_issued", "fx_missing"]),
        ("TRL", "2005-12-31", []),
        ("TRL", "2006-01-01", ["currency_retired", "fx_missing"]),
    ],
)
def test_currency_is_judged_by_the_day(code, day, reasons):
    assert reasons_for(currency=code, booked_at=day) == reasons


def test_no_rate_for_the_day():
    assert reasons_for(currency="BTC", booked_at="2010-01-01") == ["fx_missing"]
    assert reasons_for(currency="SOS") == ["fx_missing"]


def test_unknown_amount_needs_no_rate():
    accepted = pay({"currency": "SOS", "amount": None}).accepted
    assert accepted["value_cents"].to_list() == [None]


def test_base_currency_needs_no_rate():
    paid = pay({"currency": "SOS"}, {"currency": "USD"}, base_currency="SOS")
    assert paid.accepted["value_cents"].to_list() == [1000]
    assert paid.reasons == [["fx_missing"]]


def test_rate_of_the_first_and_last_day_of_a_period():
    rates = rate_table(
        ("EUR", date(2024, 1, 1), date(2024, 1, 3), 2.0),
        ("EUR", date(2024, 1, 3), None, 3.0),
    )
    days = ["2023-12-31", "2024-01-01", "2024-01-02T23:59:59Z", "2024-01-03"]
    paid = pay(*({"currency": "EUR", "booked_at": day} for day in days), rates=rates)
    assert paid.accepted["value_cents"].to_list() == [2000, 2000, 3000]
    assert paid.reasons == [["fx_missing"]]


def test_rates_cross_through_the_dollar():
    rates = rate_table(
        ("EUR", date(2024, 1, 1), None, 1.25), ("GBP", date(2024, 1, 1), None, 2.5)
    )
    paid = pay({"currency": "GBP"}, {}, base_currency="EUR", rates=rates)
    assert paid.accepted["value_cents"].to_list() == [2000, 800]


def test_base_currency_that_does_not_exist():
    with pytest.raises(ConfigError, match="base_currency"):
        pay({}, base_currency="usd")


@pytest.mark.parametrize(
    ("code", "decimals"),
    [("USD", 2), ("JPY", 0), ("IQD", 3), ("AFN", 2), ("ISK", 0), ("CLF", 4)],
)
def test_decimals_follow_iso_4217_and_not_the_display_habits_of_cldr(code, decimals):
    found = currencies().filter(pl.col("currency") == code)["decimals"]
    assert found.to_list() == [decimals]


def rate_table(*rows):
    named = [(*row, "made up", "test") for row in rows]
    return pl.DataFrame(named, schema=load_rates().schema, orient="row")
