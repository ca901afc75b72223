"""The aims, each beside its figure; an interval comes from paired resamplings."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.ranking.measures import Floats, interval
from benchmarks.ranking.results import Result

BEST = "GFP + LightGBM"
SHARE_OF_BEST, TIMES_SECOND, SHARE_OF_MISSING = 0.8, 2.0, 0.5


class Aim(NamedTuple):
    data: str
    ours: str
    words: str
    wanted: float
    at_least: bool  # otherwise at most
    figure: tuple[float, float, float]  # with its interval

    @property
    def met(self) -> bool:
        value = self.figure[0]
        return value >= self.wanted if self.at_least else value <= self.wanted

    @property
    def verdict(self) -> str:
        """What the figure says, and whether the interval leaves it open."""
        _, low, high = self.figure
        open_ = not (low > self.wanted or high < self.wanted)
        return ("met" if self.met else "MISSED") + (
            ", by chance maybe" if open_ else ""
        )


def aims(data: str, results: Sequence[Result]) -> list[Aim]:
    """
    Without labels a share of the best labelled peer and a multiple of the best
    unlabelled one; with labels a share of what the best peer leaves missing.
    """
    peers = {each.name: each for each in results if not each.is_ours}
    best = _precision(peers[BEST])
    unlabelled = [each for each in peers.values() if not each.has_labels]
    second = max(unlabelled, key=lambda each: _precision(each)[0])
    found = []
    for one in (each for each in results if each.is_ours):
        value = _precision(one)
        if one.has_labels:
            words = f"1 − average precision, of {BEST}'s"
            figure = interval(_over(1 - value, 1 - best))
            found.append(Aim(data, one.name, words, SHARE_OF_MISSING, False, figure))
            continue
        for words, peer, wanted in (
            (f"average precision, of {BEST}'s", best, SHARE_OF_BEST),
            (
                f"average precision, of {second.name}'s",
                _precision(second),
                TIMES_SECOND,
            ),
        ):
            figure = interval(_over(value, peer))
            found.append(Aim(data, one.name, words, wanted, True, figure))
    return found


def _precision(result: Result) -> Floats:
    return result.measures["average precision"]


def _over(part: Floats, whole: Floats) -> Floats:
    return part / np.where(whole > 0, whole, np.nan)
