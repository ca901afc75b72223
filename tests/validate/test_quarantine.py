"""What is kept of refused rows, and when it is too much."""

import json

import pytest

from pipeline.errors import InputError
from pipeline.validate import Settings
from tests.validate.deliveries import GOOD, deliver, pay, raw


def test_row_is_kept_as_delivered():
    text = 'quote " backslash \\ newline \n \u202e \x00 é ","purpose":null'
    paid = pay({"amount": "1,5", "purpose": text, "branch": ""})
    kept = json.loads(paid.quarantine["delivered"].item())
    assert kept == {
        "transaction_id": "t1",
        "booked_at": "2024-03-01T12:00:00Z",
        "sender_account": "a",
        "receiver_account": "b",
        "amount": "1,5",
        "currency": "USD",
        "channel": "wire",
        "purpose": text,
    }


def test_what_the_reader_kept_goes_before_the_columns():
    line = '{"line":"t1;2024"}'
    paid = pay({"ingest_error": "short_row", "delivered": line})
    assert paid.quarantine["delivered"].to_list() == [line]
    assert paid.reasons == [["short_row"]]


def test_row_of_nothing_at_all():
    empty = raw("transactions", [dict.fromkeys(GOOD["transactions"])])
    kept = deliver("transactions", empty).quarantine
    assert kept["delivered"].to_list() == ["{}"]


def test_quarantine_is_by_table_file_and_line():
    rows = [
        {"amount": "0", "source_file": name, "source_line": line}
        for name, line in [("b", 1), ("a", 10), ("a", 9)]
    ]
    kept = pay(*rows).quarantine
    assert kept.select("table", "source_file", "source_line").rows() == [
        ("transactions", "a", 9),
        ("transactions", "a", 10),
        ("transactions", "b", 1),
    ]


@pytest.mark.parametrize(("broken", "stops"), [(1, False), (2, True)])
def test_share_of_one_per_cent_is_still_accepted(broken, stops):
    rows = [{"amount": "NaN"}] * broken + [{}] * (100 - broken)
    if not stops:
        assert pay(*rows, settings=Settings()).accepted.height == 99
        return
    with pytest.raises(InputError, match="2 of 100 transactions break the contract"):
        pay(*rows, settings=Settings())


def test_message_says_where_and_what_to_do_and_names_nobody():
    secrets = {
        "transaction_id": "SECRET-ID",
        "sender_account": "SECRET-ACCOUNT",
        "purpose": "SECRET-NAME",
        "source_file": "in\ncoming\x1b[31m.csv",
    }
    rows = [
        {**secrets, "transaction_id": f"SECRET{n}", "amount": "-98765"}
        for n in range(9)
    ]
    with pytest.raises(InputError) as error:
        pay(*rows, {"channel": "pigeon"}, settings=Settings())
    message = str(error.value)
    assert "10 of 10 transactions break the contract; at most 1.0% may" in message
    assert "{'amount_negative': 9, 'channel_unknown': 1}" in message
    assert message.count("csv:") == 3
    assert "in\\u000acoming\\u001b[31m.csv:2 (amount_negative)" in message
    assert "Where the sign means a direction, say so in the mapping" in message
    assert "raise validate.max_quarantined_share" in message
    assert "SECRET" not in message
    assert "98765" not in message
    assert message.isprintable()


def test_every_table_over_its_limit_is_named_at_once():
    rows = raw("accounts", [{"kind": "?"}])
    with pytest.raises(InputError, match="1 of 1 accounts break"):
        deliver("accounts", rows, Settings())


def test_limit_of_one_table_alone():
    lenient = Settings(max_quarantined_share_accounts=1.0)
    rows = raw("accounts", [{"kind": "?"}])
    assert deliver("accounts", rows, lenient).reasons == [["kind_unknown"]]
    with pytest.raises(InputError):
        pay({"amount": "0"}, settings=lenient)


def test_reader_codes_unknown_here_pass_through():
    paid = pay({"ingest_error": "solar_flare"})
    assert paid.reasons == [["solar_flare"]]


def test_nothing_delivered_is_a_valid_empty_result():
    nothing = deliver("transactions", raw("transactions", []), Settings())
    assert nothing.accepted.is_empty()
    assert nothing.intake["rows_in"].to_list() == [0, 0, 0, 0]
    assert nothing.intake["table"].to_list() == [
        *("transactions", "accounts", "parties", "relations"),
    ]


def test_outcomes_set_aside_are_no_broken_delivery():
    rows = [{}] + [{"ingest_error": "excluded_outcome"}] * 3
    found = pay(*rows, settings=Settings())
    assert (found.accepted.height, found.quarantine.height) == (1, 3)


def test_outcomes_that_a_case_excludes_are_kept_and_not_held_against_it():
    paid = pay({}, {"ingest_error": "excluded_outcome"}, settings=Settings())
    assert paid.reasons == [["excluded_outcome"]]
    assert paid.accepted.height == 1
