"""
Format ``native``: CSV or Parquet with tfnet's own columns (``schemas.raw``).

A folder with ``transactions``, and where known ``accounts``, ``parties``, ``relations``
and ``labels``: each a ``.csv`` (gzip or zstd too) or ``.parquet`` file, a folder of
such files (``transactions/part-001.parquet``), or numbered ones
(``transactions-2024-01.csv``). Or one file alone, of any name: transactions.

Columns stand in any order. An unknown one is refused, since it is most often a known
one misspelt; ``ingest.ignore_columns`` leaves it out. Values are handed on as they are.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

import polars as pl

from pipeline.errors import InputError
from pipeline.ingest.adapter import Adapter, Part, Rows
from pipeline.ingest.dialect import Dialect
from pipeline.ingest.files import SourceFile, source_files
from pipeline.ingest.settings import Settings
from pipeline.ingest.tables import columns_of, glimpse, rows_of
from pipeline.schemas import TABLES, RawRow, conform

REQUIRED = {
    "transactions": (
        *("transaction_id", "booked_at", "sender_account", "receiver_account"),
        *("amount", "currency", "channel"),
    ),
    "accounts": ("account_id",),
    "parties": ("party_id",),
    "relations": ("a", "b", "relation"),
    "labels": ("subject", "subject_id", "label", "name", "instance"),
}
COMPUTED = ("source_file", "source_line", "value_cents")  # a run's own; made anew
TABLE_FILE = re.compile(rf"({'|'.join(REQUIRED)})([-_]?\d[\w-]*)?\Z")
DATA_FILE = re.compile(r"\.(csv|tsv|parquet|gz|zst|zip|xlsx?)\Z", re.IGNORECASE)
NOT_INGESTED = ("rates", "reported")  # read by validate; by those who learn


def recognises(source: Path) -> bool:
    """Whether most of the required columns of transactions are there."""
    files = [file for file, table in _tables(source) if table == "transactions"]
    if not files:
        return False
    wanted = REQUIRED["transactions"]
    return 2 * len(set(wanted) & set(glimpse(files[0]))) > len(wanted)


def read(source: Path, settings: Settings) -> Iterator[Part]:
    """Every table's rows, batch by batch, in the order of file names."""
    tables = _tables(source)
    strangers = [file.name for file, table in tables if table is None]
    if strangers:
        raise InputError(
            f"{len(strangers)} files belong to no table, first {strangers[0]}. Name "
            f"each after its table ({', '.join(REQUIRED)}), or take it away."
        )
    if not any(table == "transactions" for _, table in tables):
        raise InputError(
            "There is no transactions.csv or transactions.parquet in the input."
        )
    known = [(file, table) for file, table in tables if table is not None]
    for file, table in known:
        _check_columns(file, table, settings)
    dialect = Dialect(delimiter=settings.delimiter, encoding=settings.encoding)
    for file, table in known:
        for rows in rows_of(file, settings, dialect):
            if table == "labels":
                yield {"labels": _labels(file, rows)}
            else:
                yield {f"raw_{table}": _raw(table, rows)}


def _tables(source: Path) -> list[tuple[SourceFile, str | None]]:
    """The data files and the table each belongs to, None where that is unclear."""
    files = source_files(source)
    if not source.is_dir():
        return [(file, "transactions") for file in files]
    tables: list[tuple[SourceFile, str | None]] = []
    for file in files:
        top = file.name.split("/", 1)[0].split(".", 1)[0]
        if DATA_FILE.search(file.name) and top not in NOT_INGESTED:
            named = TABLE_FILE.match(top)
            tables.append((file, named[1] if named else None))
    return tables


def _check_columns(file: SourceFile, table: str, settings: Settings) -> None:
    dialect = Dialect(delimiter=settings.delimiter, encoding=settings.encoding)
    there = columns_of(file, settings, dialect)
    contract = TABLES["labels" if table == "labels" else f"raw_{table}"]
    known = [name for name in contract.columns() if name not in RawRow.columns()]
    for name in REQUIRED[table]:
        if name not in there:
            near = get_close_matches(name, [c for c in there if c not in known], 1, 0.5)
            hint = f"nearest is {near[0]!r}" if near else f"it has {len(there)} others"
            raise InputError(
                f"{file.name} lacks the column {name!r}; {hint}. Rename it, or "
                "describe the table in a mapping (tfnet init --mapping FILE)."
            )
    for name in there:
        if name not in (*known, *COMPUTED, *settings.ignore_columns):
            near = get_close_matches(name, known, 1, 0.5)
            hint = f"; nearest is {near[0]!r}" if near else ""
            raise InputError(
                f"{file.name} has an unknown column {name!r}{hint}. Rename it, or add "
                "it to ingest.ignore_columns."
            )


def _raw(table: str, rows: Rows) -> pl.DataFrame:
    values = rows.values.drop(RawRow.columns(), strict=False)
    return conform(f"raw_{table}", Rows(values, rows.place).frame(pl.all()))


def _labels(file: SourceFile, rows: Rows) -> pl.DataFrame:
    broken = rows.place["ingest_error"].is_not_null().sum()
    if not broken:
        try:
            return conform("labels", rows.values)
        except pl.exceptions.PolarsError:
            broken = rows.values.height
    raise InputError(
        f"{file.name}: up to {broken} labels cannot be read. Mend them, or take the "
        "file away: only evaluation needs it."
    )


ADAPTER = Adapter(
    name="native",
    looks_for="transactions.csv or .parquet with tfnet's own column names",
    recognises=recognises,
    read=read,
)
