"""The pictures of a case page as SVG in print colours, each at its section."""

import re
from functools import cache
from typing import Any, NamedTuple

from pipeline.report.case_file import CaseFile
from pipeline.report.drawings import drawn
from pipeline.report.formats.pdf_blocks import PAGE, Block
from pipeline.report.formats.print_text import drawable_only
from pipeline.report.html_page import TEMPLATES
from pipeline.report.network import network_picture

ACROSS, DOWN = 720.0, 390.0  # points of a picture on a page of its own, turned
LEGIBLE = 820.0  # pixels; a wider network would have letters of less than 6 points
VARIABLE = re.compile(r"var\((--[\w-]+)\)")
DECLARED = re.compile(r"(--[\w-]+):\s*([^;]+);")
SIZE = re.compile(r'viewBox="0 0 (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)"')
STAGES = ("raise", "move", "store", "use")


class Picture(NamedTuple):
    section: str  # heading of report.md that it stands under
    drawing: str  # of ``drawings.drawn``
    says: str
    share: float  # of the width between the margins


PICTURES = (
    Picture(
        "Network",
        "network",
        "Accounts in columns by role, money from left to right; dashed lines return. "
        "An outer ring marks a key channel.",
        1.0,
    ),
    Picture("Where", "drawn_map", "Corridors between countries; wider is more.", 1.0),
    Picture(
        "When",
        "timeline",
        "Value over time by financing stage (blue raise, orange move, green store, "
        "pink use; grey: amount not known; shaded: bursts), and below it the balance "
        "held between sources and ends (blue) and by those who held most.",
        1.0,
    ),
    Picture(
        "Key channels and disruption",
        "drawn_curves",
        "Share of the flow left when so many are frozen: blue, the next best each "
        "time; orange, a minimum cut; black, the best choice; grey, the biggest.",
        0.55,
    ),
)
PRINT_STYLE = (
    '.net text, .when text, .map text, .curve text { font-family: "DejaVu Sans"; } '
    ".net .heading { font-size: 12px; font-weight: 600; } "
    ".net .name, .net .country, .when text { font-size: 11px; } "
    ".map text { font-size: 12px; } .curve text { font-size: 11.5px; } "
    ".when .burst { fill: #fff3d1; } "
    ".when .panel { font-size: 12px; font-weight: 600; }"
)


def pictures(
    case: CaseFile, facts: dict[str, Any], known: frozenset[int]
) -> dict[str, list[Block]]:
    """Section → its pictures; characters that no font has are spelled out."""
    markup = drawn(case, facts, network_picture(case))
    found: dict[str, list[Block]] = {}
    for one in PICTURES:
        drawings = markup.get(one.drawing) or []
        drawings = drawings if isinstance(drawings, list) else [drawings]
        if blocks := [_block(str(each), one, known) for each in drawings]:
            blocks[-1]["says"] = one.says
            found[one.section] = blocks
    return found


def _block(markup: str, picture: Picture, known: frozenset[int]) -> Block:
    svg = markup[markup.index("<svg") : markup.rindex("</svg>") + len("</svg>")]
    size = SIZE.search(svg)
    across, down = map(float, size.groups()) if size else (ACROSS, DOWN)
    own_page = picture.drawing == "network" and across > LEGIBLE
    width = min(ACROSS, DOWN * across / down) if own_page else PAGE * picture.share
    svg = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    svg = svg.replace(">", f"><style>{print_style()}</style>", 1)
    return {
        "kind": "picture",
        "svg": drawable_only(svg, known),
        "width": min(width, across) if not own_page else width,
        "own_page": own_page,
        "title": picture.section,
        "alt": picture.says,
        "says": "",
    }


@cache
def print_style() -> str:
    """The page's styles for pictures with the print colours put in."""
    theme = (TEMPLATES / "theme.css").read_text("utf-8")
    light, _, rest = theme.partition("@media (prefers-color-scheme: dark)")
    colours = dict(DECLARED.findall(light))
    print_only = dict(DECLARED.findall(rest.partition("@media print")[2]))
    print_only.pop("--accent")  # lines of curves and corridors stay blue
    colours |= print_only
    style = (TEMPLATES / "picture.css").read_text("utf-8")
    stages = " ".join(f".{one} {{ fill: {colours[f'--{one}']}; }}" for one in STAGES)
    resolved = VARIABLE.sub(lambda found: colours[found.group(1)], style)
    return f"{resolved} {stages} {PRINT_STYLE}"
