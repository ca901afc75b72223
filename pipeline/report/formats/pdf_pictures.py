"""The pictures of a case page as SVG in print colours, each at its section."""

import re
from typing import Any, NamedTuple

from pipeline.report.case_file import CaseFile
from pipeline.report.drawings import drawn
from pipeline.report.formats.pdf_blocks import PAGE, Block
from pipeline.report.formats.pdf_styles import print_style
from pipeline.report.formats.print_text import drawable_only
from pipeline.report.network import network_picture

ACROSS, DOWN = 720.0, 390.0  # points of a picture on a page of its own, turned
LEGIBLE = 820.0  # pixels; a wider network would have letters of less than 6 points
SIZE = re.compile(r'viewBox="0 0 (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)"')


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
