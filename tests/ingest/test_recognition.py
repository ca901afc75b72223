"""Which format a source is taken for."""

import pytest

from pipeline.errors import ConfigError, InputError
from pipeline.ingest import FORMATS, Settings, ingest
from tests.ingest.sources import NATIVE, ROW, file_of, ingested

HEADERS = {
    "native": NATIVE,
    "amlsim": "sourceNodeId,targetNodeId,value,time",
    "amlworld": "Timestamp,From Bank,Account,To Bank,Account,Amount Received,"
    "Receiving Currency,Amount Paid,Payment Currency,Payment Format,Is Laundering",
    "documented-case": "tx_id,date,date_precision,from,to,amount,currency,amount_type,"
    "channel,from_country,to_country,role_from,role_to,source,provenance,note",
}


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_header_fits_its_own_format_only(tmp_path, name, encoding):
    file = file_of(tmp_path / "transactions.csv", HEADERS[name].encode(encoding))
    for source in (tmp_path, file.path):
        fitting = [a.name for a in FORMATS if a.recognises(source)]
        assert fitting == [name]


@pytest.mark.parametrize("name", HEADERS)
def test_header_only_is_an_empty_run_of_every_format(tmp_path, name):
    file_of(tmp_path / "transactions.csv", HEADERS[name].encode() + b"\n")
    tables = ingested(tmp_path)
    assert set(tables) == {
        *("raw_transactions", "raw_accounts", "raw_parties", "raw_relations", "labels")
    }
    assert {rows.height for rows in tables.values()} == {0}


def test_nothing_that_fits_names_what_was_looked_for(tmp_path):
    file_of(tmp_path / "a.csv", b"x,y\n1,2\n")
    file_of(tmp_path / "b.csv", b"")
    with pytest.raises(
        InputError, match="2 files of the input, 1 of them empty"
    ) as told:
        ingested(tmp_path)
    for adapter in FORMATS:
        assert f"{adapter.name}: {adapter.looks_for}" in str(told.value)


def test_two_that_fit_are_left_to_the_operator(tmp_path):
    file_of(tmp_path / "transactions.csv", f"{NATIVE}\n{ROW}\n".encode())
    file_of(tmp_path / "other.csv", HEADERS["amlsim"].encode())
    with pytest.raises(InputError, match="fits native, amlsim"):
        ingested(tmp_path)
    with pytest.raises(InputError, match=r"belong to no table, first other\.csv"):
        ingested(tmp_path, format="native")


def test_empty_files_are_said_to_be_empty(tmp_path):
    file_of(tmp_path / "transactions.csv", b"")
    with pytest.raises(InputError, match="All 1 files of the input are empty"):
        ingested(tmp_path)
    with pytest.raises(InputError, match=r"transactions\.csv is empty"):
        ingested(tmp_path, format="native")


def test_unknown_format_is_the_operators_mistake(tmp_path):
    with pytest.raises(
        ConfigError, match=r"'excel' is unknown. Use auto or one of native"
    ):
        next(iter(ingest(tmp_path, Settings(format="excel"))))


@pytest.mark.parametrize(
    "content", [b"\x00\xff" * 99, b"PK\x03\x04", b"PAR1", b"\x1f\x8b"]
)
def test_file_of_anything_else_is_nobodys_and_no_error(tmp_path, content):
    file_of(tmp_path / "transactions.parquet", content)
    assert not [a.name for a in FORMATS if a.recognises(tmp_path)]
