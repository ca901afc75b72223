"""
The run store: content-addressed stages, runs made of them, one rename to publish.

``runs/stages/<stage>-<key>/`` holds what one stage wrote, with a manifest of SHA-256
sums. It is written into a temporary folder, fsynced and renamed, so it is whole or not
there. A run folder hard-links the files of its stages. ``runs/latest`` is a link that
one rename switches; ``reports/latest`` points through it, so both switch together.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import file_digest
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from pipeline.errors import ConfigError, IntegrityError, LockedError, ResourceError

if TYPE_CHECKING:
    import polars as pl

    from pipeline.flow_graph import FlowGraph
    from pipeline.report import CaseFile
    from pipeline.run_diff import RunDiff

MANIFEST = "manifest.json"
DRAFT = ".tmp-"


class Store:
    """The runs and reports of one output folder."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.runs = out / "runs"
        self.stages = self.runs / "stages"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One run a target; drafts that a killed run left behind are swept."""
        try:
            self.stages.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.runs / ".lock")
            lock.acquire(timeout=0)
        except Timeout:
            raise LockedError(
                "Another run holds this output folder. Wait, or use another --out."
            ) from None
        except OSError as error:
            raise ResourceError(
                f"The output folder cannot be written: {error.strerror}. "
                "Give --out a folder you may write to."
            ) from error
        try:
            for folder in (self.runs, self.stages):
                for draft in folder.glob(f"{DRAFT}*"):
                    _remove(draft)
            yield
        finally:
            lock.release()

    def stage(self, name: str, key: str) -> Path:
        return self.stages / f"{name}-{key[:16]}"

    @contextmanager
    def drafted(self, folder: Path) -> Iterator[Path]:
        """A temporary folder that takes the place of ``folder`` when all went well."""
        draft = Path(mkdtemp(prefix=DRAFT, dir=folder.parent))
        try:
            yield draft
            draft.chmod(0o755)
            for path in (*draft.rglob("*"), draft):
                _fsync(path)
            if folder.exists():
                old = Path(mkdtemp(prefix=DRAFT, dir=folder.parent))
                folder.rename(old / "old")
                draft.rename(folder)
                _remove(old)
            else:
                draft.rename(folder)
            _fsync(folder.parent)
        except OSError as error:
            raise ResourceError(
                f"Writing failed: {error.strerror}. Free space or grant permission, "
                "then run again; finished stages are kept."
            ) from error
        finally:
            _remove(draft)

    def assemble(self, run_id: str, folders: list[Path], facts: dict[str, Any]) -> Path:
        """The run folder: every file of the stages, hard-linked, and its manifest."""
        run = self.runs / run_id
        files: dict[str, Any] = {}
        with self.drafted(run) as draft:
            for folder in folders:
                listed = read_manifest(folder)["files"]
                for name in listed:
                    _link(folder / name, draft / name)
                files |= listed
            write_manifest(draft, {"run_id": run_id, **facts, "files": files})
        return run

    def publish(self, run: Path) -> None:
        """Switch ``runs/latest``, and with it ``reports/latest``, by one rename."""
        reports = self.out / "reports"
        reports.mkdir(exist_ok=True)
        pointer = reports / "latest"
        target = os.path.join("..", "runs", "latest", "site")
        if not pointer.is_symlink() or os.readlink(pointer) != target:
            _switch(pointer, target)
        _switch(self.runs / "latest", run.name)

    def withdraw(self) -> None:
        """Take back what ``publish`` did: no run is the latest."""
        (self.runs / "latest").unlink(missing_ok=True)
        (self.out / "reports" / "latest").unlink(missing_ok=True)

    def remove(self, folder: Path) -> None:
        """Of a run or a stage; renamed first, so that nobody sees a part of it."""
        gone = folder.with_name(f"{DRAFT}{folder.name}")
        folder.rename(gone)
        _remove(gone)

    def latest(self) -> str | None:
        pointer = self.runs / "latest"
        return os.readlink(pointer) if pointer.is_symlink() else None

    def run_before(self, cases_key: str) -> str | None:
        """
        The run that one with this key of its cases is compared with, if still there.

        That is the latest; or, if the latest has the same cases, the one that it was
        compared with, so that a run again over the same finds nothing new.
        """
        latest = self.latest()
        if latest is None:
            return None
        told = read_manifest(self.runs / latest)
        if told["stages"].get("cases", {}).get("key") == cases_key:
            latest = told.get("run_before")
        there = latest is not None and (self.runs / latest / MANIFEST).is_file()
        return latest if there else None

    def run_ids(self) -> list[str]:
        """Complete runs, the newest first."""
        found = [
            path.parent
            for path in self.runs.glob(f"*/{MANIFEST}")
            if not path.parent.is_symlink() and path.parent.name[0] != "."
        ]
        found.sort(key=lambda run: (-run.stat().st_mtime_ns, run.name))
        return [run.name for run in found]


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
        from pipeline.stages import cases_of  # noqa: PLC0415 # as above

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


def write_manifest(folder: Path, facts: Mapping[str, Any]) -> None:
    text = json.dumps(facts, indent=1, sort_keys=True, allow_nan=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise IntegrityError(
            f"{folder.name}/{MANIFEST} cannot be read. Delete the folder and run again."
        ) from error
    return found


def describe_file(path: Path) -> dict[str, Any]:
    """SHA-256 and size, as a manifest lists them."""
    with path.open("rb") as file:
        return {
            "sha256": file_digest(file, "sha256").hexdigest(),
            "bytes": path.stat().st_size,
        }


def verify(folder: Path, name: str, listed: Mapping[str, Any]) -> None:
    """Raises IntegrityError where a file is not byte for byte what was written."""
    try:
        found = describe_file(folder / name)
    except FileNotFoundError:
        found = {"sha256": None, "bytes": 0}
    if found["sha256"] != listed["sha256"]:
        raise IntegrityError(
            f"{folder.name}/{name} is not what was written ({found['bytes']} bytes, "
            f"{listed['bytes']} expected). Delete {folder.name} and run again."
        )


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)


def _switch(pointer: Path, target: str) -> None:
    draft = pointer.with_name(f"{DRAFT}{pointer.name}")
    draft.unlink(missing_ok=True)
    draft.symlink_to(target)
    draft.rename(pointer)
    _fsync(pointer.parent)


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)
