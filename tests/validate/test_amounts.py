"""Fault table C1-C3: amounts that are none, and notations nobody declared."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.validate.deliveries import pay, reasons_for


@pytest.mark.parametrize(
    "text", ["NaN", "nan", "-nan", "inf", "-inf", "+Inf", "Infinity", "-INFINITY"]
)
def test_amount_that_is_not_finite(text):
    assert reasons_for(amount=text) == ["amount_not_finite"]


@pytest.mark.parametrize(
    "text",
    [
        *("1e400", "1e308", "1E5", "1,234.50", "1.234,50", "1234,5", "1 234.50"),
        *("1\u2009234.50", "1'234.50", "1_000", "٣٤٥", "１２３", "12.3.4", "0x10"),
        *(".5", "5.", "+5", " 5", "5 ", "--5", "USD 5", "½", "5\n", "5\x00", "null"),
    ],
)
def test_amount_in_a_notation_nobody_declared(text):
    assert reasons_for(amount=text) == ["amount_malformed"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-5.00", "amount_negative"),
        ("0", "amount_zero"),
        ("0.00", "amount_zero"),
        ("-0.0", "amount_zero"),
        ("10.005", "amount_finer_than_currency"),
        ("1000000000000000.01", "amount_too_large"),
        ("9" * 60, "amount_too_large"),
        ("-" + "9" * 60, "amount_too_large"),
    ],
)
def test_amount_that_cannot_be_paid(text, reason):
    assert reasons_for(amount=text) == [reason]


def test_amount_below_the_smallest_decimal_is_not_rounded_away():
    reasons = reasons_for(amount="0." + "0" * 25 + "1", currency="ETH")
    assert reasons == ["amount_zero", "amount_finer_than_currency"]


def test_value_past_what_an_exact_integer_holds():
    assert reasons_for(amount="100000000000000") == ["amount_too_large"]
    assert (
        pay({"amount": "90000000000000"}).accepted["value_cents"].item() == 9 * 10**15
    )


@pytest.mark.parametrize(
    ("currency", "finest", "too_fine"),
    [
        ("USD", "1.01", "1.001"),
        ("JPY", "1", "1.1"),
        ("KWD", "1.001", "1.0001"),
        ("BTC", "0.00000001", "0.000000001"),
        ("ETH", "0.000000000000000001", "0.0000000000000000001"),
    ],
)
def test_decimals_are_those_of_the_currency(currency, finest, too_fine):
    # ETH has a rate from 2016 on; the finest unit is worth no cent and is still kept.
    assert reasons_for(amount=finest, currency=currency) == []
    assert "amount_finer_than_currency" in reasons_for(
        amount=too_fine, currency=currency
    )


def test_closing_zeros_are_no_decimals():
    paid = pay({"amount": "100.000"}, {"amount": "7", "currency": "JPY"})
    assert paid.accepted["amount"].to_list() == [100, 7]


@pytest.mark.parametrize(
    ("amount", "status", "expected"),
    [
        ("5", None, "exact"),
        ("5", "", "exact"),
        ("5", "approximate", "approximate"),
        ("5", "aggregate", "aggregate"),
        (None, None, "unknown"),
        ("", "", "unknown"),
        (None, "unknown", "unknown"),
    ],
)
def test_status_of_an_amount(amount, status, expected):
    accepted = pay({"amount": amount, "amount_status": status}).accepted
    assert accepted["amount_status"].to_list() == [expected]
    assert accepted["value_cents"].is_null().item() == (expected == "unknown")


@pytest.mark.parametrize(
    ("amount", "status", "reason"),
    [
        (None, "exact", "amount_missing"),
        (None, "approximate", "amount_missing"),
        (None, "aggregate", "amount_missing"),
        ("5", "unknown", "amount_status_conflict"),
        ("5", "guess", "amount_status_invalid"),
        ("5", "EXACT", "amount_status_invalid"),
    ],
)
def test_status_that_contradicts_the_amount(amount, status, reason):
    assert reasons_for(amount=amount, amount_status=status) == [reason]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 2**53), min_size=1, max_size=20))
def test_cents_of_the_base_currency_are_exact(cents):
    paid = pay(*({"amount": f"{c // 100}.{c % 100:02}"} for c in cents))
    accepted = paid.accepted.sort("source_line")
    assert accepted["value_cents"].to_list() == cents
    assert accepted["amount"].to_list() == [Decimal(c).scaleb(-2) for c in cents]


def test_half_cents_go_to_the_even_cent():
    rows = [{"amount": f"{n}.015", "currency": "KWD"} for n in (1, 2)]
    rows += [{"amount": f"{n}.025", "currency": "KWD"} for n in (1, 2)]
    accepted = pay(*rows, base_currency="KWD").accepted
    assert accepted["value_cents"].to_list() == [102, 202, 102, 202]
