"""
The run store: content-addressed stages, runs made of them, one rename to publish.

``runs/stages/<stage>-<key>/`` holds what one stage wrote, with a manifest of SHA-256
sums. It is written into a temporary folder, fsynced and renamed, so it is whole or not
there. A run folder hard-links the files of its stages. ``runs/latest`` is a link that
one rename switches; ``reports/latest`` points through it, so both switch together.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from filelock import FileLock, Timeout

from pipeline.errors import LockedError, ResourceError
from pipeline.manifest import MANIFEST, read_manifest, write_manifest

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
