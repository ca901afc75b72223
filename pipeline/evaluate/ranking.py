"""How well priority ranks: average precision, and what a budget of reviews finds."""

from math import ceil

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.evaluate.truth import Truth

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
SHARES = {"0.1 %": 0.001, "1 %": 0.01}
TOP_ACCOUNTS = 50


def average_precision(priority: Floats, positive: Bools) -> float | None:
    """
    Sum over thresholds of precision times the recall gained there.

    Rows of equal priority pass the threshold together, so their order does not matter.
    None without positives. Definition as in scikit-learn's user guide.
    """
    positives = int(positive.sum())
    if positives == 0:
        return None
    values, level = np.unique(-priority, return_inverse=True)
    hits = np.bincount(level, positive, values.size)
    rows = np.bincount(level, minlength=values.size)
    precision = np.cumsum(hits) / np.cumsum(rows)
    return float((precision * hits).sum() / positives)


def hits_at(priority: Floats, positive: Bools, budget: int) -> float:
    """
    Positives among the ``budget`` highest priorities.

    Where the border falls among equal priorities, the expectation over their orders.
    """
    if budget <= 0:
        return 0.0
    if budget >= priority.size:
        return float(positive.sum())
    border = np.partition(priority, priority.size - budget)[priority.size - budget]
    above, tied = priority > border, priority == border
    room = budget - int(above.sum())
    return float(positive[above].sum() + room * positive[tied].mean())


def rank(
    account_scores: pl.DataFrame, transaction_scores: pl.DataFrame, truth: Truth
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    (ranking, budgets): one row a subject, and one a subject and budget.

    Unwitting accounts are left out of the ranking. Null where nothing is labelled.
    """
    rankings, budgets = [], []
    for subject, scores, id_column in (
        ("account", account_scores, "account_id"),
        ("transaction", transaction_scores, "transaction_id"),
    ):
        guilty = truth.scheme_ids(f"{subject}s")
        ids = scores[id_column]
        kept = ~ids.is_in(truth.unwitting.implode())
        if subject == "transaction":
            kept = pl.repeat(True, ids.len(), eager=True)
        positive = ids.is_in(guilty.implode()).filter(kept).to_numpy()
        priority = scores["priority"].filter(kept).to_numpy()
        rows, positives = priority.size, int(positive.sum())
        rankings.append(
            {
                "subject": subject,
                "rows": rows,
                "positives": positives,
                "base_rate": positives / rows if rows else None,
                "average_precision": average_precision(priority, positive),
            }
        )
        sizes = {name: ceil(share * rows) for name, share in SHARES.items()}
        if subject == "account":
            sizes[f"top {TOP_ACCOUNTS}"] = min(TOP_ACCOUNTS, rows)
        for name, size in sizes.items():
            hits = hits_at(priority, positive, size)
            budgets.append(
                {
                    "subject": subject,
                    "budget": name,
                    "size": size,
                    "hits": hits if positives else None,
                    "precision": hits / size if size and positives else None,
                    "recall": hits / positives if positives else None,
                }
            )
    return (
        pl.DataFrame(rankings, schema=RANKING, orient="row"),
        pl.DataFrame(budgets, schema=BUDGETS, orient="row"),
    )


RANKING = {
    "subject": pl.String,
    "rows": pl.Int64,
    "positives": pl.Int64,
    "base_rate": pl.Float64,
    "average_precision": pl.Float64,
}
BUDGETS = {
    "subject": pl.String,
    "budget": pl.String,
    "size": pl.Int64,
    "hits": pl.Float64,
    "precision": pl.Float64,
    "recall": pl.Float64,
}
