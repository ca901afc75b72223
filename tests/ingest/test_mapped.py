"""Adapter mapped: files in, batches of raw rows out."""

import gzip
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from pipeline.errors import ConfigError
from pipeline.ingest.mapped import ADAPTER, numbered
from pipeline.ingest.settings import Settings
from tests.ingest.mapped_table import HEADER, ROW, TWO_SIDED, read_mapped


def test_row_with_both_ends_becomes_a_transaction(tmp_path):
    read = read_mapped(tmp_path, TWO_SIDED, f"{HEADER}\n{ROW}\n")
    row = read.transactions.row(0, named=True)
    assert {name: value for name, value in row.items() if value is not None} == {
        "source_file": "table.csv",
        "source_line": 2,
        "delivered": '{"id":"1","when":"2024-01-02","from":"A","to":"B","sum":"10.00"}',
        "transaction_id": "1",
        "booked_at": "2024-01-02T00:00:00Z",
        "time_precision": "day",
        "sender_account": "A",
        "receiver_account": "B",
        "amount": "10.00",
        "amount_status": "exact",
        "currency": "EUR",
        "channel": "wire",
    }


def test_column_order_changes_nothing(tmp_path):
    straight = read_mapped(tmp_path, TWO_SIDED, f"{HEADER}\n{ROW}\n")
    turned = read_mapped(
        tmp_path, TWO_SIDED, "sum,to,from,when,id\n10.00,B,A,2024-01-02,1\n"
    )
    assert straight.transactions.drop("delivered").equals(
        turned.transactions.drop("delivered")
    )


@pytest.mark.parametrize("pack", [gzip.compress, None], ids=["gzip", "zstd"])
def test_packed_table_reads_as_the_plain_one(tmp_path, pack):

    content = f"{HEADER}\n{ROW}\n".encode()
    packed = pack(content) if pack else pa.compress(content, "zstd", asbytes=True)
    read = read_mapped(tmp_path, TWO_SIDED, {"table.csv.z": packed})
    assert read.column("amount") == ["10.00"]


def test_parquet_table_reads_whatever_its_types(tmp_path):
    typed = pl.DataFrame(
        {
            "id": [1],
            "when": [datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)],
            "from": ["A"],
            "to": ["B"],
            "sum": [Decimal("10.50")],
            "value_date": [date(2024, 1, 3)],
        }
    )
    (tmp_path / "in").mkdir()
    typed.write_parquet(tmp_path / "in" / "table.parquet")
    read = read_mapped(tmp_path, TWO_SIDED, {})
    assert read.column("booked_at") == ["2024-01-02T03:04:05Z"]
    assert read.column("amount") == ["10.50"]
    assert json.loads(read.column("delivered")[0])["value_date"] == "2024-01-03"


def test_every_file_of_a_folder_is_read_but_the_mapping_and_rates(tmp_path):
    table = f"{HEADER}\n{ROW}\n".encode()
    rates = b"currency,usd_per_unit\n"
    tables = {"a.csv": table, "b.csv": table, "rates.csv": rates}
    read_mapped(tmp_path, TWO_SIDED, tables)
    inside = tmp_path / "in" / "mapping.toml"
    inside.write_text(TWO_SIDED)
    parts = ADAPTER.read(tmp_path / "in", Settings(mapping=str(inside)))
    files = [
        part["raw_transactions"]["source_file"][0] for part in parts if len(part) == 1
    ]
    assert files == ["a.csv", "b.csv"]


def test_batches_stay_small_and_lose_no_row(tmp_path):
    lines = "\n".join(f"{n},2024-01-02,A,B,1.00" for n in range(2_000))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "t.csv").write_text(f"{HEADER}\n{lines}\n")
    (tmp_path / "m.toml").write_text(TWO_SIDED)
    settings = Settings(mapping=str(tmp_path / "m.toml"), block_bytes=4_096)
    parts = [
        p["raw_transactions"]
        for p in ADAPTER.read(tmp_path / "in", settings)
        if len(p) == 1
    ]
    assert max(part.height for part in parts) < 300
    assert pl.concat(parts)["source_line"].to_list() == list(range(2, 2_002))


def test_header_only_is_no_rows(tmp_path):
    assert read_mapped(tmp_path, TWO_SIDED, f"{HEADER}\n").transactions.is_empty()


def test_rows_that_are_none_keep_place_reason_and_text(tmp_path):
    table = f"{HEADER}\n1,2024-01-02,A\n{ROW}\n1,2024-01-02,A,B,1,extra\n"
    read = read_mapped(tmp_path, TWO_SIDED, table)
    assert read.column("ingest_error") == ["short_row", None, "long_row"]
    assert read.column("source_line") == [2, 3, 4]
    assert read.column("transaction_id") == [None, "1", None]
    assert read.column("currency") == [None, "EUR", None]
    assert json.loads(read.column("delivered")[0]) == {"line": "1,2024-01-02,A"}


def test_table_without_header_takes_names_from_the_mapping(tmp_path):
    mapping = TWO_SIDED + '[file]\ncolumns = ["id", "when", "from", "to", "sum"]\n'
    assert read_mapped(tmp_path, mapping, f"{ROW}\n").column("amount") == ["10.00"]


def test_mapping_is_asked_for(tmp_path):
    with pytest.raises(ConfigError, match="--mapping"):
        next(ADAPTER.read(tmp_path, Settings()))


def test_no_table_asks_for_mapped_by_itself():
    assert not ADAPTER.recognises(Path(__file__))


def test_names_that_stand_twice_get_numbers():
    assert numbered(["a", " b", "a"]) == ["a#1", "b", "a#2"]
