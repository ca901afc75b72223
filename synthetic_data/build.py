"""
Build a world of many districts, each by a process of its own, in little memory.

Transactions go to ``transactions/2024-01-d0003.parquet``, one file a month and
district; the other tables are joined into one file each at the end, district by
district. The bytes depend on the settings alone, never on the number of workers.

A build that was killed leaves a hidden draft beside the folder. The same command then
keeps the districts that were finished; any other settings or code start anew.
"""

import json
import os
import shutil
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from pipeline.errors import ResourceError
from synthetic_data.district import District
from synthetic_data.draft import draft_of
from synthetic_data.generate import Lived, generate, prepared
from synthetic_data.noise import reported
from synthetic_data.settings import Settings
from synthetic_data.world.calendar import DAY
from synthetic_data.write import (
    counted,
    finish,
    put_in_place,
    refuse_foreign,
    refused,
    settle,
    store,
    write_world,
)

JOINED = ("accounts", "parties", "relations", "labels", "reported")
WORKERS = 3  # more would take more than 2 GB together


def generate_world(
    settings: Settings, folder: Path, workers: int | None = None
) -> dict[str, Any]:
    """
    A world in ``folder``, whole or not at all; the summary is that of ``world.json``.

    ``workers`` None: as many as there are cores, up to WORKERS. Raises ConfigError for
    impossible settings or a folder of other files, ResourceError where the machine
    refuses, LockedError where another process builds the same world.
    """
    refuse_foreign(folder)
    parts = prepared(settings)
    if len(parts) == 1:
        return write_world(generate(settings), folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with draft_of(settings, folder) as draft:
            _live_all(parts, draft, workers or min(WORKERS, os.cpu_count() or 1))
            summary = _join(settings, parts, draft)
            put_in_place(draft, folder)
    except OSError as error:
        raise refused(folder, error) from error
    except BrokenProcessPool as error:
        raise ResourceError(
            "a worker was killed, most often for want of memory; lower district or "
            "--workers. The same command goes on from the districts that are finished"
        ) from error
    return summary


def _live_all(parts: list[District], draft: Path, workers: int) -> None:
    for table in ("transactions", *JOINED):
        (draft / "parts" / table).mkdir(parents=True, exist_ok=True)
    (draft / "transactions").mkdir(exist_ok=True)
    waiting = [part for part in parts if not _record(draft, part.number).is_file()]
    if workers == 1:
        for part in waiting:
            live(part, draft)
        return
    # A thread each: districts are what runs side by side.
    usual = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = "1"
    try:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            for done in as_completed(pool.submit(live, p, draft) for p in waiting):
                done.result()
    finally:
        if usual is None:
            del os.environ["POLARS_MAX_THREADS"]
        else:
            os.environ["POLARS_MAX_THREADS"] = usual


def live(district: District, draft: Path) -> None:
    """Everything of one district on disk, its record last."""
    lived = Lived(district)
    settings = district.settings
    digests = {}
    starts = lived.calendar.month_starts * DAY
    bounds = [*np.searchsorted(lived.payments.time, starts).tolist(), None]
    months = np.arange(
        np.datetime64(settings.first_day, "M"),
        np.datetime64(settings.first_day, "M") + settings.months,
    )
    for month, first, past in zip(months.tolist(), bounds, bounds[1:], strict=False):
        name = f"transactions/{month:%Y-%m}-d{district.number:04}.parquet"
        digests[name] = store(lived.transactions(first, past), draft / name)
    tables = lived.registers()._asdict()
    if settings.noisy:
        tables["reported"] = reported(
            *(settings, district.number, tables["labels"], tables["accounts"])
        )
    for table, rows in tables.items():
        store(rows, _part(draft, table, district.number))
    record = {
        "rows": {"transactions": lived.payments.size}
        | {table: rows.height for table, rows in tables.items()},
        "planted": counted(tables["labels"]).to_dicts(),
        "digests": digests,
    }
    path = _record(draft, district.number)
    path.with_suffix(".new").write_text(json.dumps(record), encoding="utf-8")
    path.with_suffix(".new").rename(path)


def _join(settings: Settings, parts: list[District], draft: Path) -> dict[str, Any]:
    records = [
        json.loads(_record(draft, part.number).read_text(encoding="utf-8"))
        for part in parts
    ]
    digests: dict[str, str] = {}
    rows: dict[str, int] = {}
    for record in records:
        digests |= record["digests"]
        for table, count in record["rows"].items():
            rows[table] = rows.get(table, 0) + count
    for table in (name for name in JOINED if name in rows):
        files = [_part(draft, table, part.number) for part in parts]
        target = draft / f"{table}.parquet"
        with pq.ParquetWriter(
            target, pq.read_schema(files[0]), compression="zstd"
        ) as joined:
            for file in files:
                joined.write_table(pq.read_table(file))
        digests[target.name] = settle(target)
    planted = pl.DataFrame([one for record in records for one in record["planted"]])
    if planted.height:
        planted = planted.group_by("label", "name").sum()
    shutil.rmtree(draft / "parts")
    (draft / "plan.json").unlink()
    return finish(draft, settings, rows, planted, digests)


def _part(draft: Path, table: str, number: int) -> Path:
    return draft / "parts" / table / f"{number:04}.parquet"


def _record(draft: Path, number: int) -> Path:
    return draft / "parts" / "transactions" / f"{number:04}.json"
