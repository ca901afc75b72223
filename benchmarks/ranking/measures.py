"""
How good a ranking is, with what chance may have done: schemes are drawn again.

``instance`` numbers the scheme instance of each row, −1 for lawful ones; ``draws`` has
a row for each resampling and a column for each instance: how often it was drawn. The
first draw is everything once. Results have one entry a draw; NaN where nothing of
what was drawn is there to be found.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


def draws_of(instances: int, resamplings: int, seed: int) -> Floats:
    """Everything once, then ``resamplings`` draws of as many with replacement."""
    chance = np.random.default_rng(seed)
    even = np.full(instances, 1 / max(instances, 1))
    drawn = chance.multinomial(instances, even, resamplings)
    return np.vstack([np.ones(instances), drawn]).astype(np.float64)


def average_precision(
    score: Floats, instance: Numbers, draws: Floats, rarer: float = 1.0
) -> Floats:
    """
    Sum over thresholds of precision times recall gained; equal scores pass together.

    ``rarer`` counts each false alarm so many times: the average precision to expect
    where schemes are that much rarer among payments like these.
    """
    guilty = instance >= 0
    levels, level = np.unique(-score[guilty], return_inverse=True)
    innocent = np.sort(-score[~guilty])
    false = rarer * np.searchsorted(innocent, levels, side="right")
    hits = np.zeros((draws.shape[1], levels.size))
    np.add.at(hits, (instance[guilty], level), 1.0)
    gained = draws @ hits
    true = np.cumsum(gained, axis=1)
    precision = true / np.maximum(true + false, 1e-300)
    return _ratio((precision * gained).sum(axis=1), gained.sum(axis=1))


def best_threshold(score: Floats, guilty: NDArray[np.bool_]) -> float:
    """
    The score from which on F1 is highest; of equally good ones the highest.

    Infinite without anything guilty: nothing is flagged.
    """
    if not guilty.any():
        return float("inf")
    levels, level = np.unique(-score, return_inverse=True)
    true = np.cumsum(np.bincount(level, guilty, levels.size))
    flagged = np.cumsum(np.bincount(level, minlength=levels.size))
    f1 = 2 * true / (flagged + guilty.sum())
    return float(-levels[int(np.argmax(f1))])


def within(score: Floats, budget: int) -> NDArray[np.bool_]:
    """The ``budget`` highest scores; of equal ones the first rows."""
    chosen = np.zeros(score.size, np.bool_)
    chosen[np.argsort(-score, kind="stable")[:budget]] = True
    return chosen


class Flagged(NamedTuple):
    """Of what was flagged: one entry a draw each."""

    precision: Floats
    recall: Floats
    f1: Floats


def flagged(chosen: NDArray[np.bool_], instance: Numbers, draws: Floats) -> Flagged:
    true = draws @ per_instance(instance[chosen], draws.shape[1])
    there = draws @ per_instance(instance, draws.shape[1])
    false = int((chosen & (instance < 0)).sum())
    return Flagged(
        _ratio(true, true + false),
        _ratio(true, there),
        _ratio(2 * true, true + false + there),
    )


def attempts(
    chosen: NDArray[np.bool_], instance: Numbers, draws: Floats, share: float
) -> Floats:
    """
    Share of instances with more than ``share`` of their rows chosen, or just that.

    A ``share`` of 0 asks for at least one row. Instances without a row do not count.
    """
    found = per_instance(instance[chosen], draws.shape[1])
    there = per_instance(instance, draws.shape[1])
    present = there > 0
    reached = present & (found >= np.maximum(share * there, 1))
    return _ratio(draws @ reached, draws @ present.astype(np.float64))


def per_instance(instance: Numbers, instances: int) -> Floats:
    known = instance[instance >= 0]
    return np.bincount(known, minlength=instances).astype(np.float64)


def interval(of_draws: Floats) -> tuple[float, float, float]:
    """The value itself and the middle 95 % of the resamplings that have one."""
    value, again = float(of_draws[0]), of_draws[1:]
    again = again[np.isfinite(again)]
    if not again.size:
        return value, float("nan"), float("nan")
    low, high = np.quantile(again, (0.025, 0.975))
    return value, float(low), float(high)


def expected_precision(recall: float, false_rate: float, base_rate: float) -> float:
    """Of what is flagged, the share that is right where ``base_rate`` is guilty."""
    right = recall * base_rate
    flagged_share = right + false_rate * (1 - base_rate)
    return right / flagged_share if flagged_share > 0 else float("nan")


def highest_false_rate(false: int, innocent: int) -> float:
    """Of a rate of none in ``innocent`` the upper 95 % bound, by the rule of three."""
    return 3 / innocent if false == 0 and innocent else false / max(innocent, 1)


def _ratio(part: Floats, whole: Floats) -> Floats:
    empty = np.full(np.shape(whole), np.nan)
    return np.divide(part, whole, out=empty, where=np.asarray(whole) > 0)
