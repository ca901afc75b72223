"""Format amlworld: a made-up world in its layout."""

import json

import polars as pl
import pytest

from pipeline.errors import InputError
from tests.ingest.sources import file_of, ingested

HEADER = (
    "Timestamp,From Bank,Account,To Bank,Account,Amount Received,Receiving Currency,"
    "Amount Paid,Payment Currency,Payment Format,Is Laundering"
)
EURO = "2022/09/01 00:20,012,8AA,0012,8BB,10.50,Euro,10.50,Euro,ACH,0"
FIRST = "2022/09/01 01:00,0012,8BB,07,8CC,5.00,US Dollar,5.00,US Dollar,Cheque,1"
SECOND = "2022/09/02 02:00,07,8CC,012,8AA,4.00,US Dollar,4.00,US Dollar,Cash,1"
LONE = "2022/09/03 03:00,07,8CC,012,8AA,3.00,US Dollar,3.00,US Dollar,Wire,1"
PATTERNS = f"""BEGIN LAUNDERING ATTEMPT - CYCLE:  Max 2 hops
{FIRST}
{SECOND}
END LAUNDERING ATTEMPT - CYCLE

BEGIN LAUNDERING ATTEMPT - FAN-OUT
{FIRST}
END LAUNDERING ATTEMPT - FAN-OUT
"""


@pytest.fixture
def world(tmp_path):
    def world(*rows, patterns=None, header=HEADER):
        text = "\n".join([header, *rows, ""])
        file_of(tmp_path / "LI-Tiny_Trans.csv", text.encode())
        if patterns is not None:
            file_of(tmp_path / "LI-Tiny_Patterns.txt", patterns.encode())
        return tmp_path

    return world


def first(tables):
    return tables["raw_transactions"].row(0, named=True)


@pytest.mark.parametrize(
    "header", [HEADER, "Account.1".join(HEADER.rsplit("Account", 1))]
)
def test_columns_of_one_name_are_told_by_place(world, header):
    row = first(ingested(world(EURO, header=header)))
    assert row["booked_at"] == "2022-09-01T00:20:00+00:00"
    assert (row["time_precision"], row["amount_status"]) == ("minute", "exact")
    assert row["sender_account"] == "012:8AA"
    assert row["receiver_account"] == "0012:8BB"
    assert (row["amount"], row["currency"], row["channel"]) == ("10.50", "EUR", "wire")
    assert row["transaction_id"] == "LI-Tiny_Trans-2"
    assert row["delivered"] is None


def test_padding_of_bank_numbers_tells_banks_apart(world):
    accounts = ingested(world(EURO, FIRST))["raw_accounts"]
    assert accounts.select("account_id", "institution").rows() == [
        *(("0012:8BB", "0012"), ("012:8AA", "012"), ("07:8CC", "07"))
    ]


def test_two_currencies_keep_what_was_received_beside(world):
    row = first(ingested(world(EURO.replace("10.50,Euro", "11.00,US Dollar", 1))))
    assert (row["amount"], row["currency"]) == ("10.50", "EUR")
    kept = json.loads(row["delivered"])
    assert (kept["Amount Received"], kept["Receiving Currency"]) == (
        "11.00",
        "US Dollar",
    )
    assert "Is Laundering" not in kept


@pytest.mark.parametrize(
    ("paid", "amount", "status"),
    [
        ("1000.00", "1000.00", "exact"),
        ("1000.49", "1000", "approximate"),
        ("1000.50", "1000", "approximate"),
        ("1001.50", "1002", "approximate"),
        ("-1.50", "-1.50", "exact"),
    ],
)
def test_fractions_of_yen_are_rounded_and_said_to_be(world, paid, amount, status):
    row = first(ingested(world(EURO.replace("10.50,Euro", f"{paid},Yen"))))
    assert (row["amount"], row["amount_status"]) == (amount, status)
    assert (row["delivered"] is None) == (status == "exact")


def test_words_that_are_not_known_stay_as_delivered(world):
    odd = "01.09.2022,012,8AA,,8BB,ten,Taler,ten,Taler,Barter,0"
    row = first(ingested(world(odd)))
    assert (row["booked_at"], row["channel"]) == ("01.09.2022", "Barter")
    assert (row["amount"], row["currency"]) == ("ten", "Taler")
    assert row["receiver_account"] is None


def test_seconds_are_kept_where_stated(world):
    row = first(ingested(world(EURO.replace("00:20", "00:20:07"))))
    assert row["booked_at"] == "2022-09-01T00:20:07+00:00"
    assert row["time_precision"] == "second"


def test_equal_transactions_take_the_attempts_in_turn(world):
    tables = ingested(world(EURO, FIRST, SECOND, FIRST, LONE, patterns=PATTERNS))
    labels = tables["labels"].filter(pl.col("subject") == "transaction")
    assert labels.select("subject_id", "name", "instance").rows() == [
        ("LI-Tiny_Trans-3", "cycle", "attempt-1"),
        ("LI-Tiny_Trans-4", "cycle", "attempt-1"),
        ("LI-Tiny_Trans-5", "fan-out", "attempt-2"),
        ("LI-Tiny_Trans-6", "laundering", "unstated"),
    ]
    accounts = tables["labels"].filter(pl.col("subject") == "account")
    of_cycle = accounts.filter(pl.col("name") == "cycle")["subject_id"]
    assert sorted(of_cycle) == ["0012:8BB", "012:8AA", "07:8CC"]


def test_table_alone_finds_its_patterns_beside(world):
    folder = world(FIRST, SECOND, FIRST, patterns=PATTERNS)
    labels = ingested(folder / "LI-Tiny_Trans.csv")["labels"]
    assert "fan-out" in labels["name"].to_list()


def test_patterns_of_another_world_are_refused(world):
    with pytest.raises(
        InputError, match=r"2 rows of LI-Tiny_Patterns\.txt are not among"
    ):
        ingested(world(FIRST, patterns=PATTERNS))


def test_row_outside_an_attempt_is_refused(world):
    with pytest.raises(InputError, match=r"LI-Tiny_Patterns\.txt:1 stands outside"):
        ingested(world(FIRST, patterns=FIRST))


def test_two_worlds_at_once_are_refused(world):
    folder = world(EURO)
    file_of(folder / "HI-Tiny_Trans.csv", HEADER.encode())
    with pytest.raises(InputError, match="2 AMLworld transaction tables"):
        ingested(folder)


def test_broken_rows_are_rows(world):
    raw = ingested(world("2022/09/01 00:20,012", EURO))["raw_transactions"]
    assert raw["ingest_error"].to_list() == ["short_row", None]
