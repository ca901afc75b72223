"""TOML for people to edit: a setting a line, its note behind it."""

import json
import re
from collections.abc import Mapping, Sequence
from textwrap import wrap

Value = str | int | Sequence[str] | Mapping[str, Sequence[str]]
BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
CONTROL = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
WIDTH = 88


def quoted(text: str) -> str:
    """A basic string; what cannot be seen, or turns a line around, is escaped."""
    plain = json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False)
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", plain)


def written(value: Value) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        pairs = (f"{key(name)} = {written(told)}" for name, told in value.items())
        return f"{{ {', '.join(pairs)} }}"
    return f"[{', '.join(map(quoted, value))}]"


def key(name: str) -> str:
    return name if BARE.fullmatch(name) else quoted(name)


class Lines:
    def __init__(self) -> None:
        self._lines: list[str] = []

    def comment(self, text: str) -> None:
        for line in text.split("\n"):
            self._lines += wrap(
                line, WIDTH, initial_indent="# ", subsequent_indent="# "
            )

    def table(self, name: str, note: str | None = None) -> None:
        self._lines += ["", f"{name}  # {note}" if note else name]

    def say(self, name: str, value: Value, note: str | None = None) -> None:
        """The note stands behind, or above where the line would be long."""
        line = f"{key(name)} = {written(value)}"
        if note and len(line) + len(note) + 4 > WIDTH:
            self.comment(note)
            note = None
        self._lines.append(f"{line}  # {note}" if note else line)

    def text(self) -> str:
        return "\n".join(self._lines) + "\n"
