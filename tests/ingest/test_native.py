"""Format native: our own columns, in files of any cut."""

import gzip
from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl

from pipeline.schemas import Parties
from tests.ingest.sources import NATIVE, ROW, file_of, ingested, put

PARTIES = "party_id,kind,names\nP1,person,Ann A.|Anna A.\n"


def test_folder_of_tables_goes_to_the_raw_table_of_each(tmp_path):
    put(
        tmp_path,
        transactions_csv=f"{NATIVE}\n{ROW}\n",
        accounts_csv="account_id,party_id\nA,P1\n",
        parties_csv=PARTIES,
        relations_csv="a,b,relation\nP1,A,account_holder\n",
        labels_csv="subject,subject_id,label,name,instance\naccount,A,scheme,s,1\n",
    )
    tables = ingested(tmp_path)
    assert {name: rows.height for name, rows in tables.items()} == dict.fromkeys(
        ("raw_transactions", "raw_accounts", "raw_parties", "raw_relations", "labels"),
        1,
    )
    row = tables["raw_transactions"].row(0, named=True)
    assert {name: value for name, value in row.items() if value is not None} == {
        **dict(zip(NATIVE.split(","), ROW.split(","), strict=True)),
        "source_file": "transactions.csv",
        "source_line": 2,
    }


def test_transactions_alone_leave_the_other_tables_empty(tmp_path):
    file = file_of(tmp_path / "any name.csv", f"{NATIVE}\n{ROW}\n".encode())
    heights = {name: rows.height for name, rows in ingested(file.path).items()}
    assert heights.pop("raw_transactions") == 1
    assert set(heights.values()) == {0}


def test_part_files_of_any_packing_are_one_table_in_order(tmp_path):
    text = f"{NATIVE}\n{ROW}\n".encode()
    file_of(tmp_path / "transactions" / "part-1.csv.gz", gzip.compress(text))
    file_of(tmp_path / "transactions" / "deep" / "part-0.csv", text)
    rows = pl.read_csv(text, infer_schema=False)
    rows.write_parquet(tmp_path / "transactions" / "part-2.parquet")
    file_of(tmp_path / "transactions-2024-01.csv", text)
    file_of(tmp_path / "notes.md", b"not data")
    raw = ingested(tmp_path)["raw_transactions"]
    assert raw["source_file"].to_list() == [
        "transactions-2024-01.csv",
        "transactions/deep/part-0.csv",
        "transactions/part-1.csv.gz",
        "transactions/part-2.parquet",
    ]
    assert raw["source_line"].to_list() == [2, 2, 2, 1]
    assert raw["transaction_id"].unique().to_list() == ["t1"]


def test_columns_stand_in_any_order(tmp_path):
    names, values = NATIVE.split(",")[::-1], ROW.split(",")[::-1]
    put(tmp_path, transactions_csv=f"{','.join(names)}\n{','.join(values)}\n")
    raw = ingested(tmp_path)["raw_transactions"]
    assert raw.select(names).row(0) == tuple(values)


def test_values_are_handed_on_as_they_are(tmp_path):
    odd = 't1,yesterday, A ,,"1,234.5",euro,carrier pigeon'
    put(tmp_path, transactions_csv=f"{NATIVE}\n{odd}\n")
    row = ingested(tmp_path)["raw_transactions"].row(0, named=True)
    assert row["booked_at"] == "yesterday"
    assert (row["sender_account"], row["receiver_account"]) == (" A ", None)
    assert (row["amount"], row["currency"]) == ("1,234.5", "euro")
    assert row["ingest_error"] is None


def test_broken_rows_are_rows(tmp_path):
    put(tmp_path, transactions_csv=f"{NATIVE}\nshort\n{ROW}\n{ROW},long\n")
    raw = ingested(tmp_path)["raw_transactions"]
    assert raw["ingest_error"].to_list() == ["short_row", None, "long_row"]
    assert raw["delivered"].to_list()[0] == '{"line":"short"}'


def test_header_only_is_no_rows(tmp_path):
    put(tmp_path, transactions_csv=NATIVE)
    assert ingested(tmp_path)["raw_transactions"].height == 0


def test_typed_columns_become_text(tmp_path):
    when = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
    typed = pl.DataFrame(
        {
            "transaction_id": [1],
            "booked_at": [when],
            "sender_account": [10],
            "receiver_account": [11],
            "amount": [Decimal("10.50")],
            "currency": pl.Series(["EUR"], dtype=pl.Enum(["EUR", "USD"])),
            "channel": ["wire"],
            "sender_named": [True],
            "latitude": [50.5],
            "source_file": ["old.csv"],
            "source_line": [99],
            "value_cents": [1134],
        }
    )
    typed.write_parquet(tmp_path / "transactions.parquet")
    row = ingested(tmp_path)["raw_transactions"].row(0, named=True)
    assert row["booked_at"] == "2024-05-01T09:30:00.000000+00:00"
    assert (row["transaction_id"], row["sender_account"]) == ("1", "10")
    assert (row["amount"], row["currency"]) == ("10.50", "EUR")
    assert (row["sender_named"], row["latitude"]) == ("true", "50.5")
    assert (row["source_file"], row["source_line"]) == ("transactions.parquet", 1)


def test_parties_as_a_run_wrote_them_are_read_again(tmp_path):
    put(tmp_path, transactions_csv=f"{NATIVE}\n{ROW}\n")
    party = {
        "party_id": ["P1"],
        "kind": ["person"],
        "names": [["Ann A.", "Anna A."]],
        "dates": [[{"type": "birth", "value": date(1990, 1, 2)}]],
        "identifiers": [[{"type": "passport", "value": "X1"}]],
        **{name: [[]] for name in ("addresses", "phones", "devices")},
        "programme_countries": [[]],
        "country": [None],
        "source_file": ["old.csv"],
        "source_line": [2],
    }
    Parties.validate(pl.DataFrame(party), cast=True).write_parquet(
        tmp_path / "parties.parquet"
    )
    row = ingested(tmp_path)["raw_parties"].row(0, named=True)
    assert (row["names"], row["dates"]) == ("Ann A.|Anna A.", "birth:1990-01-02")
    assert (row["identifiers"], row["phones"]) == ("passport:X1", None)


def test_declared_delimiter_and_encoding_are_used(tmp_path):
    text = f"{NATIVE},purpose\n{ROW},café\n".replace(",", ";").encode("utf-16")
    file_of(tmp_path / "transactions.csv", text)
    said = {"encoding": "utf-16", "delimiter": ";"}
    raw = ingested(tmp_path, format="native", **said)["raw_transactions"]
    assert raw["purpose"].to_list() == ["café"]


def test_batches_bound_memory_and_keep_every_row(tmp_path):
    lines = "".join(f"t{n}{ROW[2:]}\n" for n in range(1_000))
    put(tmp_path, transactions_csv=f"{NATIVE}\n{lines}")
    raw = ingested(tmp_path, block_bytes=4_096)["raw_transactions"]
    assert raw["transaction_id"].to_list() == [f"t{n}" for n in range(1_000)]
    assert raw["source_line"].to_list() == list(range(2, 1_002))
