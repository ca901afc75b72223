"""Which bytes are a record, against a naive reading of RFC 4180."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.record_kernels import REASONS
from pipeline.ingest.records import split

AMPLE = 10_000
texts = st.lists(
    st.sampled_from(
        [*("a", ",", '"', '""', "\n", "\r", "\r\n", "\0"), '"\r\n"', '"\n\r,"', ",a\n"]
    ),
    max_size=20,
).map("".join)
FIELD = r'(?:"(?:[^"]|"")*"|[^",\r\n]*)'
LINE_END = re.compile(r"\r\n|\n|\r|\Z")


def records_naively(text: str, width: int) -> list[tuple[int, int, int, bool]]:
    """First, past, line and soundness of each record; a regular expression decides."""
    record = re.compile(rf"{FIELD}(?:,{FIELD}){{{width - 1}}}(?=[\r\n]|\Z)")
    found, at, line = [], 0, 0
    while at < len(text):
        sound = record.match(text, at)
        past = sound.end() if sound else LINE_END.search(text, at).start()
        if past > at:
            good = sound is not None and "\0" not in text[at:past]
            found.append((at, past, line, good))
        line += len(re.findall(r"\r\n|\n|\r", text[at:past]))
        end = LINE_END.match(text, past)
        line += end.end() > past
        at = end.end()
    return found


def as_read(text: str, width: int) -> list[tuple[int, int, int, bool]]:
    found = split(text.encode(), ",", '"', width, AMPLE, final=True)
    assert found.read == len(text)
    columns = (found.first, found.past, found.line, found.reason == 0)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def reasons(text: str, width: int = 2, longest: int = AMPLE) -> list[str]:
    found = split(text.encode(), ",", '"', width, longest, final=True)
    return [REASONS[reason] for reason in found.reason]


@settings(deadline=None, max_examples=300)
@given(text=texts, width=st.integers(1, 3))
def test_records_are_those_of_a_naive_reading(text, width):
    assert as_read(text, width) == records_naively(text, width)


@settings(deadline=None, max_examples=300)
@given(text=texts, cut=st.integers(0, 40), width=st.integers(1, 3))
def test_where_a_block_ends_changes_nothing(text, cut, width):
    head = split(text[:cut].encode(), ",", '"', width, AMPLE, final=False)
    rest = text[head.read :].encode()
    tail = split(rest, ",", '"', width, AMPLE, final=True)
    whole = split(text.encode(), ",", '"', width, AMPLE, final=True)
    for name in ("first", "past"):
        ends = [getattr(head, name), getattr(tail, name) + head.read]
        assert np.array_equal(np.concatenate(ends), getattr(whole, name))
    lines = np.concatenate([head.line, tail.line + head.lines])
    assert np.array_equal(lines, whole.line)
    assert head.good + tail.good == whole.good


@settings(deadline=None)
@given(text=texts)
def test_every_byte_is_in_one_record_or_a_line_end(text):
    covered = np.zeros(len(text), int)
    for first, past, _, _ in as_read(text, 2):
        covered[first:past] += 1
    assert set(covered.tolist()) <= {0, 1}
    outside = {text[at] for at in np.flatnonzero(covered == 0)}
    assert outside <= {"\r", "\n"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b", [""]),
        ("a", ["short_row"]),
        ("a,b,c", ["long_row"]),
        ('a,"b', ["unterminated_quote"]),
        ('a,"b\nc,d\ne,f', ["unterminated_quote", "", ""]),
        ('a,"b\nc,d\n"e",f', ["unterminated_quote", "", ""]),
        ('a,"b\nc"', [""]),
        ('"b\nc"', ["unterminated_quote", "stray_quote"]),
        ('a,5" pipe', ["stray_quote"]),
        ('a,"b"c', ["stray_quote"]),
        ("a,\0", ["nul_byte"]),
        ('\0,"b"', ["nul_byte"]),
        ('"\0",b', ["nul_byte"]),
        ("\0", ["short_row"]),
        ("\n\n\r\n\r", []),
        (" ", ["short_row"]),
        ("a,b\rc,d\r\ne,f\ng,h", ["", "", "", ""]),
    ],
)
def test_reason(text, told):
    assert reasons(text) == told


@pytest.mark.parametrize(("length", "told"), [(8, ""), (9, "oversized_row")])
def test_a_row_may_be_as_long_as_the_limit(length, told):
    text = "a," + "b" * (length - 2) + "\nc,d\n"
    assert reasons(text, longest=8) == [told, ""]


def test_looking_for_a_closing_quote_ends_at_the_limit():
    text = 'a,"b\n' + "c,d\n" * 5 + '",e\n'
    assert reasons(text, longest=8)[:2] == ["unterminated_quote", ""]


def test_without_a_quote_sign_quotes_are_text():
    found = split(b'a,5"\nb,"c', ",", None, 2, AMPLE, final=True)
    assert found.reason.tolist() == [0, 0]
