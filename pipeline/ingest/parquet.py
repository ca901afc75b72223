"""Parquet files as rows of text, whatever types they hold."""

from collections.abc import Iterator

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import InputError
from pipeline.ingest.adapter import Rows, places
from pipeline.ingest.files import PARQUET, SourceFile
from pipeline.ingest.parquet_rows import texts_of
from pipeline.ingest.settings import Settings
from pipeline.ingest.typed_text import has_text

MOST_COLUMNS = 10_000
MOST_FOOTER_BYTES = 16_777_216
MOST_FOOTER_ITEMS = 50_000  # columns or row groups; tables of payments have far fewer
READ_AHEAD_BYTES = 1_048_576  # a column, so that a huge row group is never held whole


def is_parquet(file: SourceFile) -> bool:
    with file.path.open("rb") as opened:
        return opened.read(4) == PARQUET or file.path.suffix == ".parquet"


def parquet_columns(file: SourceFile, settings: Settings) -> list[str]:
    """Names of the top-level columns. Raises InputError for a file that is damaged."""
    return list(_opened(file, settings).schema_arrow.names)


def read_parquet(file: SourceFile, settings: Settings) -> Iterator[Rows]:
    """
    The rows in batches of ``settings.batch_rows``.

    ``source_line`` is the row's number from 1. There is one batch at least, an empty
    one if need be. Raises InputError for a damaged file, a
    name that stands twice, a type that text cannot tell, and a footer that claims more
    than such a file can hold.
    """
    opened = _opened(file, settings)
    schema = opened.schema_arrow
    names = list(schema.names)
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"{file.name}: column {name!r} stands in it twice.")
        if not has_text(schema.field(name).type):
            raise InputError(
                f"{file.name}: column {name!r} is of type {schema.field(name).type}, "
                "which has no plain text. Deliver it as text or as a number."
            )
    read = 0
    try:
        for batch in opened.iter_batches(settings.batch_rows):
            lines = np.arange(read + 1, read + batch.num_rows + 1)
            values, reasons, delivered = texts_of(batch)
            yield Rows(values, places(file, lines, reasons, delivered))
            read += batch.num_rows
    except (OSError, pa.ArrowException) as error:
        raise _damaged(file, f"after row {read}") from error
    if not read:
        nothing = pl.DataFrame(schema=dict.fromkeys(names, pl.String))
        yield Rows(nothing, places(file, np.array([], np.int64)))
    if read != opened.metadata.num_rows:
        raise _damaged(
            file, f"it claims {opened.metadata.num_rows} rows and holds {read}"
        )


def _damaged(file: SourceFile, where: str) -> InputError:
    return InputError(
        f"{file.name} is no whole Parquet file ({where}). Ask for it again."
    )


def _opened(file: SourceFile, settings: Settings) -> pq.ParquetFile:
    size = file.path.stat().st_size
    with file.path.open("rb") as raw:
        raw.seek(max(size - 8, 0))
        tail = raw.read()
    footer = int.from_bytes(tail[:4], "little")
    if size < 12 or tail[4:] != PARQUET or footer > size - 12:
        raise _damaged(file, f"{size} bytes, no footer at its end")
    if footer > MOST_FOOTER_BYTES:
        raise InputError(
            f"{file.name} has a footer of {footer} bytes; at most {MOST_FOOTER_BYTES} "
            "are read. Write it with fewer columns or larger row groups."
        )
    try:
        opened = pq.ParquetFile(
            file.path,
            buffer_size=READ_AHEAD_BYTES,
            pre_buffer=False,
            thrift_string_size_limit=MOST_FOOTER_BYTES,
            thrift_container_size_limit=MOST_FOOTER_ITEMS,
            page_checksum_verification=True,
        )
    except (OSError, pa.ArrowException) as error:
        raise _damaged(file, "its footer cannot be read or is out of bounds") from error
    footer_says = opened.metadata
    unpacked = sum(
        footer_says.row_group(group).total_byte_size
        for group in range(footer_says.num_row_groups)
    )
    most = size * settings.max_compression_ratio
    if footer_says.num_rows > most or unpacked > most:
        raise InputError(
            f"{file.name} claims {footer_says.num_rows} rows of {unpacked} bytes in "
            f"{size} bytes: refused as a decompression bomb. If it is genuine, raise "
            "ingest.max_compression_ratio."
        )
    if len(opened.schema_arrow.names) > MOST_COLUMNS:
        raise InputError(
            f"{file.name} has {len(opened.schema_arrow.names)} columns; at most "
            f"{MOST_COLUMNS} are read."
        )
    return opened
