"""
Reading a raw table more than once, so that memory stays bounded.

The first pass keeps a small index of every row; from it follow the rows delivered
twice and the order of the result. Later passes fetch rows by their position.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.validate.settings import Settings
from pipeline.validate.table import Table
from pipeline.validate.words import text_of

Positions = NDArray[np.uint32]  # row numbers of the raw table


class Batch(NamedTuple):
    """Rows of the raw table, with their ascending row numbers."""

    positions: Positions
    rows: pl.DataFrame


def nothing_for_empty(rows: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """Empty text in ``columns`` is null: a CSV cannot tell them apart."""
    return rows.with_columns(pl.when(pl.col(c) != "").then(c).alias(c) for c in columns)


def build_index(table: Table, raw: pl.LazyFrame, settings: Settings) -> pl.DataFrame:
    """``table.index`` of every row; rows that could not be read have no identity."""
    parts = []
    needed = raw.select(*table.indexed, "ingest_error")
    for batch in needed.collect_batches(chunk_size=settings.batch_rows):
        readable = pl.col("ingest_error").is_null()
        index = table.index(nothing_for_empty(batch, table.indexed))
        index = pl.concat([index, batch.select("ingest_error")], how="horizontal")
        identity = pl.when(readable).then("identity").alias("identity")
        parts.append(index.with_columns(identity).drop("ingest_error"))
    return pl.concat(parts) if parts else table.index(needed.head(0).collect())


def beside_index(
    table: Table, batch: pl.DataFrame, index: pl.DataFrame
) -> pl.DataFrame:
    """Delivered rows as ``table.typed`` takes them."""
    text = batch.rename({name: text_of(name) for name in table.retyped})
    return pl.concat([text, index], how="horizontal")


def rows_at(
    raw: pl.LazyFrame, positions: Positions, batch_rows: int
) -> Iterator[Batch]:
    """
    The rows at ascending ``positions``, each batch with its positions.

    Only blocks of ``batch_rows`` rows that hold some are read; batches are no larger
    than two blocks.
    """
    held: list[pl.DataFrame] = []
    done = ready = 0
    for first, rows in _blocks(positions, batch_rows):
        start = first
        for batch in raw.slice(first, rows).collect_batches(chunk_size=batch_rows):
            last = int(np.searchsorted(positions, start + batch.height))
            here = positions[ready:last]
            held.append(batch if here.size == batch.height else batch[here - start])
            start, ready = start + batch.height, last
            if ready - done >= batch_rows:
                yield Batch(positions[done:ready], pl.concat(held))
                held, done = [], ready
    if ready > done:
        yield Batch(positions[done:ready], pl.concat(held))


def _blocks(positions: Positions, size: int) -> Iterator[tuple[int, int]]:
    """Stretches of neighbouring blocks that hold positions: first row, rows."""
    blocks = np.unique(positions // size).astype(np.int64)
    breaks = np.flatnonzero(np.diff(blocks) > 1)
    firsts = np.concatenate([blocks[:1], blocks[breaks + 1]])
    lasts = np.concatenate([blocks[breaks], blocks[-1:]])
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        yield first * size, (last - first + 1) * size


class Stretch(NamedTuple):
    """A part of the result: ascending row numbers of the raw table, and ranks."""

    positions: Positions
    rank: NDArray[np.int64]

    def in_order(self, rows: pl.DataFrame) -> pl.DataFrame:
        """``rows`` (some of the stretch, by ``position``) as the result has them."""
        found = np.searchsorted(self.positions, rows["position"].to_numpy())
        rank = self.rank[found]
        if (rank[1:] > rank[:-1]).all():
            return rows
        return rows[np.argsort(rank)]


def stretches(table: Table, index: pl.DataFrame, size: int) -> Iterator[Stretch]:
    """
    The rows of ``index`` in the order of the result, ``size`` at a time.

    Positions within a stretch ascend, so that a source already in order is read once.
    Rows alike in all of ``table.sort_by`` come in any order.
    """
    order = index.select(pl.arg_sort_by(*table.sort_by)).to_series().to_numpy()
    for first in range(0, order.size, size):
        positions = order[first : first + size]
        rank = np.argsort(positions)
        yield Stretch(positions[rank], rank)
