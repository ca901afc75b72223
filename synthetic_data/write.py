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
from synthetic_data.generate import World, generate
from synthetic_data.settings import Settings

VERSION = 2  # of the generator: another number, other bytes for the same settings
TABLES = ("transactions", "accounts", "parties", "relations", "labels")
ROW_GROUP = 262_144


def generate_world(settings: Settings, folder: Path) -> dict[str, Any]:
    """``generate`` and ``write_world``; the summary is that of ``world.json``."""
    _refuse_foreign(folder)
    return write_world(generate(settings), folder)


def write_world(world: World, folder: Path) -> dict[str, Any]:
    """
    The native layout, ``labels.parquet`` and ``world.json``, at once or not at all.

    Everything is written into a temporary folder beside ``folder`` and renamed. An
    earlier world there is replaced. Raises ConfigError where ``folder`` holds anything
    else, ResourceError where the machine refuses.
    """
    _refuse_foreign(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise _refused(folder, error) from error
    try:
        summary = _write_files(world, draft)
        draft.chmod(0o755)
        _put_in_place(draft, folder)
    except OSError as error:
        raise _refused(folder, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return summary


def _refused(folder: Path, error: OSError) -> ResourceError:
    return ResourceError(
        f"the world cannot be written to {folder}: {error.strerror}; free space or "
        "choose another folder. Nothing was changed there"
    )


def _refuse_foreign(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ConfigError(f"{folder} is a file; name a folder for the world")
    if any(folder.iterdir()) and not (folder / "world.json").is_file():
        raise ConfigError(
            f"{folder} holds files that are no world; name a new or empty folder"
        )


def _write_files(world: World, draft: Path) -> dict[str, Any]:
    digests = {}
    for table in TABLES:
        path = draft / f"{table}.parquet"
        getattr(world, table).write_parquet(
            path, compression="zstd", row_group_size=ROW_GROUP
        )
        with path.open("rb") as stored:
            os.fsync(stored.fileno())
            digests[path.name] = file_digest(stored, "sha256").hexdigest()
    summary = _summary(world, digests)
    text = json.dumps(summary, indent=2, sort_keys=True, allow_nan=False)
    (draft / "world.json").write_text(text + "\n", encoding="utf-8")
    return summary


def _summary(world: World, digests: dict[str, str]) -> dict[str, Any]:
    labels = world.labels
    of_transactions = labels.filter(pl.col("subject") == "transaction")
    counted = of_transactions.group_by("label", "name").agg(
        instances=pl.col("instance").n_unique(),
        transactions=pl.col("subject_id").n_unique(),
    )
    return {
        "generator": "tfnet synthetic_data",
        "version": VERSION,
        "seed": world.settings.seed,
        "settings": json.loads(msgspec.json.encode(world.settings)),
        "rows": {table: getattr(world, table).height for table in TABLES},
        "planted": counted.sort("label", "name").to_dicts(),
        "digests": digests,
    }


def _put_in_place(draft: Path, folder: Path) -> None:
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
