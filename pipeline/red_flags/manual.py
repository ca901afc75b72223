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
from pipeline.reference.catalogue import catalogue

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
    One row an indicator, with what it needs and whether and how it could be tested.

    ``status`` is red_flag_status of a run; without it testable and alerts are null.
    """
    built = pl.DataFrame(
        [(each.id, each.title, ", ".join(each.needs)) for each in RED_FLAGS.values()],
        dict.fromkeys(["red_flag", "our_title", "our_needs"], pl.String),
        orient="row",
    )
    if status is None:
        status = pl.DataFrame(
            schema={
                "red_flag": pl.String,
                "testable": pl.Boolean,
                "reason": pl.String,
                "alerts": pl.Int64,
            }
        )
    known = pl.col("our_needs").is_not_null()
    return (
        catalogue()
        .select(
            "source",
            red_flag="id",
            title="name",
            fields=pl.col("data_fields").list.join(", "),
        )
        .join(built, on="red_flag", how="left", maintain_order="left")
        .join(status, on="red_flag", how="left", maintain_order="left")
        .select(
            "red_flag",
            pl.coalesce("our_title", "title").alias("title"),
            "source",
            pl.coalesce("our_needs", "fields").alias("needs"),
            known.alias("built"),
            pl.when(known).then("testable").otherwise(False).alias("testable"),
            pl.when(known)
            .then("reason")
            .otherwise(pl.lit("not built yet"))
            .alias("reason"),
            "alerts",
        )
    )


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
