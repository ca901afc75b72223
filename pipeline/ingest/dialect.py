"""How a text is cut into columns, and what its columns are called."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.errors import ConfigError, InputError
from pipeline.ingest.encodings import as_utf8, bad_byte
from pipeline.ingest.files import HEAD_BYTES, SourceFile, head
from pipeline.ingest.record_kernels import ENCODING, GOOD, REASONS
from pipeline.ingest.records import split

MOST_COLUMNS = 10_000  # a wider header is no table of payments
LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True)
class Dialect:
    delimiter: str = ","
    quote: str | None = '"'
    encoding: str = "utf-8"
    header: bool = True  # the first record names the columns
    skip_lines: int = 0  # physical lines above the first record

    def __post_init__(self) -> None:
        marks = [self.delimiter] + ([] if self.quote is None else [self.quote])
        if len(set(marks)) < len(marks) or not all(
            len(mark) == 1 and mark.isascii() and not mark.isalnum() and mark > "\0"
            and mark not in "\r\n"
            for mark in marks
        ):  # fmt: skip
            raise ConfigError(
                "Delimiter and quote must be two different ASCII signs, no letter, "
                f"digit or line end; not {self.delimiter!r} and {self.quote!r}."
            )


def text_below(
    blocks: Iterator[bytes], file: SourceFile, dialect: Dialect, *, whole: bool = True
) -> Iterator[bytes]:
    """The text in UTF-8 without the lines above the first record."""
    texts = as_utf8(blocks, file, dialect.encoding, whole=whole)
    first = next(texts, b"")
    at = 0
    for _ in range(dialect.skip_lines):
        end = LINE_END.search(first, at)
        at = end.end() if end else len(first)
    yield first[at:]
    yield from texts


def header(file: SourceFile, dialect: Dialect) -> list[str]:
    """
    The fields of the first record, trimmed of nothing.

    Raises InputError where the file is empty or its first record cannot be read.
    """
    start = head(file)
    if not start:
        raise InputError(f"{file.name} is empty, without even a header. Resend it.")
    whole = len(start) < HEAD_BYTES
    text = b"".join(text_below(iter([start]), file, dialect, whole=whole))
    found = split(text, dialect.delimiter, dialect.quote, 0, len(text), whole)
    if not found.first.size:
        raise InputError(f"{file.name} has no header within {len(start)} bytes.")
    line = text[found.first[0] : found.past[0]]
    if found.reason[0] != GOOD or bad_byte(line, dialect.encoding) is not None:
        reason = REASONS[found.reason[0] or ENCODING]
        raise InputError(
            f"{file.name}: the header cannot be read ({reason}). Resend the file, or "
            "declare its encoding as ingest.encoding."
        )
    fields = csv.reader(
        io.StringIO(line.decode(), newline=""),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        quoting=csv.QUOTE_NONE if dialect.quote is None else csv.QUOTE_MINIMAL,
    )
    names = next(fields)
    if len(names) > MOST_COLUMNS:
        raise InputError(
            f"{file.name} has {len(names)} columns; at most {MOST_COLUMNS} are read. "
            "Check its delimiter."
        )
    return names


def distinct_header(file: SourceFile, dialect: Dialect) -> list[str]:
    """The header; raises InputError where a name stands in it twice."""
    names = header(file, dialect)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(
            f"{file.name}: the header names {twice[:3]} more than once, so nobody "
            "knows which column is meant. Rename one."
        )
    return names
