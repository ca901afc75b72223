"""Train a ranker on a ledger and its labels."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.features import NAMES, feature_blocks
from pipeline.flow_graph import as_datetime
from pipeline.ranker import boosters, measure
from pipeline.ranker.boosters import TrainSettings
from pipeline.ranker.card import card
from pipeline.ranker.join import Labelled
from pipeline.ranker.labels import PARTS
from pipeline.ranker.ranker import Ranker, settings_of
from pipeline.ranker.second_look import SECOND_NAMES, SecondLook
from pipeline.ranker.split import Split, refuse_leaks, split_by_time
from pipeline.red_flags.red_flag import Ledger

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]


class Sample(NamedTuple):
    """Rows that are kept to train on and judge by; all positives are."""

    rows: NDArray[np.int64]
    values: Floats

    def of(self, part: slice) -> slice:
        return slice(*np.searchsorted(self.rows, (part.start, part.stop)))


def train(ledger: Ledger, labelled: Labelled, settings: TrainSettings) -> Ranker:
    """
    A ranker and its model card. Reads the features four times, keeps a sample only.

    Trees learn from the first 60 % of the time, stop by the next 20 %, which also
    calibrates and sets the threshold; the last 20 % are only measured. Raises what
    ``split_by_time`` and ``refuse_leaks`` raise.
    """
    split = split_by_time(ledger.rows.time, labelled, settings.split)
    positive = labelled.positive
    rows = sampled(split, positive, settings)
    sample = Sample(rows, _gathered(rows, (b for _, b in feature_blocks(ledger))))
    training, validation, test = (sample.of(part) for part in split.parts)
    hit = positive[rows]
    areas = refuse_leaks(sample.values[training], hit[training], NAMES)
    first, odds = _first_look(ledger, split, sample, positive, settings)
    looked = (np.hstack([block, around]) for block, around in _looks(ledger, odds))
    seen = Sample(rows, _gathered(rows, looked))
    second = boosters.fit(
        seen.values[training],
        hit[training],
        settings,
        settings.most_rounds,
        (seen.values[validation], hit[validation]),
    )
    again = np.concatenate(
        [
            boosters.log_odds(second, np.hstack(both), settings.threads)
            for both in _looks(ledger, odds)
        ]
    )
    chosen = split.parts[1]
    slope, intercept = measure.platt(again[chosen], positive[chosen])
    chance = measure.certainty(slope * again.astype(np.float64) + intercept)
    threshold = measure.best_threshold(chance[chosen], positive[chosen])
    judged = {
        name: measure.metrics(
            chance[part], positive[part], threshold, labelled.occurrence[part]
        )
        for name, part in zip(PARTS[1:], split.parts[1:], strict=True)
    }
    moved = measure.drift(seen.values[training], seen.values[test])
    names = (*NAMES, *SECOND_NAMES)
    gain = second.feature_importance("gain")
    told = card(
        labels=labelled.counts,
        periods=_periods(ledger, split, positive),
        judged=judged,
        drift=dict(zip(names, moved.tolist(), strict=True)),
        gain=dict(zip(names, gain.tolist(), strict=True)),
        areas=areas,
        settings=settings,
    )
    return Ranker(
        first=boosters.as_text(first),
        second=boosters.as_text(second),
        calibration=(slope, intercept),
        threshold=threshold,
        made_with=settings_of(ledger.base_currency),
        card=told,
    )


def sampled(
    split: Split, positive: Bools, settings: TrainSettings
) -> NDArray[np.int64]:
    """
    All positives, and of each part's negatives as many as the settings say, spread by
    a fixed scatter of row numbers.
    """
    kept = positive.copy()
    number = np.arange(positive.size, dtype=np.uint64)
    scatter = (number + np.uint64(settings.seed)) * np.uint64(0x9E3779B97F4A7C15)
    scatter ^= scatter >> np.uint64(29)
    scatter = scatter * np.uint64(0xBF58476D1CE4E5B9) >> np.uint64(32)
    for part in split.parts:
        negatives = int((~positive[part]).sum())
        wanted = max(
            settings.least_negatives,
            settings.negatives_per_positive * int(positive[part].sum()),
        )
        below = min(1.0, wanted / max(negatives, 1)) * 2**32
        kept[part] |= scatter[part] < below
    return np.flatnonzero(kept)


def _gathered(rows: NDArray[np.int64], blocks: Iterator[Floats]) -> Floats:
    """Only ``rows`` (ascending) of blocks that come one after the other."""
    found, first = [], 0
    for block in blocks:
        here = rows[slice(*np.searchsorted(rows, (first, first + block.shape[0])))]
        found.append(block[here - first])
        first += block.shape[0]
    return np.concatenate(found)


def _first_look(
    ledger: Ledger,
    split: Split,
    sample: Sample,
    positive: Bools,
    settings: TrainSettings,
) -> tuple[Any, Floats]:
    """
    The first look's trees, and its log odds of every row: of rows to train on by trees
    that have not seen that third of the time.
    """
    training = split.parts[0]
    edges = np.linspace(0, training.stop, settings.folds + 1).astype(np.int64)
    known = sample.of(training)
    rows, values = sample.rows[known], sample.values[known]
    trees = []
    for begin, end in pairwise(edges):
        apart = (rows < begin) | (rows >= end)
        hit = positive[rows[apart]]
        trees.append(boosters.fit(values[apart], hit, settings, settings.first_rounds))
    whole = boosters.fit(values, positive[rows], settings, settings.first_rounds)
    odds = np.empty(positive.size, np.float32)
    for first, block in feature_blocks(ledger):
        past = first + block.shape[0]
        for booster, begin, end in (
            *((tree, *ends) for tree, ends in zip(trees, pairwise(edges), strict=True)),
            (whole, training.stop, positive.size),
        ):
            low, high = max(first, int(begin)), min(past, int(end))
            if low < high:
                some = block[low - first : high - first]
                odds[low:high] = boosters.log_odds(booster, some, settings.threads)
    return whole, odds


def _looks(ledger: Ledger, odds: Floats) -> Iterator[tuple[Floats, Floats]]:
    """Block by block the features, and what the second look adds."""
    look = SecondLook(ledger.graph, ledger.rows.sender, ledger.rows.receiver)
    for first, block in feature_blocks(ledger):
        yield block, look.look(first, odds[first : first + block.shape[0]])


def _periods(ledger: Ledger, split: Split, positive: Bools) -> dict[str, Any]:
    time = ledger.rows.time
    return {
        name: {
            "from": as_datetime(time[part.start]).date().isoformat(),
            "to": as_datetime(time[part.stop - 1]).date().isoformat(),
            "transactions": part.stop - part.start,
            "positives": int(positive[part].sum()),
        }
        for name, part in zip(PARTS, split.parts, strict=True)
    }
