"""
The review log: one line a decision, each sealed with the hash of the line before.

``review/log.jsonl`` in the output folder is only ever added to; ``review/head.json``
says how many lines there are and the last one's hash, so that lines cut off the end are
missed. Who can rewrite both can rewrite history: keep the head that each import prints
somewhere else, and hold the log against it.

What a person wrote (reviewer, reason) is sealed by a salted hash beside it. Retention
erases those words and adds a line that says so; the chain stays whole.
"""

import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import msgspec
import polars as pl
from filelock import FileLock, Timeout

from pipeline.errors import LockedError, ResourceError
from pipeline.review.chain import (
    HEAD_FILE,
    Head,
    Line,
    chained,
    hash_of,
    head_of,
    verified,
)
from pipeline.review.dispositions import Disposition

LOG_FILE = Path("review", "log.jsonl")
PRIVATE = ("reviewer", "reason")


def append(out: Path, decided: Sequence[Disposition]) -> tuple[int, Head]:
    """
    Add decisions that the log does not hold yet; (how many, the new head).

    All or none: the log is written anew beside itself and renamed. Raises
    IntegrityError where the log as it stands is broken, LockedError where somebody else
    writes it.
    """
    with _locked(out) as log:
        lines = verified(log)
        known = _decisions(lines)
        new = []
        for one in dict.fromkeys(decided):
            facts: Line = msgspec.to_builtins(one)
            if facts in known or {**facts, **dict.fromkeys(PRIVATE)} in known:
                continue
            new.append(one)
            private = {name: facts.pop(name) for name in PRIVATE}
            private["salt"] = secrets.token_hex(16)
            sealed = {"kind": "disposition", **facts, "private_hash": hash_of(private)}
            lines.append(chained(lines, sealed, private))
        _write(log, lines)
        return len(new), head_of(lines)


def erase(out: Path, before: date, *, dry_run: bool = False) -> tuple[int, Head]:
    """
    Erase reviewer and reason of decisions dated before a day; (how many, new head).

    That the words are gone, and since when, is a line of its own. ``dry_run`` counts.
    """
    with _locked(out) as log:
        lines = verified(log)
        aged = [
            line for line in lines if line["private"] and _decided_on(line) < before
        ]
        if aged and not dry_run:
            for line in aged:
                line["private"] = None
            told = {"kind": "erased", "before": before.isoformat(), "lines": len(aged)}
            lines.append(chained(lines, told, None))
            _write(log, lines)
        return len(aged), head_of(lines)


def read_log(log: Path | None) -> pl.DataFrame:
    """
    Every decision, oldest first, with the fields of ``Disposition``; of no log, none.

    Reviewer and reason are null where they were erased. Raises IntegrityError as
    ``verified``.
    """
    names = Disposition.__struct_fields__
    rows = pl.DataFrame(
        _decisions(verified(log) if log else []), dict.fromkeys(names, pl.String)
    )
    return rows.with_columns(pl.col("decided_on").str.to_date())


def _decisions(lines: Sequence[Line]) -> list[Line]:
    """The fields of each decision, those of a person null where erased."""
    erased = dict.fromkeys(PRIVATE)
    told = [
        {**line["entry"], **(line["private"] or erased)}
        for line in lines
        if line["entry"]["kind"] == "disposition"
    ]
    return [{n: one[n] for n in Disposition.__struct_fields__} for one in told]


def _decided_on(line: Line) -> date:
    return date.fromisoformat(line["entry"]["decided_on"])


@contextmanager
def _locked(out: Path) -> Iterator[Path]:
    log = out / LOG_FILE
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(log.with_name(".lock"), timeout=0):
            yield log
    except Timeout:
        raise LockedError("Somebody else writes the review log. Try again.") from None
    except OSError as error:
        raise ResourceError(
            f"The review log cannot be written: {error.strerror}."
        ) from error


def _write(log: Path, lines: Sequence[Line]) -> None:
    """The log first, then its head: cut short between, the log is ahead, not behind."""
    texts = [json.dumps(line, sort_keys=True) + "\n" for line in lines]
    head = json.dumps(head_of(lines)._asdict(), sort_keys=True) + "\n"
    for path, text in ((log, "".join(texts)), (log.with_name(HEAD_FILE), head)):
        draft = path.with_name(f".tmp-{path.name}")
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
