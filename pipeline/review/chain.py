"""
Lines each sealed with the hash of the line before, and a head that counts them.

A line is ``{"entry": …, "hash": …, "private": … or null}``; the entry holds its number,
the hash of the line before and a salted hash of what is private.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.errors import IntegrityError

HEAD_FILE = "head.json"
START = "0" * 64  # what the first line takes for the hash of the one before
Line = dict[str, Any]


class Head(NamedTuple):
    lines: int
    hash: str


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
            line["hash"] == hash_of(entry)
            and entry["line"] == number
            and entry["previous"] == head_of(before).hash
            and (private is None or entry["private_hash"] == hash_of(private))
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


def chained(lines: Sequence[Line], facts: Line, private: Line | None) -> Line:
    head = head_of(lines)
    entry = {"line": head.lines + 1, "previous": head.hash, **facts}
    return {"entry": entry, "hash": hash_of(entry), "private": private}


def head_of(lines: Sequence[Line]) -> Head:
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


def hash_of(facts: Line) -> str:
    text = json.dumps(facts, sort_keys=True, ensure_ascii=True, allow_nan=False)
    return sha256(text.encode()).hexdigest()
