"""The words templates may use on values, for HTML and Markdown alike."""

from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import Markup, escape

from pipeline.report import wording
from pipeline.report.hostile_text import brief
from pipeline.report.rows import row_link

FIND_LETTERS = 20_000  # of the ids behind one shape or row that a reader can search


def searchable(ids: Iterable[str]) -> Markup:
    """Ids for an attribute that the page's script searches, separated by spaces."""
    return escape(" ".join(map(brief, ids))[:FIND_LETTERS])


def whole(coordinates: str) -> Markup:
    """Paths and numbers of our own making, however long; not for data."""
    return escape(coordinates)


FILTERS: dict[str, Callable[..., Any]] = {
    "brief": brief,
    "changed": wording.changed,
    "cents": wording.cents_or_unknown,
    "counted": wording.counted,
    "day": wording.day,
    "decided": wording.decided,
    "listing": wording.listing,
    "money": wording.money,
    "period": wording.period,
    "place": wording.place,
    "row_link": row_link,
    "searchable": searchable,
    "share": wording.share,
    "spoken": wording.spoken,
    "whole": whole,
}
