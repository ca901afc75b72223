"""Files for the ingest tests, and what comes out of them."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.ingest import Settings, ingest
from pipeline.ingest.adapter import Part, Rows
from pipeline.ingest.files import SourceFile, source_files
from pipeline.schemas import TABLES

NATIVE = (
    "transaction_id,booked_at,sender_account,receiver_account,amount,currency,channel"
)
ROW = "t1,2024-05-01T09:30:00+00:00,A,B,10.50,EUR,wire"


def file_of(path: Path, content: bytes) -> SourceFile:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return source_files(path)[0]


def put(folder: Path, **files: str) -> Path:
    """Files of a folder: ``a__b_csv`` is ``a/b.csv``."""
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_csv", ".csv")
        file_of(path, text.encode())
    return folder


def together(batches: Iterable[Rows]) -> list[dict[str, Any]]:
    """Every row of every batch, its place beside its values."""
    return [row for rows in batches for row in rows.frame(pl.all()).to_dicts()]


def errors(batches: Iterable[Rows]) -> list[tuple[int, str | None]]:
    rows = together(batches)
    return [(row["source_line"], row["ingest_error"]) for row in rows]


def delivered(batches: Iterable[Rows]) -> list[Any]:
    texts = [row["delivered"] for row in together(batches)]
    return [json.loads(text) for text in texts if text is not None]


def ingested(source: Path, **said: Any) -> dict[str, pl.DataFrame]:
    """All parts put together, each held to its contract."""
    return whole(ingest(source, Settings(**said)))


def whole(parts: Iterable[Part]) -> dict[str, pl.DataFrame]:
    tables: dict[str, list[pl.DataFrame]] = {}
    for part in parts:
        for name, rows in part.items():
            TABLES[name].validate(rows)
            tables.setdefault(name, []).append(rows)
    return {name: pl.concat(rows) for name, rows in tables.items()}
