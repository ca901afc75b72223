"""What a stage reads and writes, by name: tables, sides of the graph, the site."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from pipeline.errors import ContractError, InputError
from pipeline.flow_graph import Side, open_flow_graph, save_side
from pipeline.manifest import read_manifest, verify
from pipeline.ranker import Ranker, load_ranker
from pipeline.red_flags.red_flag import LEXICON
from pipeline.reference.conflict_areas import load_conflict_areas
from pipeline.reference.exchange_rates import load_rates
from pipeline.report.formats.operator_files import read_operator_files
from pipeline.review.log import read_log
from pipeline.schemas import TABLES
from pipeline.settings import Settings

WATCHLIST = ("entity", "names", "identifiers", "listed_from", "listed_to", "list")


def read_input(name: str, folder: Path | None, settings: Settings) -> Any:
    """
    An input by its name, from the ``folder`` of the stage that wrote it.

    A stored file is verified first. Without a folder it is a file of the operator's.
    """
    if name in OPERATORS_FILES:
        return OPERATORS_FILES[name](settings)
    if folder is None:
        raise ContractError(f"no stage writes {name}")
    files = read_manifest(folder)["files"]
    if name == "graph":
        for file, listed in files.items():
            if file.startswith("graph/"):
                verify(folder, file, listed)
        return open_flow_graph(folder / "graph")
    file = f"{name}.parquet"
    verify(folder, file, files[file])
    return pl.scan_parquet(folder / file)


def _path(file: str | None) -> Path | None:
    return Path(file) if file else None


def _listed(file: str | None, setting: str, columns: Sequence[str]) -> pl.LazyFrame:
    """An operator's list as text; one that is not set has no rows."""
    if file is None:
        return pl.LazyFrame(schema=dict.fromkeys(columns, pl.String))
    try:
        listed = pl.read_csv(file, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(f"{setting} cannot be read as CSV; resend it.") from error
    if missing := [name for name in columns if name not in listed.columns]:
        raise InputError(f"{setting} lacks the columns {', '.join(missing)}.")
    return listed.lazy()


def write_parts(
    parts: Iterable[Mapping[str, Any]],
    writes: Collection[str],
    folder: Path,
    tell: Callable[[str, Mapping[str, Any]], None],
) -> dict[str, int]:
    """
    Append every part to the file of its table; rows written, by table.

    Raises ContractError where the parts are not all of ``writes`` and nothing else, or
    have other columns or types than the contract.
    """
    rows: dict[str, int] = {}
    done: set[str] = set()
    with ExitStack() as stack:
        writers: dict[str, pq.ParquetWriter] = {}
        for part in parts:
            for name, value in part.items():
                if name not in writes:
                    raise ContractError(f"a stage wrote {name}, not on its line")
                done.add(name)
                if isinstance(value, Side):
                    save_side(value, folder / name)
                elif name == "site":
                    _write_site(value, folder / name)
                else:
                    _check(name, value)
                    table = value.to_arrow(compat_level=pl.CompatLevel.oldest())
                    if name not in writers:
                        file = pq.ParquetWriter(
                            folder / f"{name}.parquet",
                            table.schema,
                            compression="zstd",
                            write_page_checksum=True,
                        )
                        writers[name] = stack.enter_context(file)
                    writers[name].write_table(table)
                    rows[name] = rows.get(name, 0) + value.height
                    tell("progress", {"table": name, "rows": rows[name]})
            del part, value  # a side of the graph must go before the next is built
    if missing := set(writes) - done:
        raise ContractError(f"a stage did not write {', '.join(sorted(missing))}")
    return rows


def _check(name: str, frame: pl.DataFrame) -> None:
    wanted = TABLES[name].create_empty().schema
    if frame.schema != wanted:
        wrong = {
            column: (str(frame.schema.get(column))[:60], str(kind)[:60])
            for column, kind in wanted.items()
            if frame.schema.get(column) != kind
        }
        raise ContractError(f"{name} breaks its contract (found, wanted): {wrong}")
    TABLES[name].validate(frame)


def _write_site(files: Mapping[str, bytes], folder: Path) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _ranker(settings: Settings) -> Ranker | None:
    return load_ranker(Path(settings.ranker_file)) if settings.ranker_file else None


OPERATORS_FILES: dict[str, Callable[[Settings], Any]] = {
    "rates": lambda own: load_rates(_path(own.rates_file)).lazy(),
    "conflict_areas": lambda own: load_conflict_areas(
        _path(own.conflict_areas_file)
    ).lazy(),
    "watchlist": lambda own: _listed(
        own.screen.list_file, "screen.list_file", WATCHLIST
    ),
    "lexicon": lambda own: _listed(own.lexicon_file, "lexicon_file", LEXICON),
    "dispositions": lambda own: read_log(_path(own.review_log_file)).lazy(),
    "ranker": _ranker,
    "report_files": lambda own: read_operator_files(own.report),
}
