"""Faults B8, B9 and C3: what is broken is stopped, and it alone."""

import json

import pytest

from pipeline.errors import ConfigError, InputError
from tests.ingest.mapped_table import HEADER, ROW, TWO_SIDED, read_mapped


@pytest.mark.parametrize(
    "amount", ["1.234,50", "١٢٣", "１２３", "1 234", "1e3", "NaN", "10.0.0"]
)
def test_amount_in_another_locale_is_kept_and_stopped(tmp_path, amount):  # C3
    read = read_mapped(tmp_path, TWO_SIDED, f'{HEADER}\n1,2024-01-02,A,B,"{amount}"\n')
    assert read.column("amount") == [amount]
    assert read.column("ingest_error") == ["amount_not_as_mapped"]


def test_point_in_a_comma_locale_is_never_taken_for_a_decimal(tmp_path):  # C3
    mapping = TWO_SIDED + '[amounts]\ndecimal_mark = ","\n'
    read = read_mapped(tmp_path, mapping, f"{HEADER}\n1,2024-01-02,A,B,1.234\n")
    assert read.column("ingest_error") == ["amount_not_as_mapped"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_do_not_matter(tmp_path, line_end, mark):  # B8
    table = f"{mark}{HEADER}\n{ROW}\n".replace("\n", line_end)
    read = read_mapped(tmp_path, TWO_SIDED, table)
    assert read.column("transaction_id") == ["1"]


def test_declared_utf_16_is_read(tmp_path):  # B8
    mapping = TWO_SIDED + '[file]\nencoding = "utf-16"\n'
    read = read_mapped(tmp_path, mapping, f"{HEADER}\n{ROW}\n".encode("utf-16"))
    assert read.column("amount") == ["10.00"]


def test_bad_bytes_nul_and_endless_lines_stop_their_row_only(tmp_path):  # B8
    head, row = HEADER.encode(), ROW.encode()
    table = b"\n".join(
        [
            head,
            b"1,2024-01-02,\xff,B,1",
            row,
            b"1,2024-01-02,A\0,B,1",
            b"x" * 5_000,
            row,
            b"",
        ]
    )
    read = read_mapped(tmp_path, TWO_SIDED, table, max_row_bytes=1_000)
    assert read.column("ingest_error") == [
        "bad_encoding", None, "nul_byte", "oversized_row", None,
    ]  # fmt: skip
    assert json.loads(read.column("delivered")[0])["bad_byte"] == 13


def test_column_the_file_lacks_is_named_with_its_nearest(tmp_path):  # B9
    with pytest.raises(
        ConfigError, match=r"columns\.amount: table\.csv .*nearest: 'summe'"
    ):
        read_mapped(tmp_path, TWO_SIDED, "id,when,from,to,summe\n")


def test_rule_over_a_column_the_file_lacks_is_refused(tmp_path):  # B9
    rule = '[[external]]\naccount = "cash"\nwhen = { kindd = "BAR" }\n'
    with pytest.raises(ConfigError, match=r"external\[0\]\.when.*nearest: 'kind'"):
        read_mapped(tmp_path, TWO_SIDED + rule, f"{HEADER},kind\n")


def test_header_that_stands_twice_must_be_told_apart(tmp_path):  # B9
    table = f"{HEADER},sum\n{ROW},20.00\n"
    with pytest.raises(InputError, match=r"'sum' 2 times.*sum#1 to sum#2"):
        read_mapped(tmp_path, TWO_SIDED, table)
    second = read_mapped(tmp_path, TWO_SIDED.replace('"sum"', '"sum#2"'), table)
    assert second.column("amount") == ["20.00"]


def test_type_that_changes_mid_file_stops_its_rows_only(tmp_path):  # B9
    table = f"{HEADER}\n{ROW}\n2,2024-01-02,A,B,ten\n3,2024-01-02,A,B,3\n"
    read = read_mapped(tmp_path, TWO_SIDED, table)
    assert read.column("ingest_error") == [None, "amount_not_as_mapped", None]
