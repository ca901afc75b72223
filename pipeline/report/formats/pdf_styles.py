"""
The page's styles for pictures in the little CSS that SVG in print knows.

Variables get their print colours, a variable of one class (``--role``) becomes a rule
for each such class, and mixed colours are worked out.
"""

import re
from functools import cache

from pipeline.report.html_page import STYLES, TEMPLATES

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
DECLARED = re.compile(r"(--[\w-]+):\s*([^;]+);")
VARIABLE = re.compile(r"var\((--[\w-]+)\)")
MIXED = re.compile(r"color-mix\(in srgb, #(\w{6}) (\d+)%, #(\w{6})\)")
MEDIA = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
DRAWN = re.compile(r"\.(net|map|when|curve)\b(?!-)")  # the classes of our pictures
OF_CLASS = "--role"  # set by the class of a group, read by what is in it
STAGES = ("raise", "move", "store", "use")
# Sizes again without the short form "font", and what print would lose.
OURS = (
    '.net text, .when text, .map text, .curve text { font-family: "DejaVu Sans"; } '
    ".net .heading { font-size: 12px; font-weight: 600; } "
    ".net .name, .net .country, .when text { font-size: 11px; } "
    ".map text { font-size: 12px; } .curve text { font-size: 11.5px; } "
    ".when .burst { fill: #fff3d1; } "
    ".when .panel { font-size: 12px; font-weight: 600; }"
)


@cache
def print_style() -> str:
    texts = {name: (TEMPLATES / name).read_text("utf-8") for name in STYLES}
    style = MEDIA.sub("", "".join(texts.values()))
    drawn = [
        f"{names}{{{body}}}"
        for names, body in RULE.findall(style)
        if DRAWN.match(names.strip())
    ]
    return resolved("".join(drawn), print_colours(texts["theme.css"]))


def print_colours(theme: str) -> dict[str, str]:
    """The light ones, and what print has otherwise, but for the accent: it stays."""
    light, _, rest = theme.partition("@media (prefers-color-scheme: dark)")
    colours = dict(DECLARED.findall(light))
    printed = dict(DECLARED.findall(rest.partition("@media print")[2]))
    return colours | {k: v for k, v in printed.items() if k != "--accent"}


def resolved(style: str, colours: dict[str, str]) -> str:
    rules = [(names.strip(), body.strip()) for names, body in RULE.findall(style)]
    classes = {
        name.split()[-1]: colours[VARIABLE.fullmatch(value)[1]]  # type: ignore[index] # ours
        for names, body in rules
        for declared, value in DECLARED.findall(body)
        if declared == OF_CLASS
        for name in names.split(",")
        if " " in name.strip()
    }
    made = []
    for names, body in rules:
        if f"var({OF_CLASS})" in body:
            made += [
                f"{', '.join(_within(one, name) for one in names.split(','))} "
                f"{{ {_coloured(body, colours | {OF_CLASS: colour})} }}"
                for name, colour in classes.items()
            ]
        elif OF_CLASS not in body:
            made.append(f"{names} {{ {_coloured(body, colours)} }}")
    made += [f".{one} {{ fill: {colours[f'--{one}']}; }}" for one in STAGES]
    return " ".join([*made, OURS])


def _within(selector: str, name: str) -> str:
    """``.net .line`` inside ``name``; ``.net .aside .line`` where both are on one."""
    first, *rest = selector.split()
    if len(rest) > 1:
        return " ".join([first, rest[0] + name, *rest[1:]])
    return " ".join([first, name, *rest])


def _coloured(body: str, colours: dict[str, str]) -> str:
    plain = VARIABLE.sub(lambda found: colours[found[1]], body)
    return MIXED.sub(_mixed, plain)


def _mixed(found: re.Match[str]) -> str:
    share = int(found[2]) / 100
    pairs = [
        (int(found[1][at : at + 2], 16), int(found[3][at : at + 2], 16))
        for at in (0, 2, 4)
    ]
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in pairs)
