"""The hidden folder in which a large world grows until it is whole."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import msgspec
import numpy as np
import polars as pl

from pipeline.errors import LockedError
from synthetic_data.settings import Settings
from synthetic_data.write import VERSION


@contextmanager
def draft_of(settings: Settings, folder: Path) -> Iterator[Path]:
    """The draft of exactly this world, held alone."""
    draft = folder.parent / f".{folder.name}.draft"
    draft.mkdir(exist_ok=True)
    held = os.open(draft, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(
                f"another process is building {folder}; wait, or choose another folder"
            ) from error
        plan = draft / "plan.json"
        wanted = json.dumps(
            {"settings": json.loads(msgspec.json.encode(settings)), "code": _code()}
        )
        if not plan.is_file() or plan.read_text(encoding="utf-8") != wanted:
            for left in draft.iterdir():
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            plan.write_text(wanted, encoding="utf-8")
        yield draft
    finally:
        os.close(held)


def _code() -> str:
    """A digest of what decides the bytes beside the settings."""
    told = sha256(f"{VERSION} {pl.__version__} {np.__version__}".encode())
    here = Path(__file__).parent
    for source in sorted(here.rglob("*.py")):
        told.update(source.relative_to(here).as_posix().encode() + source.read_bytes())
    return told.hexdigest()
