"""What ``tfnet generate --profile`` and ``--check`` say of a world on disk."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from pipeline.errors import ConfigError
from synthetic_data.realism.difficulty import difficulty
from synthetic_data.realism.page import lines, write_profile
from synthetic_data.realism.profile import profile
from synthetic_data.realism.seen import Seen, Tables
from synthetic_data.settings import Settings

MOST_ROWS = 2_000_000  # some 3 GB


def refuse_large(settings: Settings) -> None:
    """Both look at a whole world at once; a smaller one of its kind says as much."""
    if settings.transactions > MOST_ROWS:
        raise ConfigError(
            f"--profile and --check read a world into memory, and this one has "
            f"{settings.transactions:,} transactions; make one of at most "
            f"{MOST_ROWS:,} with the same settings for them"
        )


def tables_of(world: Path, settings: Settings) -> Tables:
    transactions, accounts, labels = (
        pl.read_parquet(world / f"{name}.parquet")
        for name in ("transactions", "accounts", "labels")
    )
    return Tables(transactions, accounts, labels, settings.months)


def told_profile(world: Path, settings: Settings) -> Iterator[str]:
    """The lines of a profile; its page and pictures go beside the world."""
    seen = Seen(tables_of(world, settings))
    table = profile(seen)
    folder = world.with_name(f"{world.name}-profile")
    page, _ = write_profile(table, seen, folder, settings.seed)
    yield from lines(table)
    yield f"Page with pictures: {page}"


def told_difficulty(world: Path, settings: Settings) -> Iterator[str]:
    gates = difficulty(tables_of(world, settings))
    if not gates:
        yield "Nothing is planted: there is nothing to find."
    for gate in gates:
        word = "holds " if gate.holds else "FAILS "
        yield f"{word} {gate.value:.3f} (limit {gate.limit:g})  {gate.what}"
