"""What an adapter is: one source format, read into raw tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.ingest.files import SourceFile
from pipeline.ingest.settings import Settings

Part = Mapping[str, pl.DataFrame]  # raw_transactions, raw_accounts, ..., labels


@dataclass(frozen=True, kw_only=True)
class Adapter:
    """
    A source format.

    ``recognises(source)`` looks at names and heads of files only, never raises for a
    file of another format, and answers False for one it cannot open. ``read`` streams:
    each part holds a batch, and every frame in it went through ``schemas.conform``. It
    translates columns, vocabularies and notations; a value it cannot translate stays as
    delivered, so that validate quarantines it. InputError only where no row can be
    read at all.
    """

    name: str  # as in --format
    looks_for: str  # what recognition asks for, in the message when nothing fits
    recognises: Callable[[Path], bool]
    read: Callable[[Path, Settings], Iterator[Part]]


class Rows(NamedTuple):
    """
    A batch of rows as a file holds them, whatever they mean.

    Equal heights, in file order. A row that could not be read is null in every column
    of ``values`` and has ``ingest_error`` and ``delivered`` (JSON) in ``place``.
    """

    values: pl.DataFrame  # the file's own columns as text; empty is null
    place: pl.DataFrame  # the columns of RawRow

    def frame(self, *columns: pl.Expr) -> pl.DataFrame:
        """``columns`` computed from ``values``, with ``place`` beside."""
        return pl.concat([self.values.select(*columns), self.place], how="horizontal")


def places(
    file: SourceFile,
    line: NDArray[np.int64],
    reasons: pl.Series | None = None,
    delivered: Sequence[str | None] | None = None,
) -> pl.DataFrame:
    """The columns of RawRow for rows of one file; without ``reasons`` all were read."""
    nothing = pl.repeat(None, line.size, dtype=pl.String, eager=True)
    return pl.DataFrame(
        {
            "source_file": pl.repeat(file.name, line.size, dtype=pl.String, eager=True),
            "source_line": line,
            "ingest_error": nothing if reasons is None else reasons,
            "delivered": nothing
            if delivered is None
            else pl.Series(delivered, dtype=pl.String),
        }
    )
