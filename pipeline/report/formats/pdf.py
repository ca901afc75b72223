"""
PDF: report.md in print with its pictures, outline, page numbers and handling marks.

typst gets a template of ours and the case as JSON: text of the data is never markup,
and nothing is fetched. Fonts are those that typst and matplotlib bring, and the
operator's; a character that none can draw is spelled out.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.errors import ConfigError, ContractError
from pipeline.report.case_file import CaseFile
from pipeline.report.formats.making import Making
from pipeline.report.formats.pdf_blocks import Block, blocks, with_widths
from pipeline.report.formats.pdf_pictures import pictures
from pipeline.report.formats.print_text import (
    IN_CELL,
    drawable,
    font_facts,
    printed_all,
)
from pipeline.report.html_page import NOTICE, TEMPLATES, software
from pipeline.report.markdown import report_md

FONTS = ("Libertinus Serif", "DejaVu Sans")


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
        known = drawable(str(ours / "DejaVuSans.ttf"))
        families = list(FONTS)
        for font in own:
            letters, family = font_facts(font)
            known |= letters
            families.append(family)
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


def _data(case: CaseFile, making: Making, known: frozenset[int]) -> dict[str, Any]:
    told = [
        with_widths(printed_all(one, known, IN_CELL))
        if one["kind"] == "table"
        else printed_all(one, known)
        for one in blocks(report_md(making.facts).decode())
    ]
    frame: dict[str, Any] = printed_all(
        {
            "title": f"Case {case.case_id}",
            "handling": making.settings.handling,
            "status": case.status,
            "notice": NOTICE,
            "software": software(),
        },
        known,
    )
    return frame | {"blocks": _placed(told, pictures(case, making.facts, known))}


def _placed(told: list[Block], drawings: dict[str, list[Block]]) -> list[Block]:
    """Contents before the first section; its pictures under each section's title."""
    placed: list[Block] = []
    first = True
    for block in told:
        section = block["runs"][0][0] if block.get("level") == 2 else ""
        if section and first:
            placed.append({"kind": "contents"})
            first = False
        own = drawings.get(section, [])
        if not any(one["own_page"] for one in own):  # which brings its title along
            placed.append(block)
        placed += own
    return placed
