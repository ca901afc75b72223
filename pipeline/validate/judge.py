"""Judging rows by a contract: accepted, or refused for reasons."""

from datetime import date
from typing import NamedTuple

import polars as pl

from pipeline.errors import ContractError
from pipeline.validate.known import REASON, split
from pipeline.validate.passes import Batch, beside_index, nothing_for_empty
from pipeline.validate.table import PLACE, Table
from pipeline.validate.twins import Twins

REFUSED: dict[str, pl.DataType | type[pl.DataType]] = {
    "position": pl.UInt32,
    "source_file": pl.String,
    "source_line": pl.Int64,
    "identity": pl.String,
    "reasons": pl.List(pl.String),
}


class Judged(NamedTuple):
    accepted: pl.DataFrame  # columns of the table, and position; order of arrival
    refused: pl.DataFrame  # columns of REFUSED


def judge(
    table: Table,
    index: pl.DataFrame,
    twins: Twins,
    known_until: date | None,
    batch: Batch,
) -> Judged:
    """Split the rows of ``batch`` by the contract of ``table``, as known that day."""
    positions, rows = batch
    rows = nothing_for_empty(rows, table.native)
    rows = beside_index(table, rows, index[positions]).with_columns(
        pl.Series("position", positions),
        pl.Series("repeated", twins.repeated[positions]),
        pl.Series("conflicting", twins.conflicting[positions]),
    )
    unread = rows.filter(pl.col("ingest_error").is_not_null()).select(
        "position", *PLACE, "identity", reasons=pl.concat_list("ingest_error")
    )
    readable = rows.filter(pl.col("ingest_error").is_null()) if unread.height else rows
    good, failure = table.contract.filter(table.typed(readable))
    known, later = split(table.name, good, known_until)
    accepted = known.select(*table.accepts.column_names(), "position")
    refused = pl.concat([unread, _set_aside(rows, later["position"])])
    if not len(failure):
        return Judged(accepted, refused)
    details = failure.details()
    codes = [name for name in failure.counts() if "|" not in name]
    broken = details.select(
        "position",
        *PLACE,
        reasons=pl.concat_list(
            pl.when(pl.col(code) == "invalid").then(pl.lit(code)) for code in codes
        ).list.drop_nulls(),
    )
    unexplained = broken.filter(pl.col("reasons").list.len() == 0).height
    if unexplained or not codes:
        raise ContractError(
            f"{unexplained} rows break the contract of {table.name} in a way that "
            f"has no reason code: {failure.counts()}"
        )
    broken = broken.join(rows.select("position", "identity"), on="position", how="left")
    return Judged(accepted, pl.concat([refused, broken.select(REFUSED.keys())]))


def _set_aside(rows: pl.DataFrame, positions: pl.Series) -> pl.DataFrame:
    aside = rows.filter(pl.col("position").is_in(positions.implode()))
    return aside.select(
        "position", *PLACE, "identity", reasons=pl.concat_list(pl.lit(REASON))
    )
