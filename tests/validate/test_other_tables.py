"""Accounts, parties and relations by their contracts."""

from datetime import date
from decimal import Decimal

import pytest

from tests.validate.deliveries import deliver, raw


def refused(table, **row):
    found = deliver(table, raw(table, [row])).reasons
    return found[0] if found else []


def accepted(table, **row):
    return deliver(table, raw(table, [row])).accepted.row(0, named=True)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"account_id": ""}, "account_id_missing"),
        ({"account_id": "a\x00"}, "id_invisible_character"),
        ({"party_id": "p "}, "id_outer_space"),
        ({"account_id": "a" * 300}, "id_too_long"),
        ({"institution": "x" * 70_000}, "text_too_long"),
        ({"kind": "Personal"}, "kind_unknown"),
        ({"service": "Mixer"}, "service_unknown"),
        ({"registered": "yes"}, "flag_malformed"),
        ({"country": "Germany"}, "country_unknown"),
        ({"currency": "euro"}, "currency_unknown"),
        ({"currency": "XXX"}, "currency_not_money"),
        ({"opened_on": "01.02.2024"}, "date_malformed"),
        ({"closed_on": "2024-02-30"}, "date_malformed"),
        ({"opened_on": "2024-02-02", "closed_on": "2024-02-01"}, "dates_reversed"),
        ({"credit_limit": "1e4"}, "money_malformed"),
        ({"declared_monthly_income": "NaN"}, "money_malformed"),
        ({"declared_monthly_income": "-1"}, "money_negative"),
    ],
)
def test_account_that_breaks_the_contract(row, reason):
    assert refused("accounts", **row) == [reason]


def test_account_as_delivered():
    row = accepted(
        "accounts",
        kind="npo",
        country="withheld",
        currency="DEM",
        opened_on="1999-01-01",
        closed_on="9999-12-31",
        declared_monthly_income="0",
        credit_limit="1500.50",
    )
    assert (row["kind"], row["country"], row["currency"]) == ("npo", "withheld", "DEM")
    assert (row["opened_on"], row["closed_on"]) == (date(1999, 1, 1), date.max)
    assert row["credit_limit"] == Decimal("1500.50")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"party_id": None}, "party_id_missing"),
        ({"party_id": "p\u200b"}, "id_invisible_character"),
        ({"kind": "human"}, "kind_unknown"),
        ({"programme_countries": "SO|XQ"}, "country_unknown"),
        ({"country": "UK"}, "country_unknown"),
        ({"names": "x" * 70_000}, "text_too_long"),
        ({"dates": "1970-01-01"}, "date_malformed"),
        ({"dates": "birth:1970"}, "date_malformed"),
        ({"dates": "birth:1970-01-01|death:2020-02-30"}, "date_malformed"),
        ({"identifiers": "C01X00T47"}, "identifier_malformed"),
        ({"identifiers": ":C01X00T47"}, "identifier_malformed"),
        ({"identifiers": "passport:"}, "identifier_malformed"),
    ],
)
def test_party_that_breaks_the_contract(row, reason):
    assert refused("parties", **row) == [reason]


def test_lists_of_a_party():
    row = accepted(
        "parties",
        names="Ann A.|\u202eأحمد||ann",
        dates="birth:1970-01-31|founded:1999-12-01",
        identifiers="passport:C01|url:https://example.org",
        phones="+49 1",
    )
    assert row["names"] == ["Ann A.", "\u202eأحمد", "ann"]
    assert row["dates"] == [
        {"type": "birth", "value": date(1970, 1, 31)},
        {"type": "founded", "value": date(1999, 12, 1)},
    ]
    assert row["identifiers"] == [
        {"type": "passport", "value": "C01"},
        {"type": "url", "value": "https://example.org"},
    ]
    assert (row["phones"], row["addresses"], row["devices"]) == (["+49 1"], [], [])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"a": None}, "a_missing"),
        ({"b": ""}, "b_missing"),
        ({"a": "p\n"}, "id_invisible_character"),
        ({"relation": None}, "relation_missing"),
        ({"relation": "friend"}, "relation_unknown"),
        ({"valid_from": "2020"}, "date_malformed"),
        ({"valid_from": "2020-01-02", "valid_to": "2020-01-01"}, "dates_reversed"),
    ],
)
def test_relation_that_breaks_the_contract(row, reason):
    assert reason in refused("relations", **row)


def test_relation_may_name_what_no_table_has():
    row = accepted("relations", a="nobody", b="nowhere", valid_to="2020-01-01")
    assert (row["a"], row["b"], row["valid_to"]) == (
        *("nobody", "nowhere"),
        date(2020, 1, 1),
    )
