"""A world on disk, read again."""

from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipeline.errors import InputError


class Registers(NamedTuple):
    """The tables of a world beside its transactions."""

    accounts: pl.DataFrame
    parties: pl.DataFrame
    relations: pl.DataFrame
    labels: pl.DataFrame


def registers_of(world: Path) -> Registers:
    """Raises InputError where ``world`` is not a whole world of ours."""
    if not (world / "world.json").is_file():
        raise InputError(f"{world} holds no world; make one with tfnet generate")
    return Registers(
        *(pl.read_parquet(world / f"{table}.parquet") for table in Registers._fields)
    )


def transaction_files(world: Path) -> list[Path]:
    """In the order of their names; months first."""
    alone = world / "transactions.parquet"
    if alone.is_file():
        return [alone]
    return sorted((world / "transactions").glob("*.parquet"))
