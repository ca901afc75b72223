"""Format amlsim: both layouts, made up and published."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipeline.errors import InputError
from tests.ingest.sources import file_of, ingested

PUBLISHED = Path(__file__).parents[2] / "../shared/data"


@pytest.fixture
def sample(tmp_path):
    payments = b"sourceNodeId,targetNodeId,value,time\n7,8,147.8,1\n8,9,20,x\n9\n"
    file_of(tmp_path / "transactions.csv", payments)
    nodes = b"nodeid,isFraud,init_balance,fraudStep\n7,0,1.0,-1\n8,1,2.0,3\n9,0,1,-1\n"
    file_of(tmp_path / "nodes.csv", nodes)
    return tmp_path


@pytest.fixture
def run(tmp_path):
    pl.DataFrame(
        {
            "step": [0, 5],
            "type": ["TRANSFER", "BARTER"],
            "amount": [10.5, 1e-7],
            "nameOrig": [1, 2],
            "nameDest": [2, 1],
            "isSAR": [0, 1],
            "alertID": [-1, 4],
            "alertType": [None, "cycle"],
            "date": [date(2017, 1, 1), date(2017, 1, 6)],
        }
    ).write_parquet(tmp_path / "x_transactions.parquet")
    pl.DataFrame(
        {
            "ACCOUNT_ID": [1, 2, 3],
            "CUSTOMER_ID": ["C1", "C2", "C1"],
            "INIT_BALANCE": [1.0, 2.0, 3.0],
            "COUNTRY": ["US", "US", "US"],
            "ACCOUNT_TYPE": ["I", "O", "I"],
            "IS_SAR": [False, True, False],
            "BANK_ID": ["bank"] * 3,
        }
    ).write_parquet(tmp_path / "x_accounts.parquet")
    pl.DataFrame(
        {
            "alertID": [4, 4],
            "reason": ["cycle"] * 2,
            "accountID": [2, 1],
            "isMain": [True, False],
        }
    ).write_parquet(tmp_path / "x_alert_members.parquet")
    return tmp_path


def test_steps_of_the_sample_are_days_from_the_base_date(sample):
    raw = ingested(sample)["raw_transactions"]
    assert raw["booked_at"].to_list() == ["2017-01-02T00:00:00+00:00", "x", None]
    assert raw["ingest_error"].to_list() == [None, None, "short_row"]
    assert set(raw["time_precision"]) == {"day"}
    later = ingested(sample, amlsim_base_date=date(2020, 2, 28))["raw_transactions"]
    assert later["booked_at"][0] == "2020-02-29T00:00:00+00:00"


def test_what_the_sample_does_not_say_is_set_or_other(sample):
    row = ingested(sample)["raw_transactions"].row(0, named=True)
    assert (row["transaction_id"], row["amount"]) == ("transactions-2", "147.8")
    assert (row["currency"], row["channel"]) == ("USD", "other")
    euro = ingested(sample, amlsim_currency="EUR")["raw_transactions"]
    assert set(euro["currency"]) == {"EUR"}


def test_truth_of_the_sample_goes_to_labels_alone(sample):
    tables = ingested(sample)
    assert tables["raw_accounts"]["account_id"].to_list() == ["7", "8", "9"]
    assert tables["raw_accounts"]["delivered"].null_count() == 3
    labels = tables["labels"].select("subject", "subject_id", "name")
    assert labels.rows() == [("account", "8", "isFraud")]


@pytest.mark.parametrize("step", ["-1", "99999999999999999999", "1000001", "1.5"])
def test_step_that_is_no_day_stays_as_delivered(sample, step):
    text = f"sourceNodeId,targetNodeId,value,time\n7,8,1,{step}\n"
    file_of(sample / "transactions.csv", text.encode())
    assert ingested(sample)["raw_transactions"]["booked_at"].to_list() == [step]


def test_run_has_dates_types_and_alerts(run):
    tables = ingested(run)
    raw = tables["raw_transactions"]
    assert raw["booked_at"].to_list() == [
        *("2017-01-01T00:00:00+00:00", "2017-01-06T00:00:00+00:00")
    ]
    assert raw["channel"].to_list() == ["wire", "BARTER"]
    assert raw["amount"].to_list() == ["10.5", "0.0000001"]
    labels = tables["labels"].select(
        "subject", "subject_id", "name", "instance", "role"
    )
    assert labels.rows() == [
        ("transaction", "x_transactions-2", "cycle", "4", None),
        ("account", "2", "cycle", "4", "main"),
        ("account", "1", "cycle", "4", "member"),
    ]


def test_customers_of_a_run_are_parties_once(run):
    tables = ingested(run, batch_rows=1)
    accounts = tables["raw_accounts"].select(
        "account_id", "party_id", "kind", "country"
    )
    assert accounts.rows() == [
        ("1", "C1", "personal", "US"),
        ("2", "C2", "business", "US"),
        ("3", "C1", "personal", "US"),
    ]
    parties = tables["raw_parties"].select("party_id", "kind", "country")
    assert parties.rows() == [("C1", "person", None), ("C2", "organisation", None)]


def test_without_members_the_accounts_say_who_is_guilty(run):
    (run / "x_alert_members.parquet").unlink()
    labels = ingested(run)["labels"].filter(pl.col("subject") == "account")
    assert labels.select("subject_id", "name").rows() == [("2", "IS_SAR")]


def test_two_runs_at_once_are_refused(run, sample):
    with pytest.raises(InputError, match="2 AMLSim transaction files"):
        ingested(sample)


def test_accounts_without_transactions_are_told_from_two_runs(sample):
    (sample / "transactions.csv").unlink()
    with pytest.raises(InputError, match=r"None of the 1 files .* sourceNodeId"):
        ingested(sample, format="amlsim")


@pytest.mark.parametrize(
    ("folder", "transactions", "accounts", "labels"),
    [
        ("amlsim_2019/20K_cycle200", 117_805, 20_000, {"account": 945}),
        ("amlsim_2019/20K_fanin200", 118_250, 20_000, {"account": 954}),
        ("amlsim_small", 200_483, 12_043, {"account": 1_610, "transaction": 1_123}),
    ],
)
def test_published_data_is_read_whole(folder, transactions, accounts, labels):
    source = PUBLISHED / folder
    if not source.exists():
        pytest.skip("the published AMLSim samples are not on this machine")
    tables = ingested(source)
    raw = tables["raw_transactions"]
    assert (raw.height, tables["raw_accounts"].height) == (transactions, accounts)
    assert raw["ingest_error"].null_count() == raw.height
    needed = raw.select("booked_at", "sender_account", "receiver_account", "amount")
    assert needed.null_count().sum_horizontal().item() == 0
    assert raw["transaction_id"].n_unique() == raw.height
    assert dict(tables["labels"]["subject"].value_counts().iter_rows()) == labels
