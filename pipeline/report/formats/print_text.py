"""Text that a font can draw, in an order that a reader can trust."""

import re
from collections.abc import Set
from functools import cache
from typing import Any

from pipeline.errors import ConfigError

RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff"
RUN = re.compile(f"[{RIGHT_TO_LEFT}](?:[{RIGHT_TO_LEFT}\\s]*[{RIGHT_TO_LEFT}])?")
WORD = re.compile(r"\S+")
IN_CELL, IN_LINE = 16, 48  # letters of a word that may not be broken
PIECE = 8  # letters of a long word between places where a line may break
JOINTS = "_-./:"  # after one of these a word is broken best
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


def printed(text: str, known: Set[int], unbroken: int = IN_LINE) -> str:
    """
    ``text`` without a character that would print as an empty box.

    Right-to-left runs are isolated, so that they reorder nothing beside them; words of
    more than ``unbroken`` letters get places to break.
    """
    if not ASCII.fullmatch(text):
        text = drawable_only(text, known)
        text = RUN.sub("\u2068\\g<0>\u2069", text)
    return WORD.sub(
        lambda found: breakable(found[0]) if len(found[0]) > unbroken else found[0],
        text,
    )


def breakable(word: str) -> str:
    """In pieces of about ``PIECE`` letters, none that ends where a line may not."""
    pieces = []
    while len(word) > 3 * PIECE // 2:
        joints = range(3 * PIECE // 2, PIECE // 2, -1)
        inside = range(PIECE, PIECE // 2, -1)
        end = next(
            (at for at in joints if word[at - 1] in JOINTS and word[at].isalnum()),
            next((at for at in inside if word[at - 1 : at + 1].isalnum()), PIECE),
        )
        pieces.append(word[:end])
        word = word[end:]
    return "\u200b".join([*pieces, word])


def printed_all(value: Any, known: Set[int], unbroken: int = IN_LINE) -> Any:
    """Every string inside lists, tuples and dicts' values."""
    if isinstance(value, str):
        return printed(value, known, unbroken)
    if isinstance(value, list | tuple):
        return [printed_all(one, known, unbroken) for one in value]
    if isinstance(value, dict):
        return {key: printed_all(one, known, unbroken) for key, one in value.items()}
    return value
