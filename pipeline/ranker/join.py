"""Labels joined to the rows of a run, or refused with counts."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.errors import InputError
from pipeline.ranker.account_labels import AccountLabels, account_labels
from pipeline.ranker.labels import KINDS, NEGATIVE, PLURALS, POSITIVE, UNDECIDED
from pipeline.review.dispositions import evidence_digest
from pipeline.runs import Run

Bools = NDArray[np.bool_]


class Labelled(NamedTuple):
    """
    By transaction row: whether it is positive, and the number of the occurrence it
    belongs to (rows of one number are resampled together; -1 for negatives).

    ``known_on`` is the day each label was known, ``parts`` the part that the table
    puts the row in; None where it does not say. ``counts`` is for the model card.
    ``accounts`` numbers occurrences alike.
    """

    positive: Bools
    occurrence: NDArray[np.int64]
    known_on: pl.Series | None
    parts: pl.Series | None
    accounts: AccountLabels
    counts: dict[str, int]


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
    finest = next((kind for kind in KINDS if kind in set(labels["kind"])), "none")
    chosen = labels.filter(pl.col("kind") == finest)
    if chosen.is_empty():
        raise InputError(f"the labels speak of none of {', '.join(KINDS)}.")
    rows = _rows(chosen, finest, run)
    decided = rows.filter(~pl.col("label").is_in(UNDECIDED)).with_columns(
        positive=pl.col("label").is_in(POSITIVE)
    )
    n_rows: int = run.scan("transactions").select(pl.len()).collect().item()
    positive, occurrence = np.zeros(n_rows, np.bool_), np.full(n_rows, -1, np.int64)
    hits = decided.filter("positive")
    number = pl.col("occurrence").rank("dense").cast(pl.Int64) - 1
    hits = hits.with_columns(number=number)
    positive[hits["row"]] = True
    occurrence[hits["row"]] = hits["number"]
    accounts = account_labels(labels, hits, finest, run)
    counts = {
        "labels": labels.height,
        f"{PLURALS[finest]}_labelled".replace(" ", "_"): chosen["id"].n_unique(),
        "accounts_that_took_part": np.unique(
            accounts.members // accounts.n_occurrences
        ).size,
        "transactions_positive": int(positive.sum()),
        "transactions_negative": decided.filter(~pl.col("positive"))["row"].n_unique(),
        "transactions_unlabelled": n_rows - decided["row"].n_unique(),
    }
    return Labelled(
        positive,
        occurrence,
        _by_row(hits, "known_on", n_rows),
        _by_row(decided, "part", n_rows),
        accounts,
        counts,
    )


def _by_row(rows: pl.DataFrame, name: str, n_rows: int) -> pl.Series | None:
    if name not in rows.columns or rows[name].null_count() == rows.height:
        return None
    wanted = pl.DataFrame({"row": pl.arange(n_rows, eager=True, dtype=pl.Int64)})
    latest = rows.group_by("row").agg(pl.col(name).max())
    return wanted.join(latest, on="row", how="left", maintain_order="left")[name]


def _rows(labels: pl.DataFrame, kind: str, run: Run) -> pl.DataFrame:
    """
    ``labels`` with the ``row`` of each transaction they speak of, and occurrence; of
    cases with ``case_id``.
    """
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
        evidence = evidence.with_columns(id="case_id")
        if kind == "evidence":
            digests = evidence.group_by("case_id").agg("transaction_id").collect()
            seen = [evidence_digest(ids) for ids in digests["transaction_id"]]
            digested = digests.select("case_id", id=pl.Series(seen, dtype=pl.String))
            evidence = evidence.drop("id").join(digested.lazy(), on="case_id")
        subjects = numbered.join(evidence, on="transaction_id").select(
            pl.col("row").cast(pl.Int64), "id", "case_id"
        )
    joined = labels.lazy().join(subjects, on="id").collect()
    strangers = labels["id"].n_unique() - joined["id"].n_unique()
    if strangers:
        raise InputError(
            f"labels do not join: {strangers} of {labels['id'].n_unique()} labelled "
            f"{PLURALS[kind]} are not in the run. Use labels of the input it was made "
            "from."
        )
    # What no occurrence is told for is resampled week by week of the ledger's rows.
    alone = pl.lit("week ") + (pl.col("row") // 1_000).cast(pl.String)
    subject = pl.col("id") if kind != "transaction" else alone
    return joined.sort("row", "label").with_columns(
        pl.col("occurrence").fill_null(subject)
    )
