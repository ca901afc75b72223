"""
Text from the data, made safe to show: it is hostile until shown otherwise.

``visible`` comes first everywhere: characters that hide, reorder or break lines are
shown as escapes such as ⟨U+202E⟩. Then each output has its own escape: jinja2's for
HTML, ``for_markdown`` and ``for_csv`` here. case.json keeps the text as delivered.
"""

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 2_000  # characters shown of any text; the rest is in case.json
BRIEF = 64  # characters of an id or name in a sentence or a table
MARKS = 3  # combining marks on one letter; real scripts need no more
# Printable by Unicode's categories, yet they draw nothing.
BLANKS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u180b-\u180f\ufe00-\ufe0f"
    "\U000e0100-\U000e01ef]"
)
# Seen as they are and without power over their neighbours; most text is of these alone.
PLAIN = re.compile(f"[ -~¡-¬®-ʯ–—‘’“”…→]{{0,{LONGEST}}}")
FORMULA_START = re.compile(r"\s*[=+\-@\t\r\n＝＋－−＠]")
MARKDOWN = re.compile(r"[\\`*_\[\]<>|&~$]|^[-+=#]|#(?=\d)|^\d+(?=[.)](?:\s|$))")
# Most text: nothing that any Markdown could take for more than itself.
HARMLESS = re.compile(
    r"[A-Za-z](?:[A-Za-z0-9 ,;()%/–]|(?<=[0-9])\.(?=[0-9])|-(?=\w))*"
    r"|[0-9][0-9,-]*(?:\.[0-9]+)?|"
)
# What renderers turn into links by themselves; written as analysts defang addresses.
ADDRESS = re.compile(r":(?=//)|(?<=www)\.|(?<=mailto):|@", re.IGNORECASE)


def visible(text: str) -> str:
    """``text`` on one line, with every character that cannot be seen spelled out."""
    return brief(text, LONGEST)


def brief(text: str, most: int = BRIEF) -> str:
    """An id or a name as reports quote it: visible, and cut where it gets longer."""
    if len(text) <= most and PLAIN.fullmatch(text):
        return text
    shown: list[str] = []
    room = most
    for piece in _pieces(text[:most]):
        room -= len(piece)
        if room < 0:
            break
        shown.append(piece)
    if len(shown) == len(text):
        return "".join(shown)
    return f"{''.join(shown)}… ({len(text):,} characters)"


def _pieces(text: str) -> Iterator[str]:
    """Each character, or its escape."""
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        seen = (character.isprintable() or category == "Zs") and marks <= MARKS
        if seen and not BLANKS.match(character):
            yield character
        else:
            yield f"⟨U+{ord(character):04X}⟩"


def _backslash(found: re.Match[str]) -> str:
    matched = found.group()
    if matched[0].isdigit():  # "1." would start a list
        return matched + "\\"
    return "\\" + matched


def for_markdown(text: str) -> str:
    """
    ``text`` as plain text in CommonMark and GitHub Markdown: no link, no markup.

    Addresses are defanged (``http[:]//a``), since an escape does not stop GitHub from
    linking them.
    """
    if HARMLESS.fullmatch(text):
        return text
    return MARKDOWN.sub(_backslash, ADDRESS.sub(r"[\g<0>]", visible(text)))


def for_csv(text: str) -> str:
    """
    A quoted text cell that no spreadsheet takes for a formula.

    After OWASP's advice on CSV injection: cells that start like a formula get a ' in
    front. Numbers go through ``str`` instead and stay numbers.
    """
    shown = visible(text)
    guard = "'" if FORMULA_START.match(text) or FORMULA_START.match(shown) else ""
    return '"' + guard + shown.replace('"', '""') + '"'
