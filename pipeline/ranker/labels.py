"""
Labels to train on, joined to a run's transactions or refused with counts.

Accepted: our ``labels`` table; a table (Parquet, CSV, JSON) with ``transaction_id``,
``account_id`` or ``case_id`` and a ``label`` or ``decision``; the dispositions file
that case pages export. A case speaks for its evidence, an account for its payments.
What nobody labelled counts as negative.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from pipeline.errors import InputError
from pipeline.review.dispositions import (
    FORMAT,
    read_dispositions,
)

POSITIVE = ("scheme", "report", "escalate", "positive", "true", "1")
NEGATIVE = ("look_alike", "dismiss", "negative", "false", "0")
UNDECIDED = ("open",)
KEYS = {"transaction_id": "transaction", "account_id": "account", "case_id": "case"}
# A decision of a page is about the very evidence that its reviewer saw.
KINDS = (*KEYS.values(), "evidence")
PLURALS = {kind: f"{kind}s" for kind in KINDS} | {"evidence": "cases of this evidence"}
PARTS = ("train", "validation", "test")


def read_labels(path: Path, today: date) -> pl.DataFrame:
    """
    kind, id, label (in lower case), occurrence and role (null where not told), and
    known_on, part where there are any.

    Raises InputError for a file that is no table of labels.
    """
    if path.suffix == ".json" and FORMAT.encode() in path.read_bytes()[:4_096]:
        decided = read_dispositions(path, today)
        return _plain(
            pl.DataFrame(
                {
                    "case_id": [one.evidence for one in decided],
                    "label": [one.decision for one in decided],
                    "known_on": [one.decided_on for one in decided],
                }
            ),
            "evidence",
        )
    readers: dict[str, Callable[[Path], pl.DataFrame]] = {
        ".parquet": pl.read_parquet,
        ".csv": pl.read_csv,
        ".json": pl.read_json,
    }
    if path.suffix not in readers:
        raise InputError(
            f"{path.name} is none of {', '.join(readers)}. Give the labels as one."
        )
    try:
        table = readers[path.suffix](path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(f"{path.name} cannot be read; write it again.") from error
    return _plain(table)


def _plain(table: pl.DataFrame, kind_of_case: str = "case") -> pl.DataFrame:
    names = table.columns
    key = next((name for name in KEYS if name in names), None)
    if {"subject", "subject_id"}.issubset(names):
        kind, identity = pl.col("subject").cast(pl.String), pl.col("subject_id")
    elif key is not None:
        told = kind_of_case if key == "case_id" else KEYS[key]
        kind, identity = pl.lit(told), pl.col(key)
    else:
        raise InputError(
            "the labels have no subject: they need subject and subject_id, or one of "
            f"{', '.join(KEYS)}."
        )
    label = next((name for name in ("label", "decision") if name in names), None)
    if label is None:
        raise InputError("the labels need a column label or decision.")
    more = {
        "known_on": pl.col("known_on" if "known_on" in names else "decided_on"),
        "part": pl.col("part"),
    }
    there = {
        name: column.cast(pl.Date if name == "known_on" else pl.String, strict=False)
        for name, column in more.items()
        if column.meta.output_name() in names
    }
    absent = pl.lit(None)
    group = next((name for name in ("instance", "occurrence") if name in names), None)
    return table.select(
        kind.alias("kind"),
        identity.cast(pl.String).alias("id"),
        pl.col(label).cast(pl.String).str.to_lowercase().alias("label"),
        (pl.col(group) if group else absent).cast(pl.String).alias("occurrence"),
        (pl.col("role") if "role" in names else absent).cast(pl.String).alias("role"),
        **there,
    )
