"""
Labels to train on, joined to a run's transactions or refused with counts.

Accepted: our ``labels`` table; a table (Parquet, CSV, JSON) with ``transaction_id``,
``account_id`` or ``case_id`` and a ``label`` or ``decision``; the dispositions file
that case pages export. A case speaks for its evidence, an account for its payments.
What nobody labelled counts as negative.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.errors import InputError
from pipeline.review.dispositions import FORMAT, read_dispositions
from pipeline.runs import Run

POSITIVE = ("scheme", "report", "escalate", "positive", "true", "1")
NEGATIVE = ("look_alike", "dismiss", "negative", "false", "0")
UNDECIDED = ("open",)
KEYS = {"transaction_id": "transaction", "account_id": "account", "case_id": "case"}
PARTS = ("train", "validation", "test")
Bools = NDArray[np.bool_]


class Labelled(NamedTuple):
    """
    By transaction row: whether it is positive, and the number of the occurrence it
    belongs to (rows of one number are resampled together; -1 for negatives).

    ``known_on`` is the day each label was known, ``parts`` the part that the table
    puts the row in; None where it does not say. ``counts`` is for the model card.
    """

    positive: Bools
    occurrence: NDArray[np.int64]
    known_on: pl.Series | None
    parts: pl.Series | None
    counts: dict[str, int]


def read_labels(path: Path, today: date) -> pl.DataFrame:
    """
    kind, id, label (in lower case), and occurrence, known_on, part where there are any.

    Raises InputError for a file that is no table of labels.
    """
    if path.suffix == ".json" and FORMAT.encode() in path.read_bytes()[:4_096]:
        decided = read_dispositions(path, today)
        return _plain(
            pl.DataFrame(
                {
                    "case_id": [one.case_id for one in decided],
                    "label": [one.decision for one in decided],
                    "known_on": [one.decided_on for one in decided],
                }
            )
        )
    readers = {".parquet": pl.read_parquet, ".csv": pl.read_csv, ".json": pl.read_json}
    if path.suffix not in readers:
        raise InputError(
            f"{path.name} is none of {', '.join(readers)}. Give the labels as one."
        )
    try:
        table = readers[path.suffix](path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(f"{path.name} cannot be read; write it again.") from error
    return _plain(table)


def _plain(table: pl.DataFrame) -> pl.DataFrame:
    names = table.columns
    key = next((name for name in KEYS if name in names), None)
    if {"subject", "subject_id"}.issubset(names):
        kind, identity = pl.col("subject").cast(pl.String), pl.col("subject_id")
    elif key is not None:
        kind, identity = pl.lit(KEYS[key]), pl.col(key)
    else:
        raise InputError(
            "the labels have no subject: they need subject and subject_id, or one of "
            f"{', '.join(KEYS)}."
        )
    label = next((name for name in ("label", "decision") if name in names), None)
    if label is None:
        raise InputError("the labels need a column label or decision.")
    more = {
        "occurrence": pl.col("instance" if "instance" in names else "occurrence"),
        "known_on": pl.col("known_on" if "known_on" in names else "decided_on"),
        "part": pl.col("part"),
    }
    there = {
        name: column.cast(pl.Date if name == "known_on" else pl.String, strict=False)
        for name, column in more.items()
        if column.meta.output_name() in names
    }
    return table.select(
        kind.alias("kind"),
        identity.cast(pl.String).alias("id"),
        pl.col(label).cast(pl.String).str.to_lowercase().alias("label"),
        **there,
    )


def join_labels(labels: pl.DataFrame, run: Run) -> Labelled:
    """
    Raises InputError where labels are empty, of unknown words, or do not join.

    Where a table labels both transactions and accounts, those of transactions count.
    """
    known = (*POSITIVE, *NEGATIVE, *UNDECIDED)
    strange = labels.filter(~pl.col("label").is_in(known).fill_null(False)).height
    if labels.is_empty() or strange:
        raise InputError(
            f"{strange} of {labels.height} labels are none of {', '.join(known)}."
        )
    finest = next(
        (kind for kind in KEYS.values() if kind in set(labels["kind"])), "none"
    )
    chosen = labels.filter(pl.col("kind") == finest)
    if chosen.is_empty():
        raise InputError(f"the labels speak of none of {', '.join(KEYS.values())}.")
    rows = _rows(chosen, finest, run)
    decided = rows.filter(~pl.col("label").is_in(UNDECIDED)).with_columns(
        positive=pl.col("label").is_in(POSITIVE)
    )
    n_rows: int = run.scan("transactions").select(pl.len()).collect().item()
    positive, occurrence = np.zeros(n_rows, np.bool_), np.full(n_rows, -1, np.int64)
    hits = decided.filter("positive")
    hits = hits.with_columns(pl.col("occurrence").rank("dense").cast(pl.Int64))
    positive[hits["row"]] = True
    occurrence[hits["row"]] = hits["occurrence"]
    counts = {
        "labels": labels.height,
        f"{finest}s_labelled": chosen["id"].n_unique(),
        "transactions_positive": int(positive.sum()),
        "transactions_negative": decided.filter(~pl.col("positive"))["row"].n_unique(),
        "transactions_unlabelled": n_rows - decided["row"].n_unique(),
    }
    return Labelled(
        positive,
        occurrence,
        _by_row(hits, "known_on", n_rows),
        _by_row(decided, "part", n_rows),
        counts,
    )


def _by_row(rows: pl.DataFrame, name: str, n_rows: int) -> pl.Series | None:
    if name not in rows.columns or rows[name].null_count() == rows.height:
        return None
    wanted = pl.DataFrame({"row": pl.arange(n_rows, eager=True, dtype=pl.Int64)})
    latest = rows.group_by("row").agg(pl.col(name).max())
    return wanted.join(latest, on="row", how="left", maintain_order="left")[name]


def _rows(labels: pl.DataFrame, kind: str, run: Run) -> pl.DataFrame:
    """``labels`` with the ``row`` of each transaction they speak of, and occurrence."""
    if "occurrence" not in labels.columns:
        labels = labels.with_columns(occurrence=pl.lit(None, pl.String))
    numbered = run.scan("transactions").with_row_index("row")
    if kind == "transaction":
        subjects = numbered.select(pl.col("row").cast(pl.Int64), id="transaction_id")
    elif kind == "account":
        ends: Iterable[str] = ("sender_account", "receiver_account")
        subjects = pl.concat(
            numbered.select(pl.col("row").cast(pl.Int64), id=end) for end in ends
        )
    else:
        evidence = run.scan("case_transactions").filter(
            pl.col("part").cast(pl.String) == "evidence"
        )
        subjects = numbered.join(evidence, on="transaction_id").select(
            pl.col("row").cast(pl.Int64), id="case_id"
        )
    joined = labels.lazy().join(subjects, on="id").collect()
    strangers = labels["id"].n_unique() - joined["id"].n_unique()
    if strangers:
        raise InputError(
            f"labels do not join: {strangers} of {labels['id'].n_unique()} labelled "
            f"{kind}s are not in the run. Use the labels of the input it was made from."
        )
    # What no occurrence is told for is resampled week by week of the ledger's rows.
    alone = pl.lit("week ") + (pl.col("row") // 1_000).cast(pl.String)
    subject = pl.col("id") if kind != "transaction" else alone
    return joined.sort("row", "label").with_columns(
        pl.col("occurrence").fill_null(subject)
    )
