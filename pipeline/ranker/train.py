"""Train a ranker on a ledger and its labels."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.features import NAMES, feature_blocks
from pipeline.flow_graph import as_datetime
from pipeline.ranker import boosters, measure
from pipeline.ranker.account_look import (
    ACCOUNT_LOOK_NAMES,
    OF_ROW,
    AccountLook,
    Period,
)
from pipeline.ranker.accounts import Examples, judge, refuse_few_accounts
from pipeline.ranker.boosters import TrainSettings
from pipeline.ranker.card import card
from pipeline.ranker.fit import settings_of
from pipeline.ranker.folds import folds
from pipeline.ranker.join import Labelled
from pipeline.ranker.labels import PARTS
from pipeline.ranker.ranker import Ranker
from pipeline.ranker.scatter import scattered
from pipeline.ranker.second_look import SecondLook
from pipeline.ranker.split import Split, refuse_leaks, split_by_time
from pipeline.red_flags.red_flag import Ledger

if TYPE_CHECKING:
    from lightgbm import Booster

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]


class Sample(NamedTuple):
    """Rows that are kept to train on and judge by; all positives are."""

    rows: NDArray[np.int64]
    values: Floats

    def of(self, part: slice) -> slice:
        return slice(*np.searchsorted(self.rows, (part.start, part.stop)))


def train(
    ledger: Ledger, labelled: Labelled, alerts: pl.DataFrame, settings: TrainSettings
) -> Ranker:
    """
    A ranker and its model card. Reads the features five times, keeps a sample only.

    Trees learn from the first 60 % of the time, stop by the next 20 %, which also
    calibrates and sets the threshold; the last 20 % are only measured. ``alerts`` are
    those of ``known_alerts``. Raises what ``split_by_time``, ``refuse_few_accounts``
    and ``refuse_leaks`` raise.
    """
    split = split_by_time(ledger.rows.time, labelled, settings.split)
    refuse_few_accounts(ledger, labelled, split)
    positive = labelled.positive
    rows = sampled(split, positive, settings)
    sample = Sample(rows, _gathered(rows, (b for _, b in feature_blocks(ledger))))
    training, validation, test = (sample.of(part) for part in split.parts)
    hit, places = positive[rows], (split.train, split.rows)
    areas = refuse_leaks(sample.values[training], hit[training], NAMES)
    known = (rows[training], sample.values[training], hit[training])
    first = boosters.fit(known[1], known[2], settings, settings.first_rounds)
    firsts = folds(first, *known, places, settings, settings.first_rounds)
    odds = np.empty(split.rows, np.float32)
    for begin, block in feature_blocks(ledger):
        past = begin + block.shape[0]
        odds[begin:past] = firsts.log_odds(begin, block, settings.threads)
    seen = Sample(rows, _gathered(rows, (both for _, both in _looks(ledger, odds))))
    second = boosters.fit(
        seen.values[training],
        hit[training],
        settings,
        settings.most_rounds,
        (seen.values[validation], hit[validation]),
    )
    known = (rows[training], seen.values[training], hit[training])
    seconds = folds(second, *known, places, settings, second.best_iteration)
    again = np.empty(split.rows, np.float32)
    look = AccountLook(ledger, alerts, split[:2])
    examples = Examples(ledger, labelled, split, settings)
    for begin, both in _looks(ledger, odds):
        past = begin + both.shape[0]
        again[begin:past] = seconds.log_odds(begin, both, settings.threads)
        for month in look.look(begin, both, (odds[begin:past], again[begin:past])):
            examples.add(month)
    accounts = examples.fit()
    of_accounts = judge(
        ledger,
        labelled,
        split,
        (
            (month, boosters.log_odds(accounts, month.values, settings.threads))
            for month in _months(ledger, alerts, split, odds, again)
        ),
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
    told = card(
        labels=labelled.counts,
        periods=_periods(ledger, split, positive),
        judged=judged,
        of_accounts=of_accounts.metrics,
        drift=dict(zip(OF_ROW, moved.tolist(), strict=True)),
        gain=_gain(second, OF_ROW),
        account_gain=_gain(accounts, ACCOUNT_LOOK_NAMES),
        areas=areas,
        settings=settings,
    )
    return Ranker(
        first=boosters.as_text(first),
        second=boosters.as_text(second),
        accounts=boosters.as_text(accounts),
        calibration=(slope, intercept),
        account_calibration=of_accounts.calibration,
        threshold=threshold,
        account_threshold=of_accounts.threshold,
        made_with=settings_of(ledger),
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
    scatter = scattered(np.arange(positive.size), settings.seed)
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


def _looks(ledger: Ledger, odds: Floats) -> Iterator[tuple[int, Floats]]:
    """First row and OF_ROW, block by block: the features, and the second look's."""
    look = SecondLook(ledger.graph, ledger.rows.sender, ledger.rows.receiver)
    for first, block in feature_blocks(ledger):
        around = look.look(first, odds[first : first + block.shape[0]])
        yield first, np.hstack([block, around])


def _months(
    ledger: Ledger, alerts: pl.DataFrame, split: Split, odds: Floats, again: Floats
) -> Iterator[Period]:
    """Of every account and month, cut where a part of the time begins."""
    look = AccountLook(ledger, alerts, (split.train, split.validation))
    for first, both in _looks(ledger, odds):
        here = slice(first, first + both.shape[0])
        yield from look.look(first, both, (odds[here], again[here]))


def _gain(trees: "Booster", names: Sequence[str]) -> dict[str, float]:
    gain = trees.feature_importance("gain")
    return dict(zip(names, gain.tolist(), strict=True))


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
