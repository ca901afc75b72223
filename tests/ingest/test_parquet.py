"""Parquet of any types as text, and footers that claim too much."""

import struct
from datetime import date, time
from decimal import Decimal

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import InputError
from pipeline.ingest.files import source_files
from pipeline.ingest.parquet import parquet_columns, read_parquet
from pipeline.ingest.settings import Settings
from tests.ingest.sources import delivered, errors, file_of, together

IBAN = pa.list_(pa.struct([("type", pa.string()), ("value", pa.string())]))
BORN = pa.list_(pa.struct([("type", pa.string()), ("value", pa.date32())]))


def stored(folder, columns, **options):
    pq.write_table(pa.table(columns), folder / "t.parquet", **options)
    return source_files(folder)[0]


def column(folder, values):
    rows = together(read_parquet(stored(folder, {"a": values}), Settings()))
    return [row["a"] for row in rows]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array(["x", None, ""]), ["x", None, None]),
        (pa.array(["x", "x", None]).dictionary_encode(), ["x", "x", None]),
        (pa.array(["x"], pa.large_string()), ["x"]),
        (pa.array([b"caf\xc3\xa9"]), ["café"]),
        (pa.array([1, -(2**63), None]), ["1", str(-(2**63)), None]),
        (pa.array([2**64 - 1], pa.uint64()), [str(2**64 - 1)]),
        (pa.array([0.1, 1e-7, 1e22]), ["0.1", "0.0000001", "1" + "0" * 22]),
        (pa.array([float("nan"), float("-inf")]), ["NaN", "-inf"]),
        (pa.array([0.1], pa.float32()), ["0.1"]),
        (pa.array([Decimal("1.50"), None]), ["1.50", None]),
        (
            pa.array([Decimal("0.000000000000000001")], pa.decimal128(38, 18)),
            ["0.000000000000000001"],
        ),
        (pa.array([True, False, None]), ["true", "false", None]),
        (pa.array([date(2024, 5, 1), None]), ["2024-05-01", None]),
        (pa.array([2**31 - 1], pa.date32()), [str(2**31 - 1)]),
        (pa.array([time(9, 30)]), ["09:30:00.000000000"]),
        (pa.nulls(2), [None, None]),
        (pa.array([["x", "y"], [], None]), ["x|y", None, None]),
        (pa.array([[{"type": "iban", "value": "X"}]], IBAN), ["iban:X"]),
        (
            pa.array([[{"type": "birth", "value": date(1990, 1, 2)}]], BORN),
            ["birth:1990-01-02"],
        ),
    ],
)
def test_values_are_told_without_loss(tmp_path, values, texts):
    assert column(tmp_path, values) == texts


@pytest.mark.parametrize(
    ("unit", "ticks", "text"),
    [
        ("s", 1, "1970-01-01T00:00:01.000000"),
        ("ms", 1, "1970-01-01T00:00:00.001000"),
        ("us", -1, "1969-12-31T23:59:59.999999"),
        ("ns", 1_000, "1970-01-01T00:00:00.000001"),
        ("ns", 1, "1970-01-01T00:00:00.000000001"),
        ("ns", -(2**63) + 1, "1677-09-21T00:12:43.145224193"),
        ("us", 253_402_300_799_999_999, "9999-12-31T23:59:59.999999"),
        ("us", 253_402_300_800_000_000, "253402300800000000"),
        ("ms", -(2**62), str(-(2**62))),
    ],
)
def test_times_keep_their_zone_and_every_digit(tmp_path, unit, ticks, text):
    naive = pa.array([ticks, None], pa.timestamp(unit))
    zoned = pa.array([ticks, None], pa.timestamp(unit, "Europe/Prague"))
    assert column(tmp_path, naive) == [text, None]
    told = text if text.lstrip("-").isdigit() else text + "+00:00"
    assert column(tmp_path, zoned) == [told, None]


def test_bad_bytes_nul_and_ambiguous_lists_are_rows_with_a_reason(tmp_path):
    broken = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.array([0, 1, 3], pa.int32()).buffers()[1],
                         pa.py_buffer(b"\xe9ok")],
    )  # fmt: skip
    texts = pa.concat_arrays([broken, pa.array(["nul\0", "fine", "fine"])])
    lists = pa.array([["x"], ["x"], ["x"], ["x|y"], ["x"]])
    file = stored(tmp_path, {"a": texts, "b": lists})
    batches = list(read_parquet(file, Settings()))
    assert errors(batches) == [
        *((1, "bad_encoding"), (2, None), (3, "nul_byte")),
        *((4, "separator_in_list"), (5, None)),
    ]
    assert [row["b"] for row in together(batches)] == [None, "x", None, None, "x"]
    first = delivered(batches)[0]
    assert first == {"column": "a", "bad_byte": 0, "row": {"a": "\\xe9", "b": "x"}}


def test_rows_are_numbered_across_batches(tmp_path):
    file = stored(tmp_path, {"a": list(range(10))}, row_group_size=4)
    batches = list(read_parquet(file, Settings(batch_rows=3)))
    assert max(batch.values.height for batch in batches) <= 3
    assert [row["source_line"] for row in together(batches)] == list(range(1, 11))
    assert [row["a"] for row in together(batches)] == [str(n) for n in range(10)]


def test_no_rows_are_one_empty_batch(tmp_path):
    file = stored(tmp_path, {"a": pa.array([], pa.string())})
    batches = list(read_parquet(file, Settings()))
    assert [batch.values.schema for batch in batches] == [{"a": pl.String}]
    assert together(batches) == []


@pytest.mark.parametrize("values", [[{"x": 1}], [[[1]]]])
def test_type_without_text_is_refused(tmp_path, values):
    with pytest.raises(InputError, match="'a' is of type"):
        column(tmp_path, values)


def test_name_that_stands_twice_is_refused(tmp_path):
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    pq.write_table(table, tmp_path / "t.parquet")
    with pytest.raises(InputError, match="'a' stands in it twice"):
        list(read_parquet(source_files(tmp_path)[0], Settings()))


@pytest.mark.parametrize("kept", [1, 8, 100, -1, -4, -100])
def test_file_cut_short_is_refused(tmp_path, kept):
    whole = stored(tmp_path, {"a": list(range(1_000))}).path.read_bytes()
    with pytest.raises(InputError, match="no whole Parquet file"):
        list(read_parquet(file_of(tmp_path / "t.parquet", whole[:kept]), Settings()))


def test_flipped_bit_in_a_page_with_checksum_is_refused(tmp_path):
    columns = {"a": [str(n) for n in range(1_000)]}
    file = stored(tmp_path, columns, write_page_checksum=True, compression="none")
    content = bytearray(file.path.read_bytes())
    content[content.index(b"777")] ^= 1
    file.path.write_bytes(content)
    with pytest.raises(InputError, match="no whole Parquet file"):
        list(read_parquet(file, Settings()))


def varint(number):
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def crafted(elements, rows):
    """A Parquet file of nothing but a footer: Thrift compact, written by hand."""
    schema = b"\xfc" + varint(len(elements)) + b"".join(elements)
    footer = b"\x15\x02\x19" + schema + b"\x16" + varint(2 * rows) + b"\x19\x0c\x00"
    return b"PAR1" + footer + struct.pack("<I", len(footer)) + b"PAR1"


def group(children):
    return b"\x48\x01g\x15" + varint(2 * children) + b"\x00"


LEAF = b"\x15\x02\x25\x02\x18\x01x\x00"  # an optional INT32 called x


@pytest.mark.parametrize(
    ("elements", "rows"),
    [
        ([group(1), LEAF], 10**9),
        ([group(100_000)] + [LEAF] * 100_000, 0),
        ([group(1)] * 100_000 + [LEAF], 0),
        ([group(1)] * 1_000 + [LEAF], 0),
    ],
)
def test_absurd_footer_is_refused(tmp_path, elements, rows):
    file = file_of(tmp_path / "t.parquet", crafted(elements, rows))
    with pytest.raises(InputError, match=r"footer|bomb"):
        parquet_columns(file, Settings())


def test_rows_claimed_but_not_held_are_missed(tmp_path):
    file = file_of(tmp_path / "t.parquet", crafted([group(1), LEAF], 7))
    with pytest.raises(InputError, match="claims 7 rows and holds 0"):
        list(read_parquet(file, Settings()))


def test_footer_longer_than_the_file_is_refused(tmp_path):
    content = b"PAR1" + b"x" * 100 + struct.pack("<I", 2**31) + b"PAR1"
    with pytest.raises(InputError, match="no whole Parquet file"):
        parquet_columns(file_of(tmp_path / "t.parquet", content), Settings())
