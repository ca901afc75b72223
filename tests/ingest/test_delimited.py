"""Delimited text: every physical row comes out, read or with the reason why not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigError, InputError
from pipeline.ingest.delimited import read_delimited
from pipeline.ingest.dialect import Dialect, header
from pipeline.ingest.settings import Settings
from tests.ingest.sources import delivered, errors, file_of, together


@pytest.fixture
def read(tmp_path):
    def read(content, names=None, said=None, **dialect):
        file = file_of(tmp_path / "t.csv", content)
        return list(
            read_delimited(file, Dialect(**dialect), Settings(**said or {}), names)
        )

    return read


def test_values_lines_and_file_of_good_rows(read):
    rows = together(read(b'a,b\n1,"x, ""y"""\n\n"3\n4",\n5,""\n'))
    assert [(row["a"], row["b"], row["source_line"]) for row in rows] == [
        ("1", 'x, "y"', 2),
        ("3\n4", None, 4),
        ("5", None, 6),
    ]
    assert {row["source_file"] for row in rows} == {"t.csv"}


def test_broken_rows_stand_in_their_place_with_their_text(read):
    batches = read(b'a,b\n1,2\n3\n4,5,6\n7,"8\n9,10\n')
    assert errors(batches) == [
        *((2, None), (3, "short_row"), (4, "long_row")),
        *((5, "unterminated_quote"), (6, None)),
    ]
    assert [row["a"] for row in together(batches)] == ["1", None, None, None, "9"]
    assert delivered(batches) == [{"line": "3"}, {"line": "4,5,6"}, {"line": '7,"8'}]


@settings(deadline=None, max_examples=30)
@given(
    lines=st.lists(
        st.sampled_from(["1,2", "3", "4,5,6", '"7,8', 'a"b,c', ",", '"",x']), max_size=8
    )
)
def test_there_are_as_many_rows_as_physical_lines(tmp_path_factory, lines):
    text = "a,b\n" + "\n".join(lines)
    file = file_of(tmp_path_factory.mktemp("lines") / "t.csv", text.encode())
    batches = list(read_delimited(file, Dialect(), Settings()))
    inside = sum(  # a sound record over several lines is one row
        (row["a"] or "").count("\n") + (row["b"] or "").count("\n")
        for row in together(batches)
    )
    assert len(together(batches)) + inside == len(lines)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_line_ends_of_any_kind(read, end):
    rows = together(read(end.join(["a,b", "1,2", "3,4", ""]).encode()))
    assert [(row["a"], row["source_line"]) for row in rows] == [("1", 2), ("3", 3)]


def test_mixed_line_ends_count_as_lines(read):
    rows = together(read(b"a,b\r\n1,2\r3,4\n5,6"))
    assert [row["source_line"] for row in rows] == [2, 3, 4]


def test_byte_order_mark_is_no_part_of_the_first_name(read):
    assert together(read(b"\xef\xbb\xbfa,b\n1,2\n"))[0]["a"] == "1"


def test_invalid_utf8_names_the_byte(read):
    batches = read(b"a,b\nfine,1\ncaf\xe9,2\n\xc5\xbelu\xc5\xa5,3\n")
    assert errors(batches) == [(2, None), (3, "bad_encoding"), (4, None)]
    assert delivered(batches) == [{"line": "caf\\xe9,2", "bad_byte": 3}]
    assert together(batches)[2]["a"] == "žluť"


@pytest.mark.parametrize("encoding", ["latin-1", "cp1250", "utf-16", "utf-16-le"])
def test_declared_encoding_is_read(read, encoding):
    text = "a,b\ncafé,1\n".encode(encoding)
    assert together(read(text, encoding=encoding))[0]["a"] == "café"


def test_byte_without_meaning_in_a_declared_encoding(read):
    batches = read("a,b\nžx".encode("cp1250") + b"\x81,2\n", encoding="cp1250")
    assert errors(batches) == [(2, "bad_encoding")]
    assert delivered(batches) == [{"line": "žx\\x81,2", "bad_byte": 2}]


def test_half_a_character_of_utf16_is_a_bad_byte(read):
    text = "a,b\n1,2\n3,4".encode("utf-16-le") + b"\x00"
    assert errors(read(text, encoding="utf-16-le"))[-1] == (3, "bad_encoding")


def test_utf16_must_be_declared(read):
    with pytest.raises(InputError, match=r"ingest\.encoding to utf-16"):
        read("a,b\n1,2\n".encode("utf-16"))


def test_nul_byte_is_a_reason(read):
    assert errors(read(b"a,b\nx\0,1\n")) == [(2, "nul_byte")]


def test_row_longer_than_a_block_is_cut_off_and_the_next_is_read(read):
    said = {"block_bytes": 4096, "max_row_bytes": 256}
    batches = read(b"a,b\n1,2\n" + b"x" * 20_000 + b",3\r4,5\n", said=said)
    assert errors(batches) == [(2, None), (3, "oversized_row"), (4, None)]
    assert len(delivered(batches)[0]["line_start"]) == 1_000


def test_every_block_size_reads_the_same(read):
    content = b"a,b\r\n" + b'"quoted\r\nfield",2\r\n3\r\nplain,4\r\n' * 2_000
    small = together(read(content, said={"block_bytes": 4096}))
    assert small == together(read(content))
    assert len(small) == 6_000


@pytest.mark.parametrize("content", [b"a,b", b"a,b\n", b"\n\na,b\r\n\r\n"])
def test_header_alone_is_no_rows(read, content):
    batches = read(content)
    assert [batch.values.columns for batch in batches] == [["a", "b"]]
    assert together(batches) == []


def test_empty_file_is_refused(read):
    with pytest.raises(InputError, match="is empty"):
        read(b"")


@pytest.mark.parametrize("content", [b'"a,b\n1,2\n', b"a\0,b\n", b"caf\xe9,b\n", b"\n"])
def test_unreadable_header_is_refused(read, content):
    with pytest.raises(InputError, match="header"):
        read(content)


def test_name_that_stands_twice_is_refused(read):
    with pytest.raises(InputError, match=r"\['a'\] more than once"):
        read(b"a,b,a\n1,2,3\n")


def test_names_given_stand_for_those_of_the_header(read):
    assert together(read(b"a,a\n1,2\n", names=["x", "y"]))[0]["y"] == "2"
    with pytest.raises(InputError, match="2 columns where this format has 1"):
        read(b"a,a\n1,2\n", names=["x"])


def test_million_columns_are_refused(tmp_path):
    file = file_of(tmp_path / "t.csv", b"a," * 100_000)
    with pytest.raises(InputError, match="100001 columns"):
        header(file, Dialect())


def test_million_fields_are_a_long_row(read):
    assert errors(read(b"a,b\n" + b"," * 100_000 + b"\n1,2\n")) == [
        (2, "long_row"),
        (3, None),
    ]


def test_lines_above_the_header_are_skipped_and_counted(read):
    rows = together(read(b'my "bank\r\n\na,b\n1,2\n', skip_lines=2))
    assert [(row["a"], row["source_line"]) for row in rows] == [("1", 4)]


def test_text_without_a_header(read):
    rows = together(read(b"1,2\n3,4\n", names=["a", "b"], header=False))
    assert [(row["a"], row["source_line"]) for row in rows] == [("1", 1), ("3", 2)]


def test_other_delimiter_and_no_quotes(read):
    rows = together(read(b'a;b\n1;5" pipe\n', delimiter=";", quote=None))
    assert rows[0]["b"] == '5" pipe'


@pytest.mark.parametrize("marks", [{"delimiter": "x"}, {"delimiter": '"'}])
def test_impossible_dialect_is_refused(marks):
    with pytest.raises(ConfigError, match="Delimiter and quote"):
        Dialect(**marks)


@pytest.mark.parametrize("encoding", ["klingon", "base64"])
def test_unknown_encoding_is_the_operators_mistake(read, encoding):
    with pytest.raises(ConfigError, match="no encoding"):
        read(b"a,b\n", encoding=encoding)
