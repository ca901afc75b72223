"""
Text from the data in files that other systems read.

Names are kept as delivered, since those systems match them; what could deceive a reader
or break a parser is spelled out: control characters, marks that turn the direction of
text, and noncharacters. A text longer than ``LONGEST`` is cut and says so.
"""

import re

from pipeline.report.hostile_text import LONGEST

DECEIVING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff"
    "\ud800-\udfff\ufffe\uffff]"
)


def spelled(found: re.Match[str]) -> str:
    return f"⟨U+{ord(found.group()):04X}⟩"


def exchanged(text: str, most: int = LONGEST) -> str:
    """``text`` with what deceives spelled out, at most ``most`` characters of it."""
    shown = DECEIVING.sub(spelled, text[:most])
    return shown if len(text) <= most else f"{shown}… ({len(text):,} characters)"
