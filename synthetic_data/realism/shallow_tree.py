"""A depth-limited decision tree by brute force, to see how far a cheat gets."""

from dataclasses import dataclass

import numpy as np

from synthetic_data.realism.separation import Bools, Numbers

BINS = 48  # thresholds tried for each column


@dataclass(frozen=True)
class Leaf:
    share: float


@dataclass(frozen=True)
class Split:
    column: int
    at: float
    low: "Split | Leaf"
    high: "Split | Leaf"


def grow(columns: Numbers, positive: Bools, depth: int) -> Split | Leaf:
    """Greedy by Gini impurity; ``columns`` is (columns, rows)."""
    ups, size = int(positive.sum()), positive.size
    if depth == 0 or ups in {0, size}:
        return Leaf(ups / size)
    best = None
    for number, values in enumerate(columns):
        for at in np.unique(np.quantile(values, np.linspace(0, 1, BINS)))[:-1]:
            low = values <= at
            n = int(low.sum())
            k = int(positive[low].sum())
            impurity = k * (n - k) / n + (ups - k) * (size - n - ups + k) / (size - n)
            if best is None or impurity < best[0]:
                best = (impurity, number, at, low)
    if best is None:
        return Leaf(ups / size)
    _, number, at, low = best
    return Split(
        number,
        at,
        grow(columns[:, low], positive[low], depth - 1),
        grow(columns[:, ~low], positive[~low], depth - 1),
    )


def predict(tree: Split | Leaf, columns: Numbers) -> Numbers:
    if isinstance(tree, Leaf):
        return np.full(columns.shape[1], tree.share)
    low = columns[tree.column] <= tree.at
    return np.where(low, predict(tree.low, columns), predict(tree.high, columns))


def average_precision(score: Numbers, positive: Bools) -> float:
    """Ties count as one step."""
    found = above = total = 0.0
    for value in np.unique(score)[::-1]:
        here = score == value
        gained = positive[here].sum()
        above += here.sum()
        found += gained
        total += gained / positive.sum() * found / above
    return float(total)
