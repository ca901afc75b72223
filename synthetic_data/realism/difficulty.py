"""
Whether a world's schemes could be found by cheating: by what rows say of themselves.

Elsewhere one count or column gives them away: transactions of a pair (AUC 0.976 in
AMLSim), the amount (0.897 in Tide), the payees (0.90 in AMLGentex).
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from synthetic_data.realism.seen import Tables
from synthetic_data.realism.separation import (
    NULLABLE,
    WORDS,
    Bools,
    Numbers,
    auc,
    columns,
)
from synthetic_data.realism.shallow_tree import average_precision, grow, predict

GATE_AUC, GATE_PRECISION, RARE = 0.75, 0.2, 0.001
DEPTH, FEW_WORDS = 3, 60


class Gate(NamedTuple):
    what: str
    value: float
    limit: float
    holds: bool


Words = dict[str, list[str | bool]]


def difficulty(tables: Tables) -> list[Gate]:
    """None where nothing is planted. The tree learns from half of the instances."""
    positive = scheme_rows(tables.transactions, tables.labels)
    if not positive.any():
        return []
    areas = separations(tables.transactions, positive)
    name = max(areas, key=lambda column: areas[column])
    emitted = tables.labels.filter(subject="transaction").join(
        tables.transactions, left_on="subject_id", right_on="transaction_id", how="anti"
    )
    tree = _by_halves(tables, positive)
    return [
        Gate(
            f"raw column or count that separates best: {name}, AUC",
            areas[name],
            GATE_AUC,
            areas[name] <= GATE_AUC,
        ),
        Gate(
            "depth-3 tree at a base rate of 0.1 %, average precision",
            tree,
            GATE_PRECISION,
            tree < GATE_PRECISION,
        ),
        Gate(
            "planted transactions that are missing",
            emitted.height,
            0,
            emitted.is_empty(),
        ),
    ]


def scheme_rows(transactions: pl.DataFrame, labels: pl.DataFrame) -> Bools:
    planted = labels.filter(subject="transaction", label="scheme")
    return (
        transactions["transaction_id"].is_in(planted["subject_id"].implode()).to_numpy()
    )


def separations(transactions: pl.DataFrame, positive: Bools) -> dict[str, float]:
    """AUC of every raw column and count, in the better direction."""
    return {
        name: auc(values, positive)
        for name, values in columns(transactions, positive).items()
    }


def words_of(transactions: pl.DataFrame) -> Words:
    """Of the columns that hold only a few; a branch or two is no vocabulary."""
    return {
        name: transactions[name].drop_nulls().unique().sort().to_list()
        for name in WORDS
        if transactions[name].n_unique() < FEW_WORDS
    }


def raw_features(transactions: pl.DataFrame, words: Words) -> Numbers:
    """Numbers as they are, words one by one."""
    at = pl.col("booked_at")
    frame = transactions.select(
        pl.col("amount").cast(pl.Float64),
        at.dt.hour().alias("hour"),
        at.dt.weekday().alias("weekday"),
        at.dt.day().alias("day"),
        at.dt.month().alias("month"),
        *(pl.col(name).is_null().alias(f"{name}_null") for name in NULLABLE),
        *(
            (pl.col(name) == word).fill_null(value=False).alias(f"{name}={word}")
            for name, known in words.items()
            for word in known
        ),
    )
    return frame.cast(pl.Float64).to_numpy().T


def thinned(positive: Bools) -> Bools:
    """Which rows to keep for a base rate of 0.1 %: most scheme rows are left out."""
    rng = np.random.default_rng(1)
    share = RARE * (~positive).sum() / positive.sum()
    return np.asarray(~positive | (rng.random(positive.size) < share))


def _by_halves(tables: Tables, positive: Bools) -> float:
    """Learnt on one half of the instances and ordinary rows, tried on the other."""
    rng = np.random.default_rng(2)
    planted = tables.labels.filter(subject="transaction", label="scheme")
    instances = planted["instance"].unique().sort()
    chosen = instances.filter(pl.Series(rng.permutation(instances.len()) % 2 == 0))
    mine = planted.filter(pl.col("instance").is_in(chosen.implode()))["subject_id"]
    half = tables.transactions["transaction_id"].is_in(mine.implode()).to_numpy()
    half = np.where(positive, half, rng.random(positive.size) < 0.5)
    words = words_of(tables.transactions)
    sides = []
    for side in (half, ~half):
        rows = tables.transactions.filter(pl.Series(side))
        keep = thinned(positive[side])
        features = raw_features(rows.filter(pl.Series(keep)), words)
        sides.append((features, positive[side][keep]))
    (learnt, told), (tried, truth) = sides
    if not told.any() or not truth.any():
        return 0.0
    return average_precision(predict(grow(learnt, told, DEPTH), tried), truth)
