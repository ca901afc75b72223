"""A finished run: its tables, graph and cases; every file is verified before use."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigError
from pipeline.manifest import MANIFEST, read_manifest, verify

if TYPE_CHECKING:
    import polars as pl

    from pipeline.flow_graph import FlowGraph
    from pipeline.report import CaseFile
    from pipeline.run_diff import RunDiff


@dataclass(frozen=True)
class Run:
    """A finished run: its tables, graph and cases; files are verified before use."""

    folder: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        return read_manifest(self.folder)

    @property
    def run_id(self) -> str:
        return str(self.manifest["run_id"])

    def scan(self, name: str) -> "pl.LazyFrame":
        """A table, lazily. Raises IntegrityError for a file that was changed."""
        import polars as pl  # noqa: PLC0415 # keeps the command line quick

        file = f"{name}.parquet"
        if file not in self.manifest["files"]:
            raise ConfigError(
                f"This run has no table {name!r}. It has {', '.join(self.tables)}."
            )
        verify(self.folder, file, self.manifest["files"][file])
        return pl.scan_parquet(self.folder / file)

    def table(self, name: str) -> "pl.DataFrame":
        return self.scan(name).collect()

    @property
    def tables(self) -> list[str]:
        return [Path(f).stem for f in self.manifest["files"] if f.endswith(".parquet")]

    @property
    def flow_graph(self) -> "FlowGraph":
        from pipeline.flow_graph import open_flow_graph  # noqa: PLC0415 # as above

        return open_flow_graph(self.folder / "graph")

    def diff(self, before: "Run") -> "RunDiff":
        """What changed since ``before``: cases new, changed, gone; alerts."""
        from pipeline.run_diff import READ, compare  # noqa: PLC0415 # as above

        old, new = ({name: run.scan(name) for name in READ} for run in (before, self))
        return compare(old, new)

    @cached_property
    def cases(self) -> "list[CaseFile]":
        """Every case, highest priority first."""
        from pipeline.run_cases import cases_of  # noqa: PLC0415 # as above

        return cases_of(self)


def load_run(place: Path | str = ".") -> Run:
    """
    The latest run under an output folder, or the run in a run folder.

    Raises ConfigError where there is none.
    """
    place = Path(place)
    for folder in (place / "runs" / "latest", place):
        if (folder / MANIFEST).is_file():
            return Run(folder.resolve())
    raise ConfigError(
        f"There is no run in {place}. Make one with `tfnet run`, or name its folder."
    )
