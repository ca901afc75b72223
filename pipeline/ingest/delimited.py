"""
Delimited text (CSV and its kin) as rows of text, none lost, none repaired.

Every physical record comes out: read, or with the reason code why not. polars alone
would pad short rows and let an open quote swallow the file, so records are told apart
first (``records.py``) and polars parses only those known to be good.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

import msgspec
import numpy as np
import polars as pl

from pipeline.errors import ContractError, InputError
from pipeline.ingest.adapter import Rows, places
from pipeline.ingest.dialect import Dialect, distinct_header, header, text_below
from pipeline.ingest.encodings import bad_byte, shown
from pipeline.ingest.files import SourceFile, blocks
from pipeline.ingest.record_kernels import ENCODING, GOOD, OVERSIZED, REASONS
from pipeline.ingest.records import Records, split
from pipeline.ingest.settings import Settings

SHOWN_BYTES = 1_000  # of an oversized row
LINE_END = re.compile(rb"[\r\n]")


def read_delimited(
    file: SourceFile,
    dialect: Dialect,
    settings: Settings,
    names: Sequence[str] | None = None,
) -> Iterator[Rows]:
    """
    The file's rows in batches of ``settings.block_bytes``.

    The header names the columns, distinctly, unless ``names`` are given. Blank lines
    are no rows. ``source_line`` is the physical line a row starts on, from 1. There is
    one batch at least, an empty one if need be.
    """
    columns = list(names) if names is not None else distinct_header(file, dialect)
    if names is not None and dialect.header:
        width = len(header(file, dialect))
        if width != len(names):
            raise InputError(
                f"{file.name} has {width} columns where this format has {len(names)}."
            )
    longest = settings.max_row_bytes
    line, rest = 1 + dialect.skip_lines, b""
    skipping, header_due, rows_given = False, dialect.header, False
    texts = text_below(blocks(file, settings), file, dialect)
    for block in chain(texts, (None,)):
        text = rest + (block or b"")
        if skipping:  # the rest of an oversized line, already reported
            end = LINE_END.search(text)
            skipping, text = end is None, text[end.start() :] if end else b""
        found = split(
            text, dialect.delimiter, dialect.quote, len(columns), longest, block is None
        )
        if header_due and found.first.size:
            header_due, found = False, found.without_first()
        if found.first.size:
            rows_given = True
            yield _rows(file, dialect, columns, text, line, found)
        rest = text[found.read :]
        line += found.lines
        if len(rest) > longest:  # one line whose end is not in sight
            yield _oversized(file, columns, line, rest)
            rest, skipping, rows_given = b"", True, True
    if not rows_given:
        yield Rows(_no_rows(columns), places(file, np.array([], np.int64)))


def _rows(
    file: SourceFile,
    dialect: Dialect,
    columns: list[str],
    text: bytes,
    line: int,
    found: Records,
) -> Rows:
    try:
        text[: found.read].decode()
    except UnicodeDecodeError:
        found = _without_bad_encoding(text, found, dialect.encoding)
    good = found.reason == GOOD
    values = _parse(found.good, columns, dialect, int(good.sum()))
    if values.height < good.size:  # a null row for each that could not be read
        taken = np.where(good, np.cumsum(good) - 1, -1)
        at = pl.Series(taken, dtype=pl.Int64).replace(-1, None)
        values = values.select(pl.all().gather(at.cast(pl.get_index_type())))
    delivered: list[str | None] = [None] * good.size
    for row in np.flatnonzero(~good):
        delivered[row] = _as_delivered(
            text[found.first[row] : found.past[row]],
            found.reason[row],
            dialect.encoding,
        )
    reasons = pl.Series(found.reason).replace_strict(
        range(len(REASONS)), [None, *REASONS[1:]], return_dtype=pl.String
    )
    return Rows(values, places(file, found.line + line, reasons, delivered))


def _without_bad_encoding(text: bytes, found: Records, encoding: str) -> Records:
    """The same records, those of undecodable bytes no longer good."""
    reason = found.reason.copy()
    kept = []
    for row in np.flatnonzero(reason == GOOD):
        record = text[found.first[row] : found.past[row]]
        if bad_byte(record, encoding) is None:
            kept.append(record)
        else:
            reason[row] = ENCODING
    return found._replace(reason=reason, good=b"".join(row + b"\n" for row in kept))


def _parse(
    good: bytes, columns: list[str], dialect: Dialect, rows: int
) -> pl.DataFrame:
    """Records known to be good, as text; empty fields, quoted or not, are null."""
    if not rows:
        return _no_rows(columns)
    numbers = dialect.delimiter.join(map(str, range(len(columns))))
    frame = pl.read_csv(
        numbers.encode() + b"\n" + good,  # a header keeps polars from eating a mark
        separator=dialect.delimiter,
        quote_char=dialect.quote,
        infer_schema=False,
    )
    if frame.shape != (rows, len(columns)):
        raise ContractError(
            f"polars read {frame.shape} where {(rows, len(columns))} were counted. "
            "Report this as a bug."
        )
    frame.columns = columns
    if dialect.quote is not None and dialect.quote.encode() * 2 in good:
        frame = frame.with_columns(pl.all().replace("", None))
    return frame


def _no_rows(columns: list[str]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))


def _as_delivered(row: bytes, reason: int, encoding: str) -> str:
    content: dict[str, str | int] = {"line": shown(row, encoding)}
    if reason == OVERSIZED:
        content = {"line_start": shown(row[:SHOWN_BYTES], encoding), "bytes": len(row)}
    if reason == ENCODING:
        content["bad_byte"] = bad_byte(row, encoding) or 0
    return msgspec.json.encode(content).decode()


def _oversized(file: SourceFile, columns: list[str], line: int, start: bytes) -> Rows:
    """A row longer than anyone would hold in memory: how it starts."""
    content = {"line_start": shown(start[:SHOWN_BYTES], "utf-8")}
    delivered = [msgspec.json.encode(content).decode()]
    reasons = pl.Series([REASONS[OVERSIZED]])
    values = pl.DataFrame(
        {name: [None] for name in columns}, dict.fromkeys(columns, pl.String)
    )
    return Rows(values, places(file, np.array([line]), reasons, delivered))
