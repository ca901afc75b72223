"""Write a world where nobody ever sees half of one."""

import json
import os
import shutil
from hashlib import file_digest
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import msgspec
import polars as pl

from pipeline.errors import ConfigError, ResourceError
from synthetic_data.generate import World
from synthetic_data.settings import Settings

VERSION = 5  # of the generator: another number, other bytes for the same settings
TABLES = ("transactions", "accounts", "parties", "relations", "labels")
ROW_GROUP = 262_144


def write_world(world: World, folder: Path) -> dict[str, Any]:
    """
    The native layout, ``labels.parquet`` and ``world.json``, at once or not at all.

    Everything is written into a temporary folder beside ``folder`` and renamed. An
    earlier world there is replaced. Raises ConfigError where ``folder`` holds anything
    else, ResourceError where the machine refuses.
    """
    refuse_foreign(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise refused(folder, error) from error
    try:
        tables = {table: getattr(world, table) for table in TABLES}
        if world.reported is not None:
            tables["reported"] = world.reported
        digests = {
            f"{table}.parquet": store(rows, draft / f"{table}.parquet")
            for table, rows in tables.items()
        }
        rows = {table: frame.height for table, frame in tables.items()}
        planted = counted(world.labels)
        summary = finish(draft, world.settings, rows, planted, digests)
        put_in_place(draft, folder)
    except OSError as error:
        raise refused(folder, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return summary


def refused(folder: Path, error: OSError) -> ResourceError:
    return ResourceError(
        f"the world cannot be written to {folder}: {error.strerror}; free space or "
        "choose another folder. Nothing was changed there"
    )


def refuse_foreign(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ConfigError(f"{folder} is a file; name a folder for the world")
    if any(folder.iterdir()) and not (folder / "world.json").is_file():
        raise ConfigError(
            f"{folder} holds files that are no world; name a new or empty folder"
        )


def store(rows: pl.DataFrame, path: Path) -> str:
    """``rows`` safely on disk; the digest of the file."""
    rows.write_parquet(
        path,
        compression="zstd",
        compression_level=1,
        statistics=False,
        row_group_size=ROW_GROUP,
    )
    return settle(path)


def settle(path: Path) -> str:
    with path.open("rb") as stored:
        os.fsync(stored.fileno())
        return file_digest(stored, "sha256").hexdigest()


def counted(labels: pl.DataFrame) -> pl.DataFrame:
    """Instances and transactions of each thing planted."""
    of_transactions = labels.filter(pl.col("subject") == "transaction")
    return of_transactions.group_by("label", "name").agg(
        instances=pl.col("instance").n_unique(),
        transactions=pl.col("subject_id").n_unique(),
    )


def finish(
    draft: Path,
    settings: Settings,
    rows: dict[str, int],
    planted: pl.DataFrame,
    digests: dict[str, str],
) -> dict[str, Any]:
    """``world.json``, the last file of a draft."""
    summary = {
        "generator": "tfnet synthetic_data",
        "version": VERSION,
        "seed": settings.seed,
        "settings": json.loads(msgspec.json.encode(settings)),
        "rows": rows,
        "planted": planted.sort("label", "name").to_dicts(),
        "digests": digests,
    }
    text = json.dumps(summary, indent=2, sort_keys=True, allow_nan=False)
    (draft / "world.json").write_text(text + "\n", encoding="utf-8")
    draft.chmod(0o755)
    return summary


def put_in_place(draft: Path, folder: Path) -> None:
    """One rename; an earlier world steps aside first and is deleted last."""
    old = draft.with_name(f"{draft.name}.old")
    if folder.exists():
        folder.rename(old)
    try:
        draft.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
