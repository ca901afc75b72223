"""Fault table C9, C12 and C14: ids, free text, countries and other words."""

import pytest

from tests.validate.deliveries import pay, reasons_for

ID_COLUMNS = ["transaction_id", "sender_account", "receiver_account", "conductor"]


@pytest.mark.parametrize(
    "column", ["transaction_id", "sender_account", "receiver_account"]
)
@pytest.mark.parametrize("value", [None, ""])
def test_missing_id(column, value):
    assert reasons_for(**{column: value}) == [f"{column}_missing"]


@pytest.mark.parametrize("column", ID_COLUMNS)
@pytest.mark.parametrize(
    "value", ["a\x00b", "a\nb", "a\tb", "a\u202eb", "a\u200bb", "a\ufeffb", "a\u2028b"]
)
def test_id_with_what_nobody_sees(column, value):
    assert reasons_for(**{column: value}) == ["id_invisible_character"]


@pytest.mark.parametrize("value", [" a", "a ", "a\u00a0", " "])
def test_id_with_space_around_it(value):
    assert reasons_for(sender_account=value) == ["id_outer_space"]


@pytest.mark.parametrize(
    ("value", "reasons"),
    [("a" * 256, []), ("a" * 257, ["id_too_long"]), ("é" * 129, ["id_too_long"])],
)
def test_length_of_an_id(value, reasons):
    assert reasons_for(receiver_account=value) == reasons


@pytest.mark.parametrize(
    "value", ["BANK 1/é-Ω", "حساب١", "<script>", "=1+1", "../../etc/passwd", "CON"]
)
def test_id_of_any_visible_characters_is_kept(value):
    assert pay({"sender_account": value}).accepted["sender_account"].item() == value


@pytest.mark.parametrize(
    "text",
    ["\u202eevil", "a\u0301\u0301\u0301", "a\x00b", "line\nbreak", "😀", "x" * 10_000],
)
def test_free_text_is_kept_as_it_came(text):
    assert pay({"purpose": text}).accepted["purpose"].item() == text


def test_free_text_has_an_end():
    assert reasons_for(purpose="x" * 65_537) == ["text_too_long"]


def test_empty_text_is_null():
    accepted = pay({"purpose": "", "sender_country": "", "conductor": ""}).accepted
    assert accepted.select("purpose", "sender_country", "conductor").row(0) == (
        *(None, None, None),
    )


def test_payment_to_oneself_is_data():
    rows = [{"sender_account": "a", "receiver_account": "a"}] * 1 + [{}]
    assert pay(*rows).accepted.height == 2


def test_withheld_country_is_a_value_of_its_own():
    accepted = pay({"sender_country": "withheld", "receiver_country": None}).accepted
    assert accepted.select("sender_country", "receiver_country").row(0) == (
        *("withheld", None),
    )


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("channel", None, "channel_missing"),
        ("channel", "", "channel_missing"),
        ("channel", "WIRE", "channel_unknown"),
        ("channel", "pigeon", "channel_unknown"),
        ("sender_country", "XX", "country_unknown"),
        ("sender_country", "DEU", "country_unknown"),
        ("receiver_country", "de", "country_unknown"),
        ("sender_named", "yes", "flag_malformed"),
        ("receiver_named", "1", "flag_malformed"),
        ("latitude", "NaN", "coordinate_malformed"),
        ("merchant_category", "751", "merchant_category_malformed"),
        ("merchant_category", "75a2", "merchant_category_malformed"),
        ("longitude", "12°", "coordinate_malformed"),
        ("latitude", "90.1", "coordinate_out_of_range"),
        ("longitude", "-180.5", "coordinate_out_of_range"),
    ],
)
def test_word_or_number_that_is_none_of_ours(column, value, reason):
    assert reasons_for(**{column: value}) == [reason]


def test_all_reasons_that_hold_are_given():
    assert reasons_for(amount="-1.001", channel="pigeon", sender_account=None) == [
        "sender_account_missing",
        "amount_negative",
        "amount_finer_than_currency",
        "channel_unknown",
    ]


def test_every_column_arrives():
    row = {
        "sender_named": "true",
        "receiver_named": "false",
        "conductor": "c",
        "on_behalf_of": "o",
        "branch": "7",
        "latitude": "-12.5",
        "longitude": "180",
        "device": "d",
        "purpose": "gift",
        "sender_country": "DE",
        "receiver_country": "XK",
    }
    accepted = pay(row).accepted.row(0, named=True)
    typed = {"sender_named": True, "receiver_named": False}
    typed |= {"latitude": -12.5, "longitude": 180.0}
    assert {name: accepted[name] for name in row} == {**row, **typed}
