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
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import polars as pl
from filelock import FileLock, Timeout

from pipeline.errors import IntegrityError, LockedError, ResourceError
from pipeline.review.dispositions import Disposition

LOG_FILE = Path("review", "log.jsonl")
HEAD_FILE = "head.json"
START = "0" * 64  # what the first line takes for the hash of the one before
PRIVATE = ("reviewer", "reason")
Line = dict[str, Any]


class Head(NamedTuple):
    lines: int
    hash: str


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
            sealed = {"kind": "disposition", **facts, "private_hash": _hash(private)}
            lines.append(_chained(lines, sealed, private))
        _write(log, lines)
        return len(new), _head_of(lines)


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
            lines.append(_chained(lines, told, None))
            _write(log, lines)
        return len(aged), _head_of(lines)


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


def verified(log: Path, kept_head: str | None = None) -> list[Line]:
    """
    The lines of a log whose chain holds, up to its head, and by ``kept_head``.

    Raises IntegrityError that names the first line which is not what was written. Lines
    after the head's are right where an import was cut short; the next one mends it.
    """
    if not log.is_file():
        if log.with_name(HEAD_FILE).is_file() or kept_head:
            raise IntegrityError(
                "review/log.jsonl is gone, though it had lines. Restore it from backup."
            )
        return []
    lines: list[Line] = []
    for text in log.read_text(encoding="utf-8").splitlines():
        lines.append(_parsed(text, lines))
    hashes = [START, *(str(line["hash"]) for line in lines)]
    _check_erasures(lines)
    lines_then, hash_then = _written_head(log)
    if lines_then >= len(hashes) or hashes[lines_then] != hash_then:
        raise IntegrityError(
            f"review/log.jsonl has {len(lines)} lines, but its head speaks of "
            f"{lines_then}: lines were cut off or replaced. Restore it from backup."
        )
    if kept_head is not None and kept_head not in hashes:
        raise IntegrityError(
            "The head that you kept is none of this log's: lines were cut off or "
            "history was rewritten. Compare with a backup."
        )
    return lines


def _parsed(text: str, before: Sequence[Line]) -> Line:
    number = len(before) + 1
    try:
        line = json.loads(text)
        entry, private = line["entry"], line["private"]
        right = (
            line["hash"] == _hash(entry)
            and entry["line"] == number
            and entry["previous"] == _head_of(before).hash
            and (private is None or entry["private_hash"] == _hash(private))
        )
    except (ValueError, TypeError, KeyError):
        right = False
    if not right:
        raise IntegrityError(
            f"review/log.jsonl, line {number}: not what was written, or lines before "
            "it were taken out, added or moved. Restore it from backup."
        )
    return dict(line)


def _check_erasures(lines: Sequence[Line]) -> None:
    """Words may only be missing where a later line says that they were erased."""
    erased = ""
    for line in reversed(lines):
        entry = line["entry"]
        if entry["kind"] == "erased":
            erased = max(erased, entry["before"])
        elif line["private"] is None and not entry["decided_on"] < erased:
            raise IntegrityError(
                f"review/log.jsonl, line {entry['line']}: reviewer and reason are "
                "gone, and no line says that they were erased. Restore from backup."
            )


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


def _chained(lines: Sequence[Line], facts: Line, private: Line | None) -> Line:
    head = _head_of(lines)
    entry = {"line": head.lines + 1, "previous": head.hash, **facts}
    return {"entry": entry, "hash": _hash(entry), "private": private}


def _head_of(lines: Sequence[Line]) -> Head:
    return Head(len(lines), str(lines[-1]["hash"]) if lines else START)


def _written_head(log: Path) -> Head:
    try:
        told = json.loads(log.with_name(HEAD_FILE).read_text(encoding="utf-8"))
        return Head(int(told["lines"]), str(told["hash"]))
    except FileNotFoundError:
        return Head(0, START)  # the first import was cut short
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IntegrityError(
            "review/head.json cannot be read. Restore it from backup."
        ) from error


def _hash(facts: Line) -> str:
    text = json.dumps(facts, sort_keys=True, ensure_ascii=True, allow_nan=False)
    return sha256(text.encode()).hexdigest()


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
    head = json.dumps(_head_of(lines)._asdict(), sort_keys=True) + "\n"
    for path, text in ((log, "".join(texts)), (log.with_name(HEAD_FILE), head)):
        draft = path.with_name(f".tmp-{path.name}")
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
