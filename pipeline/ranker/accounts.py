"""A model of accounts: trained on their months, judged account by account."""

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pipeline.errors import InputError
from pipeline.flow_graph import Int64s
from pipeline.ranker import boosters, measure
from pipeline.ranker.account_labels import INNOCENT
from pipeline.ranker.account_look import ACCOUNT_LOOK_NAMES, Period, period_edges
from pipeline.ranker.boosters import Bools, Floats, TrainSettings
from pipeline.ranker.join import Labelled
from pipeline.ranker.labels import PARTS
from pipeline.ranker.scatter import scattered
from pipeline.ranker.split import Split
from pipeline.red_flags.red_flag import Ledger

if TYPE_CHECKING:
    from lightgbm import Booster

CATEGORIES = (ACCOUNT_LOOK_NAMES.index("top_channel"),)


class Examples:
    """Months of accounts to train on and to stop by; all of schemes, some others."""

    def __init__(
        self, ledger: Ledger, labelled: Labelled, split: Split, settings: TrainSettings
    ) -> None:
        self.ledger, self.labelled, self.split = ledger, labelled, split
        self.settings = settings
        rows, edges = ledger.rows, period_edges(ledger.rows.time, split[:2])
        months = sum(
            np.unique([rows.sender[begin:end], rows.receiver[begin:end]]).size
            for begin, end in pairwise(edges)
            if end <= split.validation
        )
        self.share = min(1.0, settings.most_account_months / max(months, 1))
        self.values: tuple[list[Floats], list[Floats]] = ([], [])
        self.positive: tuple[list[Bools], list[Bools]] = ([], [])

    def add(self, month: Period) -> None:
        if month.past > self.split.validation:
            return
        part = int(month.first >= self.split.train)
        whose = during(self.ledger, self.labelled, slice(month.first, month.past))
        whose = whose[month.accounts]
        number = month.accounts + month.first * whose.size
        some = scattered(number, self.settings.seed) < self.share * 2**32
        kept = (whose >= 0) | ((whose == INNOCENT) & some)
        self.values[part].append(month.values[kept])
        self.positive[part].append(whose[kept] >= 0)

    def fit(self) -> "Booster":
        """Trees that learn from months of training and stop by those of validation."""
        known = [
            (np.concatenate(values), np.concatenate(positive))
            for values, positive in zip(self.values, self.positive, strict=True)
        ]
        settings = self.settings
        return boosters.fit(
            *known[0], settings, settings.most_rounds, known[1], CATEGORIES
        )


def refuse_few_accounts(ledger: Ledger, labelled: Labelled, split: Split) -> None:
    """Raises InputError where a part of the time has no account to find."""
    found = [int((during(ledger, labelled, part) >= 0).sum()) for part in split.parts]
    if not all(found):
        told = ", ".join(f"{n} in {p}" for n, p in zip(found, PARTS, strict=True))
        raise InputError(
            f"accounts that took part, by part of the time: {told}; each needs one. "
            "Label accounts that knew what they took part in, too."
        )


def during(ledger: Ledger, labelled: Labelled, rows: slice) -> Int64s:
    ends = (ledger.rows.sender[rows], ledger.rows.receiver[rows])
    return labelled.accounts.during(ends, labelled.occurrence[rows])


class Highest:
    """The month in which each account looked most like those labelled."""

    def __init__(self, accounts: int) -> None:
        self.odds = np.full(accounts, -np.inf, np.float32)

    def add(self, month: Period, odds: Floats) -> Int64s:
        """Places in ``month`` of accounts that never had such odds before."""
        higher = np.flatnonzero(odds > self.odds[month.accounts])
        self.odds[month.accounts[higher]] = odds[higher]
        return higher


class Judged(NamedTuple):
    calibration: tuple[float, float]
    threshold: float
    metrics: dict[str, Any]  # by part


def judge(
    ledger: Ledger,
    labelled: Labelled,
    split: Split,
    months: Iterable[tuple[Period, Floats]],
) -> Judged:
    """
    Calibration and threshold by validation, metrics of it and of the test.

    ``months`` come with the log odds of their accounts. An account is judged in each
    part that it paid or was paid in, by its highest month there.
    """
    highest = [Highest(ledger.graph.n_accounts) for _ in PARTS[1:]]
    for month, odds in months:
        if month.first >= split.train:
            highest[month.first >= split.validation].add(month, odds)
    known = []
    for part, most in zip(split.parts[1:], highest, strict=True):
        whose = during(ledger, labelled, part)
        judged = (most.odds > -np.inf) & (whose >= INNOCENT)
        known.append((most.odds[judged].astype(np.float64), whose[judged]))
    slope, intercept = measure.platt(known[0][0], known[0][1] >= 0)
    chances = [measure.certainty(slope * odds + intercept) for odds, _ in known]
    threshold = measure.best_threshold(chances[0], known[0][1] >= 0)
    metrics = {
        name: measure.metrics(chance, whose >= 0, threshold, whose)
        for name, chance, (_, whose) in zip(PARTS[1:], chances, known, strict=True)
    }
    return Judged((slope, intercept), threshold, metrics)
