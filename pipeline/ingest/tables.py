"""A table of a source, whichever way it is stored."""

from collections.abc import Iterator
from contextlib import suppress

from pipeline.errors import InputError, PipelineError
from pipeline.ingest.adapter import Rows
from pipeline.ingest.delimited import read_delimited
from pipeline.ingest.dialect import Dialect, distinct_header, header
from pipeline.ingest.encodings import UTF16_MARKS
from pipeline.ingest.files import SourceFile, head
from pipeline.ingest.parquet import is_parquet, parquet_columns, read_parquet
from pipeline.ingest.settings import Settings


def columns_of(
    file: SourceFile, settings: Settings, dialect: Dialect | None = None
) -> list[str]:
    """Raises InputError for a file that has no columns, or a text column twice."""
    if is_parquet(file):
        return parquet_columns(file, settings)
    return distinct_header(file, dialect or declared(settings))


def rows_of(
    file: SourceFile, settings: Settings, dialect: Dialect | None = None
) -> Iterator[Rows]:
    """The rows of a Parquet file or a delimited text, packed or not, in batches."""
    if is_parquet(file):
        return read_parquet(file, settings)
    return read_delimited(file, dialect or declared(settings), settings)


def declared(settings: Settings) -> Dialect:
    """A comma-separated text in the declared encoding."""
    return Dialect(encoding=settings.encoding)


def glimpse(file: SourceFile) -> tuple[str, ...]:
    """
    The column names as recognition sees them; nothing for a file without any.

    Text is taken for UTF-8, for UTF-16 where its mark says so, else for Latin-1: names
    of columns are ASCII in every known format, so that is enough to tell formats apart.
    """
    try:
        if is_parquet(file):
            return tuple(parquet_columns(file, Settings()))
        utf16 = head(file).startswith(UTF16_MARKS)
    except (PipelineError, OSError):
        return ()
    for encoding in ("utf-16",) if utf16 else ("utf-8", "latin-1"):
        with suppress(InputError):
            return tuple(header(file, Dialect(encoding=encoding)))
    return ()
