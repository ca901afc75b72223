"""How well a ranker ranks: average precision, F1, budgets, intervals, drift."""

from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.evaluate.ranking import SHARES, average_precision, hits_at

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
RESAMPLES = 200
BASE_RATES = (1e-3, 1e-5, 1e-6)
DECILES = np.linspace(0, 1, 11)[1:-1]
SMALLEST = 1e-4  # share of a bin: an empty one must not be infinite


def platt(log_odds: NDArray[np.floating[Any]], positive: Bools) -> tuple[float, float]:
    """
    Slope and intercept that make log odds those of ``positive``; the slope is above 0.

    Newton's method on the likelihood with the targets of Platt (1999), which keep small
    samples from certainty. The order of rows is not changed.
    """
    hits = int(positive.sum())
    misses = positive.size - hits
    target = np.where(positive, (hits + 1) / (hits + 2), 1 / (misses + 2))
    scores = np.asarray(log_odds, np.float64)
    slope, intercept = 1.0, float(np.log((hits + 1) / (misses + 1)) - scores.mean())
    for _ in range(100):
        chance = certainty(slope * scores + intercept)
        error, weight = chance - target, chance * (1 - chance) + 1e-12
        gradient = np.array([(error * scores).sum() + 1e-6 * (slope - 1), error.sum()])
        mixed = (weight * scores).sum()
        curve = np.array(
            [[(weight * scores**2).sum() + 1e-6, mixed], [mixed, weight.sum()]]
        )
        step = np.linalg.solve(curve, gradient)
        step /= max(1.0, float(np.abs(step).max()))
        slope, intercept = slope - step[0], intercept - step[1]
        if np.abs(step).max() < 1e-9:
            break
    return max(float(slope), 1e-3), float(intercept)


def certainty(log_odds: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Log odds as a share from 0 to 1."""
    return 1 / (1 + np.exp(-np.clip(np.asarray(log_odds, np.float64), -60, 60)))


def best_threshold(chance: Floats, positive: Bools) -> float:
    """The lowest chance to flag from, so that F1 is largest; of equals the highest."""
    order = np.argsort(-chance, kind="stable")
    hits = np.cumsum(positive[order])
    flagged = np.arange(1, chance.size + 1)
    f1 = 2 * hits / (flagged + positive.sum())
    ends = np.append(chance[order][1:] < chance[order][:-1], True)  # not within ties
    return float(chance[order][np.flatnonzero(ends)[np.argmax(f1[ends])]])


def metrics(
    chance: Floats, positive: Bools, threshold: float, occurrence: NDArray[np.int64]
) -> dict[str, Any]:
    """Everything about one part; intervals of 95 % by resampling occurrences."""
    flagged = chance >= threshold
    rows, hits = chance.size, int(positive.sum())
    found: dict[str, Any] = {
        "rows": rows,
        "positives": hits,
        "base_rate": hits / rows,
        "average_precision": average_precision(chance, positive),
        "average_precision_interval": list(interval(chance, positive, occurrence)),
        **_at(flagged, positive),
    }
    for name, share in SHARES.items():
        budget = ceil(share * rows)
        got = hits_at(chance, positive, budget)
        found[f"precision at {name}"] = got / budget
        found[f"recall at {name}"] = got / hits
    found["precision_expected"] = expected(flagged, positive)
    return found


def _at(flagged: Bools, positive: Bools) -> dict[str, float | None]:
    both = int((flagged & positive).sum())
    named, hits = int(flagged.sum()), int(positive.sum())
    return {
        "f1": 2 * both / (named + hits) if named + hits else None,
        "precision": both / named if named else None,
        "recall": both / hits if hits else None,
    }


def expected(flagged: Bools, positive: Bools) -> dict[str, float]:
    """Precision where positives are rarer, all else equal: of each of BASE_RATES."""
    recall = flagged[positive].mean() if positive.any() else 0.0
    false = flagged[~positive].mean() if (~positive).any() else 0.0
    return {
        f"{rate:g}": float(
            recall * rate / max(recall * rate + false * (1 - rate), 1e-300)
        )
        for rate in BASE_RATES
    }


def interval(
    chance: Floats, positive: Bools, occurrence: NDArray[np.int64]
) -> tuple[float, float]:
    """95 % of averages of precision, positive occurrences drawn with replacement."""
    order = np.argsort(-chance, kind="stable")
    hit = positive[order]
    _, number = np.unique(occurrence[order][hit], return_inverse=True)
    misses = np.cumsum(~hit)[hit]
    random = np.random.default_rng(0)
    drawn = []
    for _ in range(RESAMPLES):
        times = np.bincount(
            random.integers(0, number.max() + 1, number.max() + 1),
            minlength=number.max() + 1,
        )[number]
        hits = np.cumsum(times)
        total = hits[-1]
        if total:
            drawn.append((times * hits / np.maximum(hits + misses, 1)).sum() / total)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(low), float(high)


def drift(
    before: NDArray[np.float32], after: NDArray[np.float32]
) -> NDArray[np.float64]:
    """
    Population stability index of each column, by deciles of ``before``, unknown a bin
    of its own: below 0.1 is little, above 0.25 much.
    """
    return np.array(
        [_drift(one, other) for one, other in zip(before.T, after.T, strict=True)]
    )


def _drift(before: NDArray[np.float32], after: NDArray[np.float32]) -> float:
    known = before[~np.isnan(before)]
    edges = np.unique(np.quantile(known, DECILES)) if known.size else np.empty(0)
    shares = []
    for values in (before, after):
        place = np.searchsorted(edges, values, side="right")
        place[np.isnan(values)] = edges.size + 1
        counts = np.bincount(place, minlength=edges.size + 2)
        shares.append(np.maximum(counts / max(values.size, 1), SMALLEST))
    return float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())
