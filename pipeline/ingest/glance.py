"""The head of a table that nobody has described yet, and what it looks like."""

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import InputError
from pipeline.ingest.encodings import UTF16_MARKS
from pipeline.ingest.files import HEAD_BYTES, SourceFile, head, source_files
from pipeline.ingest.mapped import numbered
from pipeline.ingest.parquet import is_parquet, read_parquet
from pipeline.ingest.settings import Settings

ROWS = 2_000  # looked at
DELIMITERS = (";", "\t", ",", "|")
LINES_ABOVE = 20  # at most, before the header
DIGIT_FIRST = re.compile(r"[-+(]?\d")


@dataclass(frozen=True)
class Glance:
    """
    Column names and the first rows, trimmed, by column.

    ``delimiter`` is None for Parquet. ``notes`` says what was guessed, by setting.
    """

    file: str
    columns: dict[str, list[str]]
    encoding: str = "utf-8"
    delimiter: str | None = None
    skip_lines: int = 0
    has_header: bool = True
    notes: dict[str, str] = field(default_factory=dict)


def glance(source: Path) -> Glance:
    """Raises InputError for a source without a table."""
    files = source_files(source)
    if not files:
        raise InputError("The input holds no file to look at.")
    if is_parquet(files[0]):
        return _of_parquet(files[0])
    return _of_text(files[0])


def _of_parquet(file: SourceFile) -> Glance:
    first = next(read_parquet(file, Settings(batch_rows=ROWS)), None)
    if first is None:
        raise InputError(f"{file.name} has no rows to look at.")
    values = first.values.fill_null("")
    columns = {
        name: values[name].str.strip_chars().to_list() for name in values.columns
    }
    return Glance(file.name, columns)


def _of_text(file: SourceFile) -> Glance:
    start = head(file)
    encoding, note = _encoding(start)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(start)
    lines = list(io.StringIO(text.lstrip("\ufeff"), newline=None))
    if len(start) >= HEAD_BYTES:
        lines = lines[:-1]  # cut short
    delimiter, above = _delimiter(lines)
    rows = list(csv.reader(io.StringIO("".join(lines[above:])), delimiter=delimiter))
    rows = [[cell.strip() for cell in row] for row in rows if row]
    if not rows:
        raise InputError(f"{file.name} has no rows to look at.")
    has_header = _names_columns(rows)
    names = rows[0] if has_header else [f"column {n + 1}" for n in range(len(rows[0]))]
    body = [row for row in rows[has_header : ROWS + 1] if len(row) == len(names)]
    notes = {"encoding": note} if note else {}
    return Glance(
        file.name,
        {name: [row[at] for row in body] for at, name in enumerate(numbered(names))},
        encoding,
        delimiter,
        above,
        has_header,
        notes,
    )


def _encoding(start: bytes) -> tuple[str, str | None]:
    """What it is for sure, or the likeliest with a note."""
    if start.startswith(UTF16_MARKS):
        return "utf-16", None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "cp1252", (
            "not UTF-8; Western European assumed, cp1250 would be Central European: "
            "look whether accents come out right"
        )
    if start.isascii():
        return "utf-8", "only ASCII in the rows looked at, so any encoding would fit"
    return "utf-8", None


def _delimiter(lines: list[str]) -> tuple[str, int]:
    """The sign that cuts most lines alike, and how many lines stand above those."""
    best = (0.0, 1, ",", 0)
    for delimiter in DELIMITERS:
        widths = [
            len(next(csv.reader([line], delimiter=delimiter), []))
            for line in lines[:200]
        ]
        wide = Counter(width for width in widths if width > 1)
        if wide:
            width, rows = wide.most_common(1)[0]
            above = widths.index(width)
            found = (rows / len(widths), width, delimiter, above)
            best = max(best, found, key=lambda known: known[:2])
    return best[2], best[3] if best[3] <= LINES_ABOVE else 0


def _names_columns(rows: list[list[str]]) -> bool:
    """Whether the first row is a header: words only, where others have figures."""
    first = rows[0]
    return all(first) and not any(DIGIT_FIRST.match(cell) for cell in first)
