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
    from pipeline.report.case_view import CaseView
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
    def cases(self) -> "list[CaseView]":
        """
        Every case, highest priority first.

        Raises ConfigError for a run of another version, which lacks tables of this one.
        """
        return self._cases()

    def case(self, case_id: str) -> "CaseView":
        """Raises ConfigError where there is no such case, and as ``cases``."""
        found = self._cases(case_id)
        if not found:
            raise ConfigError(
                f"This run has no such case among its {self.table('cases').height}. "
                "tfnet report and the index page list them."
            )
        return found[0]

    def _cases(self, only: str | None = None) -> "list[CaseView]":
        from inspect import signature  # noqa: PLC0415 # as above

        import msgspec  # noqa: PLC0415 # as above
        import polars as pl  # noqa: PLC0415 # as above

        from pipeline.report import Settings, case_files  # noqa: PLC0415 # as above
        from pipeline.report.case_view import CaseView  # noqa: PLC0415 # as above
        from pipeline.report.gather import READ  # noqa: PLC0415 # as above
        from pipeline.report.run_facts import gather_run_facts  # noqa: PLC0415 # as above

        of_run = {*signature(gather_run_facts).parameters} - {"settings"}
        if missing := sorted({*READ, *of_run} - {*self.tables}):
            raise ConfigError(
                f"This run lacks the tables {', '.join(missing)}: it was stopped "
                "early, or another version made it. Run again."
            )
        tables = {name: self.scan(name) for name in {*READ, *of_run}}
        settings = msgspec.convert(self.manifest["report_settings"], Settings)
        facts = gather_run_facts(
            **{name: tables[name] for name in of_run}, settings=settings
        )
        if only is not None:
            tables["cases"] = tables["cases"].filter(pl.col("case_id") == only)
        base = str(self.manifest["base_currency"])
        found = case_files(tables, base_currency=base, run=facts)
        return [CaseView.of(case) for case in found]


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
