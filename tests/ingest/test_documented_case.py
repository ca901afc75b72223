"""Format documented-case: made-up cases, and the published ones where they are."""

import json
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from tests.ingest.cases import put_case, row
from tests.ingest.sources import ingested

CASES = Path(__file__).parents[2] / "../shared/cases"


@pytest.fixture
def case(tmp_path):
    return partial(put_case, tmp_path)


def only(tables):
    (transaction,) = tables["raw_transactions"].to_dicts()
    return transaction


def test_row_becomes_a_transaction(case):
    transaction = only(ingested(case(row())))
    assert transaction["booked_at"] == "2001-02-03T00:00:00+00:00"
    assert transaction["time_precision"] == "day"
    assert (transaction["sender_country"], transaction["receiver_country"]) == (
        "DE",
        None,
    )
    assert (transaction["channel"], transaction["purpose"]) == ("wire", "wire")


@pytest.mark.parametrize(
    ("said", "precision"),
    [
        ("day", "day"),
        ("approx", "approximate"),
        ("range 1999-07..2000-11", "approximate"),
        ("synthetic", "approximate"),
        ("around noon", "around noon"),
    ],
)
def test_precision_of_dates(case, said, precision):
    transaction = only(ingested(case(row(date_precision=said))))
    assert transaction["time_precision"] == precision
    assert json.loads(transaction["delivered"])["date_precision"] == said


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("exact", "exact"),
        ("approx", "approximate"),
        ("derived_split", "approximate"),
        ("upper_bound", "approximate"),
        ("lower_bound", "approximate"),
        ("aggregate", "aggregate"),
        ("aggregate_min", "aggregate"),
        ("rate_per_month_upper", "aggregate"),
        ("hearsay", "hearsay"),
    ],
)
def test_status_of_amounts(case, said, status):
    assert only(ingested(case(row(amount_type=said))))["amount_status"] == status


def test_unpublished_amount_is_null_and_unknown(case):
    transaction = only(ingested(case(row(amount="", amount_type="unknown"))))
    assert (transaction["amount"], transaction["amount_status"]) == (None, "unknown")


def test_total_of_other_rows_is_an_aggregate(case):
    said = row(amount_type="upper_bound", note="ceiling; do not sum with rows above")
    assert only(ingested(case(said)))["amount_status"] == "aggregate"


@pytest.mark.parametrize(
    ("said", "channel"),
    [
        ("exchange-house wire", "wire"),
        ("money transfer (travel money)", "money_transfer"),
        ("cash deposit (AED)", "cash_deposit"),
        ("ATM/bank withdrawal abroad on US account", "cash_withdrawal"),
        ("6 ATM withdrawals; supplementary card", "cash_withdrawal"),
        ("travellers cheques bought AE/SA", "cheque"),
        ("pre-signed cheque + ATM card", "cheque"),
        ("account-to-card transfer", "internal"),
        ("deposit by credit card", "card"),
        ("prepaid cards", "card"),
        ("BTC donations", "virtual_asset"),
        ("used cars shipped (goods)", "trade_settlement"),
        ("bulk cash by courier", "cash_deposit"),
        ("deposit to two UAE accounts", "other"),
        ("mailed debit card of third hijacker account", "other"),
        ("cash", "other"),
    ],
)
def test_words_for_the_channel(case, said, channel):
    transaction = only(ingested(case(row(channel=said))))
    assert (transaction["channel"], transaction["purpose"]) == (channel, said)


def test_outcome_is_refused_and_takes_part_in_nothing(case):
    seizure = row(
        tx_id="x-2", to="STATE", note="disruption outcome: exclude from detection"
    )
    tables = ingested(case(row(), seizure))
    raw = tables["raw_transactions"]
    assert raw["ingest_error"].to_list() == [None, "excluded_outcome"]
    assert json.loads(raw["delivered"][1])["to"] == "STATE"
    for table, column in (
        *(("raw_accounts", "account_id"), ("raw_parties", "party_id")),
        ("labels", "subject_id"),
    ):
        assert not {"STATE", "x-2"} & set(tables[table][column])


def test_roles_are_labels_and_nothing_else(case):
    tables = ingested(case(row(), row(tx_id="x-2")))
    labels = tables["labels"].select("subject", "subject_id", "name", "role")
    assert labels.rows() == [
        ("transaction", "x-1", "case_x", None),
        ("transaction", "x-2", "case_x", None),
        ("account", "ANN", "case_x", "donor"),
        ("account", "POT", "case_x", "paymaster"),
    ]
    for name, rows in tables.items():
        if name != "labels":
            assert "paymaster" not in rows.write_csv()


def test_ground_truth_is_not_read(case):
    path = case(row())
    (path.parent / "ground_truth.json").write_bytes(b"\xff not JSON at all")
    assert ingested(path.parent)["raw_transactions"].height == 1


def test_broken_rows_are_rows(case):
    tables = ingested(case("x-9,short", row()))
    raw = tables["raw_transactions"]
    assert raw["ingest_error"].to_list() == ["short_row", None]
    assert raw["delivered"][0] == '{"line":"x-9,short"}'


@pytest.mark.parametrize(
    ("name", "rows", "relations", "excluded"),
    [
        ("case_911_plot.csv", 37, 16, 0),
        ("case_madrid_2004.csv", 5, 0, 1),
        ("case_lcb_used_cars.csv", 5, 2, 1),
        (".", 65, 19, 2),
    ],
)
def test_published_cases_are_read_whole(name, rows, relations, excluded):
    if not CASES.exists():
        pytest.skip("the published cases are not on this machine")
    tables = ingested(CASES / name)
    raw = tables["raw_transactions"]
    assert (raw.height, tables["raw_relations"].height) == (rows, relations)
    assert raw.filter(pl.col("ingest_error").is_not_null()).height == excluded
    assert set(raw["amount_status"]) <= {
        *("exact", "approximate", "aggregate", "unknown", "claim")
    }
