"""A finished world written once more: as somebody sees it, in somebody's layout."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import polars as pl

from pipeline.errors import ConfigError
from synthetic_data.layouts import amlsim, amlworld, pacs008
from synthetic_data.layouts.source import Source
from synthetic_data.stored import registers_of, transaction_files
from synthetic_data.views import view_of
from synthetic_data.write import (
    counted,
    put_in_place,
    refuse_foreign,
    refused,
    settle,
    store,
)

LAYOUTS: dict[str, Callable[[Source, Path], None]] = {
    "amlsim": amlsim.write,
    "amlworld": amlworld.write,
    "pacs008": pacs008.write,
}


def show_world(
    world: Path, folder: Path, seen_by: str = "whole", layout: str = "native"
) -> dict[str, Any]:
    """
    Write ``world`` into ``folder`` as ``seen_by`` sees it, at once or not at all.

    ``seen_by`` is whole, withheld, bank:DE1 or country:DE; ``layout`` native or one of
    LAYOUTS. Raises ConfigError for others, InputError where there is no world.
    """
    if layout not in ("native", *LAYOUTS):
        raise ConfigError(
            f"layout {layout} is unknown; there are native, {', '.join(LAYOUTS)}"
        )
    if folder.resolve() == world.resolve():
        raise ConfigError("the view would replace the world; name another folder")
    refuse_foreign(folder)
    known = registers_of(world)
    view = view_of(seen_by, known)
    counts: dict[str, int] = {"transactions": 0}

    def parts() -> Iterator[tuple[str, pl.DataFrame]]:
        for path in transaction_files(world):
            rows = view.rows(pl.read_parquet(path))
            counts["transactions"] += rows.height
            yield path.relative_to(world).as_posix(), rows

    draft = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        summary = json.loads((world / "world.json").read_text(encoding="utf-8"))
        first_day = date.fromisoformat(summary["settings"]["first_day"])
        source = Source(parts(), known, view.registers, first_day)
        _write(source, draft, layout)
        registers = view.registers()
        counts |= {name: rows.height for name, rows in registers._asdict().items()}
        files = sorted(path for path in draft.rglob("*") if path.is_file())
        summary |= {
            "view": seen_by,
            "layout": layout,
            "rows": counts,
            "planted": counted(registers.labels).sort("label", "name").to_dicts(),
            "digests": {f.relative_to(draft).as_posix(): settle(f) for f in files},
        }
        text = json.dumps(summary, indent=2, sort_keys=True, allow_nan=False)
        (draft / "world.json").write_text(text + "\n", encoding="utf-8")
        draft.chmod(0o755)
        put_in_place(draft, folder)
    except OSError as error:
        raise refused(folder, error) from error
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)
    return dict(summary)


def _write(source: Source, draft: Path, layout: str) -> None:
    """Another layout has a folder of its own, the truth beside it."""
    if layout == "native":
        for name, rows in source.parts:
            (draft / name).parent.mkdir(exist_ok=True)
            store(rows, draft / name)
        for name, rows in source.registers()._asdict().items():
            store(rows, draft / f"{name}.parquet")
        return
    (draft / layout).mkdir()
    LAYOUTS[layout](source, draft / layout)
    store(source.registers().labels, draft / "labels.parquet")
