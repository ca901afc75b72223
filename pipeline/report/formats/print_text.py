"""Text that a font can draw, in an order that a reader can trust."""

import re
from collections.abc import Set
from functools import cache
from typing import Any

from pipeline.errors import ConfigError

RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff"
RUN = re.compile(f"[{RIGHT_TO_LEFT}](?:[{RIGHT_TO_LEFT}\\s]*[{RIGHT_TO_LEFT}])?")
LONG_WORD = re.compile(r"\S{17,}")
PIECE = 8  # letters of a long word between places where a line may break
ASCII = re.compile(r"[ -~]*")


@cache
def drawable(font: str) -> frozenset[int]:
    """The characters that a font file of ours has."""
    return font_facts(font)[0]


def font_facts(font: str) -> tuple[frozenset[int], str]:
    """Characters and family of a font file. Raises ConfigError for one that is none."""
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415 # heavy

    try:
        face = FT2Font(font)
    except RuntimeError as error:
        raise ConfigError(
            "A file of report.fonts_folder is no font. Take it out, or replace it."
        ) from error
    return frozenset(face.get_charmap()), str(face.family_name)


def drawable_only(text: str, known: Set[int]) -> str:
    """``text`` with every character that no font has spelled out."""
    return "".join(
        one if one < "\x80" or ord(one) in known else f"⟨U+{ord(one):04X}⟩"
        for one in text
    )


def printed(text: str, known: Set[int]) -> str:
    """
    ``text`` without a character that would print as an empty box.

    Right-to-left runs are isolated, so that they reorder nothing beside them; long
    words get places to break.
    """
    if not ASCII.fullmatch(text):
        text = drawable_only(text, known)
        text = RUN.sub("\u2068\\g<0>\u2069", text)
    return LONG_WORD.sub(_breakable, text)


def _breakable(found: re.Match[str]) -> str:
    """Pieces of at most ``PIECE`` letters, none that ends where a line may not."""
    word = found.group()
    pieces = []
    while len(word) > PIECE:
        ends = range(PIECE, PIECE // 2, -1)
        end = next((at for at in ends if word[at - 1 : at + 1].isalnum()), PIECE)
        pieces.append(word[:end])
        word = word[end:]
    return "\u200b".join([*pieces, word])


def printed_all(value: Any, known: Set[int]) -> Any:
    """Every string inside lists, tuples and dicts' values."""
    if isinstance(value, str):
        return printed(value, known)
    if isinstance(value, list | tuple):
        return [printed_all(one, known) for one in value]
    if isinstance(value, dict):
        return {key: printed_all(one, known) for key, one in value.items()}
    return value
