"""
PDF: report.md in print with its pictures, outline, page numbers and handling marks.

typst gets a template of ours and the case as JSON: text of the data is never markup,
and nothing is fetched. Fonts are those that typst and matplotlib bring, and the
operator's; a character that none can draw is spelled out.
"""

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.errors import ConfigError, ContractError
from pipeline.report.case_file import CaseFile
from pipeline.report.drawings import drawn
from pipeline.report.formats.making import Making
from pipeline.report.formats.pdf_blocks import Block, blocks, with_widths
from pipeline.report.formats.print_text import drawable, printed, printed_all
from pipeline.report.html_page import NOTICE, TEMPLATES, software
from pipeline.report.markdown import report_md
from pipeline.report.network import network_picture

WIDE, TALL = 720.0, 400.0  # points for a picture on a landscape page
ACROSS = 480.0  # points for one between paragraphs
LEGIBLE = 820.0  # pixels; a wider network would have letters of less than 6 points
FONTS = ("Libertinus Serif", "DejaVu Sans")
VARIABLE = re.compile(r"var\((--[\w-]+)\)")
DECLARED = re.compile(r"(--[\w-]+):\s*([^;]+);")
SIZE = re.compile(r'viewBox="0 0 (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)"')
AFTER_SUMMARY, AT_TIMES = "Who", "When"  # sections the pictures stand at
SAYS = (
    "Accounts in columns by role, money from left to right; dashed lines return. "
    "An outer ring marks a key channel.",
    "Value over time by financing stage (blue raise, orange move, green store, pink "
    "use; grey: amount not known; shaded: bursts), and the balance held in between.",
)
PRINT_STYLE = (
    '.net text, .when text { font-family: "DejaVu Sans"; } '
    ".net .heading { font-size: 12px; font-weight: 600; } "
    ".net .name, .net .country, .when text { font-size: 11px; } "
    ".when .burst { fill: #fff3d1; } "
    ".when .panel { font-size: 12px; font-weight: 600; }"
)


def case_pdf(case: CaseFile, making: Making) -> bytes:
    """The same case gives the same bytes. Raises ConfigError without the extra pdf."""
    try:
        import typst  # noqa: PLC0415 # an extra
        from matplotlib import get_data_path  # noqa: PLC0415 # heavy
    except ImportError as error:
        raise ConfigError(
            "PDF needs typst. Install it: pip install 'tfnet[pdf]'."
        ) from error
    ours = Path(get_data_path()) / "fonts" / "ttf"
    with TemporaryDirectory() as folder:
        own = _operators_fonts(making, Path(folder))
        known = drawable(str(ours / "DejaVuSans.ttf")).union(*map(drawable, own))
        families = [*FONTS, *(_family(font) for font in own)]
        told = _data(case, making, known) | {"fonts": list(dict.fromkeys(families))}
        fonts: list[Any] = [str(ours), folder]
        try:
            return bytes(
                typst.compile(
                    (TEMPLATES / "case.typ").read_bytes(),
                    format="pdf",
                    sys_inputs={"data": json.dumps(told)},
                    font_paths=fonts,
                    ignore_system_fonts=True,
                    pdf_standards="ua-1",
                    timestamp=0,
                )
            )
        except typst.TypstError as error:
            raise ContractError(
                "the PDF could not be set. This is a bug: please report it."
            ) from error


def _operators_fonts(making: Making, folder: Path) -> list[str]:
    """The operator's font files, written where typst looks."""
    paths = []
    for name, content in sorted(making.files.items()):
        if name.startswith("fonts/"):
            path = folder / Path(name).name
            path.write_bytes(content)
            paths.append(str(path))
    return paths


def _family(font: str) -> str:
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415 # heavy

    return str(FT2Font(font).family_name)


def _data(case: CaseFile, making: Making, known: frozenset[int]) -> dict[str, Any]:
    facts = making.facts
    pictures = drawn(case, facts, network_picture(case))
    told = printed_all(blocks(report_md(facts).decode()), known)
    told = [with_widths(one) if one["kind"] == "table" else one for one in told]
    placed = _placed(
        told,
        _picture(pictures["network"], known, "Network", SAYS[0]),
        _picture(pictures["timeline"], known, "", SAYS[1]),
    )
    frame: dict[str, Any] = printed_all(
        {
            "title": f"Case {case.case_id}",
            "handling": making.settings.handling,
            "status": "alleged",
            "notice": NOTICE,
            "software": software(),
        },
        known,
    )
    return frame | {"blocks": placed}


def _placed(told: list[Block], network: list[Block], times: list[Block]) -> list[Block]:
    """Contents before the first section, the pictures at theirs."""
    placed: list[Block] = []
    first = True
    for block in told:
        section = block["runs"][0][0] if block.get("level") == 2 else ""
        if section and first:
            placed.append({"kind": "contents"})
            first = False
        placed += network if section == AFTER_SUMMARY else []
        placed.append(block)
        placed += times if section == AT_TIMES else []
    return placed


def _picture(
    markup: str | None, known: frozenset[int], title: str, says: str
) -> list[Block]:
    """One with a title has its own place; on a page across if it is wide."""
    if markup is None:
        return []
    svg = str(markup)  # no longer Markup, which escapes what is put in
    svg = svg[svg.index("<svg") : svg.index("</svg>") + len("</svg>")]
    across, down = map(float, SIZE.search(svg).groups())  # type: ignore[union-attr] # ours
    wide = bool(title) and across > LEGIBLE
    room = min(WIDE, TALL * across / down) if wide else min(ACROSS, across)
    svg = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    svg = svg.replace(">", f"><style>{_print_style()}</style>", 1)
    return [
        {
            "kind": "picture",
            "svg": "".join(
                one if ord(one) < 128 or ord(one) in known else f"⟨U+{ord(one):04X}⟩"
                for one in svg
            ),
            "width": room,
            "wide": wide,
            "title": title,
            "says": printed(says, known),
        }
    ]


def _print_style() -> str:
    """The page's styles for pictures with the print colours put in."""
    theme = (TEMPLATES / "theme.css").read_text("utf-8")
    light, _, rest = theme.partition("@media (prefers-color-scheme: dark)")
    colours = dict(DECLARED.findall(light))
    colours |= dict(DECLARED.findall(rest.partition("@media print")[2]))
    style = (TEMPLATES / "picture.css").read_text("utf-8")
    stages = "".join(
        f".{one} {{ fill: {colours[f'--{one}']}; }}"
        for one in ("raise", "move", "store", "use")
    )
    resolved = VARIABLE.sub(lambda found: colours[found.group(1)], style)
    return f"{resolved} {stages} {PRINT_STYLE}"
