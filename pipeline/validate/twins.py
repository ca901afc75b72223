"""Rows that share an id: delivered again, or in conflict."""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.validate.passes import (
    Positions,
    beside_index,
    nothing_for_empty,
    rows_at,
)
from pipeline.validate.settings import Settings
from pipeline.validate.table import PLACE, Table
from pipeline.validate.words import text_of

Bools = NDArray[np.bool_]
SEEDS = (1, 2)  # two hashes of 64 bits stand for a row's content


class Twins(NamedTuple):
    """By row: a further delivery of the same row; one of several that share an id."""

    repeated: Bools
    conflicting: Bools


def find_twins(
    table: Table, raw: pl.LazyFrame, index: pl.DataFrame, settings: Settings
) -> Twins:
    """
    Rows that share an identity: same content or not.

    Of equal rows the one with the smallest source file and line is kept, whatever the
    order of arrival; where any two differ, none is trusted.
    """
    height = index.height
    suspects = _shared_hash(index["identity"])
    if not suspects.size:
        return Twins(np.zeros(height, np.bool_), np.zeros(height, np.bool_))
    parts = []
    for positions, delivered in rows_at(raw, suspects, settings.batch_rows):
        text = nothing_for_empty(delivered, table.native)
        rows = table.typed(beside_index(table, text, index[positions]))
        content = pl.struct(_content(table, rows.schema))
        hashed = (content.hash(seed).alias(f"hash{seed}") for seed in SEEDS)
        part = rows.select("identity", *PLACE, *hashed)
        parts.append(part.with_columns(pl.Series("position", positions)))
    same = pl.concat(parts).sort("identity", *PLACE, "position")
    hashes = pl.struct(f"hash{s}" for s in SEEDS)
    same = same.select(
        "position",
        differ=(hashes != hashes.first()).any().over("identity"),
        later=pl.int_range(pl.len()).over("identity") > 0,
    )
    return Twins(
        _mask(height, same.filter(~pl.col("differ") & pl.col("later"))["position"]),
        _mask(height, same.filter("differ")["position"]),
    )


def _shared_hash(identity: pl.Series) -> Positions:
    """Positions whose identity may occur more than once; all that do are among them."""
    hashes = identity.hash()
    ordered = hashes.filter(identity.is_not_null()).sort()
    shared = ordered.filter(ordered == ordered.shift()).unique()
    if shared.is_empty():
        return np.empty(0, np.uint32)
    return (identity.is_not_null() & hashes.is_in(shared)).arg_true().to_numpy()


def _mask(rows: int, positions: pl.Series) -> Bools:
    mask = np.zeros(rows, np.bool_)
    mask[positions.to_numpy()] = True
    return mask


def _content(table: Table, schema: pl.Schema) -> list[pl.Expr]:
    """A row's values, so that 1.5 and 1.50 are the same; text where it has no value."""
    content = []
    for name in table.native:
        if name not in table.retyped:
            content.append(pl.col(name))
        elif schema[name].is_nested():
            content.append(pl.col(text_of(name)))
        else:
            value = pl.coalesce(pl.col(name).cast(pl.String), text_of(name))
            content.append(value.alias(name))
    return content
