"""A profile as text for the terminal and as one page with its pictures inside."""

import base64
import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from synthetic_data.realism.pictures import PICTURES
from synthetic_data.realism.profile import verdicts
from synthetic_data.realism.seen import Seen

LOOK = {"svg.hashsalt": "tfnet", "svg.fonttype": "path", "text.parse_math": False}


def lines(table: pl.DataFrame) -> Iterator[str]:
    """One line a figure, then how many gates hold."""
    for row in rows_of(table):
        gate = (row["gate"] or "") + ("*" if row["held_out"] else "")
        note = f"  {row['note']}" if row["note"] else ""
        yield (
            f"{gate:4} {row['word']:4} {row['here']:>8} {row['interval']:17} "
            f"{row['range']:14} {row['what']}, {row['unit']} "
            f"[{row['published']}: {row['source']}; {row['provenance']}]{note}"
        )
    yield from summary(table)


def summary(table: pl.DataFrame) -> list[str]:
    said = []
    for joint, word in ((False, "gates"), (True, "joint checks")):
        for unseen, which in ((False, "tuned on or open"), (True, "held out *")):
            found = verdicts(table, unseen=unseen, joint=joint)
            said.append(
                f"{word}, {which}: {found.inside} inside, {found.outside} outside, "
                f"{found.untestable} not testable"
            )
    return said


def rows_of(table: pl.DataFrame) -> Iterator[dict[str, Any]]:
    for row in table.iter_rows(named=True):
        inside = row["inside"]
        yield row | {
            "here": _short(row["value"]),
            "interval": _pair(row["from"], row["to"]),
            "range": _pair(row["low"], row["high"]),
            "word": "" if inside is None else "in" if inside else "OUT",
            "colour": "" if inside is None else "in" if inside else "out",
        }


def write_profile(
    table: pl.DataFrame, seen: Seen, folder: Path, seed: int
) -> tuple[Path, ...]:
    """``profile.html``, ``profile.csv`` and pictures; same world, same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    table.write_csv(folder / "profile.csv")
    pictures = []
    for name in PICTURES:
        svg = picture(name, seen)
        (folder / f"{name}.svg").write_bytes(svg)
        coded = base64.b64encode(svg).decode()
        pictures.append((name, f"data:image/svg+xml;base64,{coded}"))
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
    )
    text = made.get_template("profile.html").render(
        rows=f"{seen.delivered:,}",
        seed=seed,
        summary=summary(table),
        pictures=pictures,
        table=list(rows_of(table)),
    )
    (folder / "profile.html").write_text(text + "\n", encoding="utf-8")
    return folder / "profile.html", folder / "profile.csv"


def picture(name: str, seen: Seen) -> bytes:
    import matplotlib as mpl  # noqa: PLC0415 # slow to import, and only drawing needs it
    from matplotlib.figure import Figure  # noqa: PLC0415

    with mpl.rc_context(LOOK), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")
        figure = Figure(figsize=(4.8, 3.4), layout="constrained")
        PICTURES[name](figure.subplots(), seen)
        made = BytesIO()
        figure.savefig(made, format="svg", metadata={"Date": None})
    return made.getvalue()


def _short(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _pair(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    return f"{_short(low)} to {_short(high)}"
