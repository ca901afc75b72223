"""
report.md as blocks for the PDF: headings, paragraphs, lists and tables of plain runs.

The Markdown is ours and its hostile text is escaped, so parsing it gives the text back:
the PDF says in print what report.md says, section by section.
"""

import re
from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

Block = dict[str, Any]
Runs = list[tuple[str, bool]]  # text, and whether it is strong
PAGE = 482.0  # points between the margins of A4
LETTER, PADDING = 4.1, 9.0  # points: a typical letter of a table, and around a cell
BREAKS = re.compile("[ \u200b]+")  # not at a no-break space
LONG = 40  # letters of a cell that ask for width; longer ones wrap
NUMBER = 20  # characters of an amount that is not broken
ALIGN = {"text-align:right": "right", "text-align:center": "center"}


def blocks(markdown: str) -> list[Block]:
    """In order; nested lists are items of items."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    return list(_blocks(iter(tokens), ""))


def _blocks(tokens: Iterator[Token], until: str) -> Iterator[Block]:
    for token in tokens:
        if token.type == until:
            return
        if token.type == "heading_open":
            level = int(token.tag[1:])
            yield {"kind": "heading", "level": level, "runs": _runs(next(tokens))}
        elif token.type == "inline":
            yield {"kind": "paragraph", "runs": _runs(token)}
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            yield _list(tokens, token.type.removesuffix("_open"))
        elif token.type == "table_open":
            yield _table(tokens)


def _list(tokens: Iterator[Token], kind: str) -> Block:
    items = []
    for token in tokens:
        if token.type == f"{kind}_close":
            break
        if token.type == "list_item_open":
            items.append(list(_blocks(tokens, "list_item_close")))
    return {"kind": "list", "numbered": kind == "ordered_list", "items": items}


def _table(tokens: Iterator[Token]) -> Block:
    rows: list[list[Runs]] = []
    align: list[str] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "th_open":
            align.append(ALIGN.get(str(token.attrGet("style")), "left"))
        elif token.type == "inline":
            rows[-1].append(_runs(token))
    return {"kind": "table", "align": align, "head": rows[0], "rows": rows[1:]}


def _runs(inline: Token) -> Runs:
    found: Runs = []
    strong = 0
    for one in inline.children or []:
        strong += one.type == "strong_open"
        strong -= one.type == "strong_close"
        if text := " " if one.type in ("softbreak", "hardbreak") else one.content:
            found.append((text, bool(strong)))
    return found


def with_widths(table: Block) -> Block:
    """
    ``table`` with ``widths`` in points, one a column, that add up to the page.

    First each column gets room for its longest word, then for half of its cells, for
    nine in ten, for all; where the page is full, the last of these is shared out.
    """
    table = _unbroken_numbers(table)
    rows = [table["head"], *table["rows"]]
    wanted = []
    for at in range(len(table["align"])):
        texts = ["".join(text for text, _ in row[at]) for row in rows]
        words = [len(word) for text in texts for word in BREAKS.split(text)]
        lengths = [min(one, LONG) for one in sorted(map(len, texts))]
        last = len(lengths) - 1
        goals = [max(words), lengths[last // 2], lengths[9 * last // 10], lengths[last]]
        wanted.append([LETTER * one + PADDING for one in goals])
    widths = [0.0] * len(wanted)
    for step in range(4):
        lacks = [max(0.0, one[step] - w) for one, w in zip(wanted, widths, strict=True)]
        spare = PAGE - sum(widths)
        part = min(1.0, spare / sum(lacks)) if sum(lacks) else 0.0
        widths = [w + part * lack for w, lack in zip(widths, lacks, strict=True)]
    wider = PAGE / sum(widths)
    return table | {"widths": [round(wider * one, 1) for one in widths]}


def _unbroken_numbers(table: Block) -> Block:
    """An amount stays on one line with its currency."""
    sides = table["align"]

    def kept(cell: Runs, side: str) -> Runs:
        short = side == "right" and sum(len(text) for text, _ in cell) <= NUMBER
        return [(text.replace(" ", "\u00a0") if short else text, b) for text, b in cell]

    rows = [
        [kept(cell, side) for cell, side in zip(row, sides, strict=True)]
        for row in table["rows"]
    ]
    return table | {"rows": rows}
