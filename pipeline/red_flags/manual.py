"""The manual page of a red flag, and the catalogue with what this data can show."""

import inspect
import re
import sys
from typing import NamedTuple

import msgspec
import polars as pl

from pipeline.errors import ConfigError
from pipeline.red_flags.red_flag import RedFlag
from pipeline.red_flags.registry import RED_FLAGS
from pipeline.red_flags.settings import nearest
from pipeline.schemas import conform

HEADINGS = ("Why", "Source", "Innocent", "Blind to")


class ThresholdNote(NamedTuple):
    name: str
    default: float
    reason: str


class ManualPage(NamedTuple):
    """What ``tfnet explain`` shows; ``sections`` has the four headings, in order."""

    red_flag: str
    title: str
    summary: str
    sections: dict[str, str]
    needs: tuple[str, ...]
    thresholds: list[ThresholdNote]


def manual_page(red_flag_id: str) -> ManualPage:
    """Raises ConfigError for an id that is not built, with the nearest that are."""
    if red_flag_id not in RED_FLAGS:
        raise ConfigError(
            f"No red flag {red_flag_id!r} is built. "
            f"Nearest: {', '.join(nearest(red_flag_id, RED_FLAGS))}."
        )
    red_flag = RED_FLAGS[red_flag_id]
    text = inspect.cleandoc(sys.modules[red_flag.thresholds.__module__].__doc__ or "")
    summary, *rest = re.split(rf"^({'|'.join(HEADINGS)}):", text, flags=re.MULTILINE)
    sections = dict(zip(rest[::2], map(_one_line, rest[1::2]), strict=True))
    return ManualPage(
        red_flag=red_flag.id,
        title=red_flag.title,
        summary=_one_line(summary),
        sections=sections,
        needs=red_flag.needs,
        thresholds=_notes(red_flag),
    )


def catalogue_table(status: pl.DataFrame | None = None) -> pl.DataFrame:
    """
    One row a red flag, with what it needs and whether and how it could be tested.

    ``status`` is red_flag_status of a run; without it testable, reason and alerts are
    null.
    """
    facts = [
        (each.id, each.title, each.source, ", ".join(each.needs))
        for each in RED_FLAGS.values()
    ]
    columns = dict.fromkeys(["red_flag", "title", "source", "needs"], pl.String)
    known = pl.DataFrame(facts, columns, orient="row")
    if status is None:
        status = conform("red_flag_status", pl.DataFrame())
    told = status.select("red_flag", "testable", "reason", "alerts")
    return known.join(told, on="red_flag", how="left", maintain_order="left")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _notes(red_flag: RedFlag) -> list[ThresholdNote]:
    notes = []
    for field in msgspec.inspect.type_info(red_flag.thresholds).fields:  # type: ignore[attr-defined] # a StructType
        described = getattr(field.type, "extra_json_schema", None) or {}
        notes.append(
            ThresholdNote(field.name, field.default, described.get("description", ""))
        )
    return notes
