"""Format native: what is refused before a row is read."""

import pytest

from pipeline.errors import InputError
from tests.ingest.sources import NATIVE, ROW, file_of, ingested, put


def test_missing_column_is_named_with_the_nearest(tmp_path):
    header = NATIVE.replace("sender_account", "sender_acount")
    put(tmp_path, transactions_csv=f"{header}\n{ROW}\n")
    with pytest.raises(
        InputError, match=r"'sender_account'; nearest is 'sender_acount'"
    ):
        ingested(tmp_path)


@pytest.mark.parametrize("name", ["purpos", "colour"])
def test_unknown_column_is_refused_unless_ignored(tmp_path, name):
    put(tmp_path, transactions_csv=f"{NATIVE},{name}\n{ROW},x\n")
    with pytest.raises(InputError, match=f"unknown column '{name}'"):
        ingested(tmp_path)
    assert ingested(tmp_path, ignore_columns=(name,))["raw_transactions"].height == 1


def test_column_that_a_later_part_lacks_is_refused_before_any_row(tmp_path):
    file_of(tmp_path / "transactions" / "1.csv", f"{NATIVE}\n{ROW}\n".encode())
    file_of(tmp_path / "transactions" / "2.csv", b"transaction_id,amount\nt2,1\n")
    with pytest.raises(InputError, match=r"transactions/2\.csv lacks the column"):
        ingested(tmp_path)


@pytest.mark.parametrize("name", ["transactions_old.csv", "export.csv.gz", "more.xlsx"])
def test_data_file_that_belongs_to_no_table_is_refused(tmp_path, name):
    put(tmp_path, transactions_csv=f"{NATIVE}\n{ROW}\n")
    file_of(tmp_path / name, b"x")
    with pytest.raises(InputError, match=f"1 files belong to no table, first {name}"):
        ingested(tmp_path)


def test_labels_that_cannot_be_read_are_refused(tmp_path):
    put(
        tmp_path,
        transactions_csv=f"{NATIVE}\n{ROW}\n",
        labels_csv="subject,subject_id,label,name,instance\naccount,A,guilty,s,1\n",
    )
    with pytest.raises(InputError, match=r"labels\.csv: up to 1 labels cannot be read"):
        ingested(tmp_path)
