"""A source as it was at some moment: what came later is not in it."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl

TIMES = ("booked_at", "date")  # of a payment: of ours, of AMLSim
UNTOLD = ("labels", "small_alert_members", "reported")  # truth, and known afterwards


def cut(source: Path, moment: int, folder: Path) -> Path:
    """
    A copy of the Parquet files of ``source`` in a folder of its own below ``folder``.

    Payments are those booked before ``moment`` (UTC seconds). Accounts and relations
    that began on a later day are left out, and what ended later has not ended.
    """
    made = folder / "sources" / f"{source.name}-{moment}"
    made.mkdir(parents=True, exist_ok=True)
    now = datetime.fromtimestamp(moment, UTC)
    for file in sorted(source.glob("*.parquet")):
        if file.stem not in UNTOLD:
            as_it_was(pl.read_parquet(file), now).write_parquet(made / file.name)
    return made


def as_it_was(table: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """
    ``table`` as of ``now``; a day that ``now`` falls in has not ended.

    A payment with a date alone is taken as booked when its day began.
    """
    for column in TIMES:
        if column in table.columns:
            booked = pl.col(column).cast(pl.Datetime("us"))
            return table.filter(booked < now.replace(tzinfo=None))
    for begun, ended in (("opened_on", "closed_on"), ("valid_from", "valid_to")):
        if begun in table.columns:
            table = table.filter((pl.col(begun) <= now.date()).fill_null(True))
        if ended in table.columns:
            over = pl.col(ended) < now.date()
            table = table.with_columns(pl.when(over).then(ended).alias(ended))
    return table
