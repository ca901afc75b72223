"""Which rows of a Parquet batch are text, and what the others hold."""

from typing import Any, NamedTuple

import msgspec
import polars as pl
import pyarrow as pa

from pipeline.ingest.record_kernels import ENCODING, NUL, REASONS
from pipeline.ingest.typed_text import ambiguous, as_text, is_list, is_string

AMBIGUOUS = "separator_in_list"


class Texts(NamedTuple):
    values: pl.DataFrame  # null in every column of a row that has a reason
    reasons: pl.Series | None
    delivered: list[str | None] | None


def texts_of(batch: pa.RecordBatch) -> Texts:
    """
    The batch as text. Not text: bytes that are no UTF-8, NUL, a list ``|`` would split.
    """
    columns: dict[str, pl.Series] = {}
    problems: dict[int, tuple[str, str]] = {}  # row → first reason, its column
    for name, values in zip(batch.schema.names, batch.columns, strict=True):
        try:
            columns[name] = as_text(values)
        except pa.ArrowInvalid:
            columns[name], bad = _row_by_row(values)
            problems = dict.fromkeys(bad, (REASONS[ENCODING], name)) | problems
        nul = columns[name].str.contains("\0", literal=True).fill_null(False)
        problems = dict.fromkeys(nul.arg_true(), (REASONS[NUL], name)) | problems
        if is_list(values.type) and columns[name].str.contains("|", literal=True).any():
            split = ambiguous(values).arg_true()
            problems = dict.fromkeys(split, (AMBIGUOUS, name)) | problems
    frame = pl.DataFrame(columns).with_columns(
        pl.col(name).replace("", None)
        for name, texts in columns.items()
        if (texts == "").any()
    )
    if not problems:
        return Texts(frame, None, None)
    rows = sorted(problems)
    reasons = [problems.get(row, (None,))[0] for row in range(batch.num_rows)]
    delivered: list[str | None] = [None] * batch.num_rows
    for row in rows:
        delivered[row] = _as_delivered(batch.slice(row, 1), problems[row][1])
    broken = pl.Series(reasons, dtype=pl.String)
    kept = frame.with_columns(
        pl.when(broken.is_null()).then(pl.col(name)).alias(name) for name in columns
    )
    return Texts(kept, broken, delivered)


def _row_by_row(values: pa.Array) -> tuple[pl.Series, list[int]]:
    """The texts, null where a row's bytes are none, and those rows."""
    texts, bad = [], []
    for row in range(len(values)):
        try:
            texts.append(as_text(values.slice(row, 1))[0])
        except pa.ArrowInvalid:
            texts.append(None)
            bad.append(row)
    return pl.Series(texts, dtype=pl.String), bad


def _as_delivered(row: pa.RecordBatch, column: str) -> str:
    """A one-row batch as JSON, with the column at fault and its first bad byte."""
    content: dict[str, Any] = {"column": column}
    shown = {}
    for name, values in zip(row.schema.names, row.columns, strict=True):
        if is_string(values.type):
            raw = values.cast(pa.large_binary())[0].as_py()
            shown[name] = raw and raw.decode("utf-8", "backslashreplace")
            try:
                (raw or b"").decode()
            except UnicodeDecodeError as error:
                content["bad_byte"] = error.start
        else:
            try:
                shown[name] = as_text(values)[0]
            except pa.ArrowInvalid:
                shown[name] = None
    return msgspec.json.encode(content | {"row": shown}).decode()
