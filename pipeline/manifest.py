"""Manifests: the SHA-256 of every file of a stage or run, checked before a read."""

import json
from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path
from typing import Any

from pipeline.errors import IntegrityError

MANIFEST = "manifest.json"


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
