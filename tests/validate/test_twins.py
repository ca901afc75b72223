"""Fault table C6 and C7: the same row twice, and one id for two rows."""

import msgspec
import polars as pl
import pytest

from pipeline.errors import InputError
from pipeline.validate import Settings
from tests.validate.deliveries import ANYTHING, deliver, pay, raw


def test_row_delivered_twice_is_kept_once():
    paid = pay({"transaction_id": "x"}, {"transaction_id": "x"})
    assert paid.accepted["source_line"].to_list() == [2]
    assert paid.reasons == [["duplicate_row"]]
    assert paid.quarantine["source_line"].to_list() == [3]


@pytest.mark.parametrize("backwards", [False, True])
def test_kept_copy_is_the_first_by_file_and_line(backwards):
    rows = raw(
        "transactions",
        [
            {"source_file": "b.csv", "source_line": 2},
            {"source_file": "a.csv", "source_line": 10},
            {"source_file": "a.csv", "source_line": 9},
        ],
    )
    paid = deliver("transactions", rows.reverse() if backwards else rows)
    kept = paid.accepted.select("source_file", "source_line").row(0)
    assert kept == ("a.csv", 9)
    assert paid.reasons == [["duplicate_row"], ["duplicate_row"]]


def test_another_notation_of_the_same_values_is_the_same_row():
    paid = pay(
        {"transaction_id": "x", "amount": "1.5", "sender_country": ""},
        {"transaction_id": "x", "amount": "1.50", "amount_status": "exact"},
        {"transaction_id": "x", "amount": "1.5", "booked_at": "2024-03-01 13:00:00+01"},
    )
    assert paid.reasons == [["duplicate_row"], ["duplicate_row"]]


@pytest.mark.parametrize(
    "other",
    [
        {"amount": "11"},
        {"purpose": "else"},
        {"sender_account": "b", "receiver_account": "a"},
        {"booked_at": "2024-03-01T12:00:01Z"},
        {"amount": "NaN"},
    ],
)
def test_id_of_two_different_rows_is_trusted_in_neither(other):
    paid = pay({"transaction_id": "x"}, {"transaction_id": "x", **other})
    assert paid.accepted.is_empty()
    assert ["id_conflict" in reasons for reasons in paid.reasons] == [True, True]


def test_copies_of_a_row_in_conflict_are_all_in_conflict():
    rows = [{"transaction_id": "x", "amount": amount} for amount in ("1", "1", "2")]
    assert pay(*rows).reasons == [["id_conflict"]] * 3


def test_broken_row_delivered_twice_keeps_its_own_reason():
    rows = [{"transaction_id": "x", "amount": "NaN"}] * 2
    assert pay(*rows).reasons == [
        ["amount_not_finite"],
        ["duplicate_row", "amount_not_finite"],
    ]


def test_rows_without_id_are_no_copies_of_each_other():
    paid = pay({"transaction_id": None}, {"transaction_id": ""})
    assert paid.reasons == [["transaction_id_missing"]] * 2


def test_row_that_could_not_be_read_conflicts_with_none():
    paid = pay(
        {"transaction_id": "x"},
        {"transaction_id": "x", "amount": "2", "ingest_error": "short_row"},
    )
    assert paid.accepted.height == 1
    assert paid.reasons == [["short_row"]]


def test_delivering_everything_twice_changes_nothing_but_the_counts():
    rows = [{"amount": f"{n}", "transaction_id": f"t{n}"} for n in range(1, 50)]
    once = raw("transactions", rows)
    again = once.with_columns(source_file=pl.lit("second.csv"))
    strict = Settings()  # copies lose nothing, so they are no reason to stop
    assert deliver("transactions", once, strict).accepted.equals(
        deliver("transactions", pl.concat([again, once]), strict).accepted
    )


def test_copies_do_not_hide_how_much_is_broken():
    rows = [{"transaction_id": "x"}] * 200 + [{"amount": "NaN"}] * 2
    with pytest.raises(InputError, match="2 of 3 transactions"):
        pay(*rows, settings=Settings(max_quarantined_share=0.5))


@pytest.mark.parametrize(
    ("table", "same", "different"),
    [
        ("accounts", {}, {"kind": "npo"}),
        ("parties", {}, {"names": "Someone"}),
    ],
)
def test_accounts_and_parties_have_unique_ids_too(table, same, different):
    twice = deliver(table, raw(table, [{}, same]))
    assert (twice.accepted.height, twice.reasons) == (1, [["duplicate_row"]])
    conflict = deliver(table, raw(table, [{}, different]))
    assert (conflict.accepted.height, conflict.reasons) == (0, [["id_conflict"]] * 2)


def test_relations_have_no_id_and_differ_by_any_column():
    rows = [{}, {}, {"valid_from": "2020-01-01"}, {"source": "register"}]
    found = deliver("relations", raw("relations", rows))
    assert (found.accepted.height, found.reasons) == (3, [["duplicate_row"]])


@pytest.mark.parametrize("backwards", [False, True])
def test_kept_copy_moves_no_other_row_to_another_part(backwards):
    rows = raw("transactions", [{}, {}, {"transaction_id": "t2"}])
    one_by_one = msgspec.structs.replace(ANYTHING, rows_at_once=1)
    parts = deliver("transactions", rows.reverse() if backwards else rows, one_by_one)
    heights = [len(p["transactions"]) for p in parts.parts if "transactions" in p]
    assert heights == [0, 1, 1]
