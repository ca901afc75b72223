"""Every measure of every ranking of a ledger, with its interval."""

from collections.abc import Iterator
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.ranking.ledgers import Ledger
from benchmarks.ranking.measures import (
    Floats,
    Numbers,
    attempts,
    average_precision,
    best_threshold,
    draws_of,
    flagged,
    within,
)

RESAMPLINGS, RESAMPLING_SEED = 1_000, 5
BUDGETS = {"0.1 %": 0.001, "1 %": 0.01}
RARER = 10.0
FEW_ATTEMPTS = 10  # in the test; fewer measure nothing


class Scores(NamedTuple):
    """
    What a method says of the rows after training: one array a seed.

    ``of_accounts`` are scores of the accounts by number, one array a seed, where the
    method has its own; otherwise an account has the highest score of its payments in
    the test.
    """

    name: str
    has_labels: bool
    of_rows: list[Floats]
    of_accounts: list[Floats] | None = None
    is_ours: bool = False


class Result(NamedTuple):
    """By measure one value a draw, averaged over seeds; see ``measures``."""

    name: str
    has_labels: bool
    is_ours: bool
    measures: dict[str, Floats]
    average_precisions: list[float]  # of each seed
    recall: float  # at the threshold of validation
    false: int
    innocent: int


class PartJudged(NamedTuple):
    """The part that is judged: instances are numbered among those present."""

    instance: Numbers
    account_instance: Numbers
    draws: Floats
    judged_accounts: NDArray[np.bool_]


def part_judged(ledger: Ledger) -> PartJudged:
    """Accounts are judged that pay or are paid in the test and are not spared."""
    rows = ledger.column("instance")[ledger.test]
    present = np.unique(rows[rows >= 0])
    ends = [ledger.column(end)[ledger.test] for end in ("sender", "receiver")]
    judged = np.zeros(ledger.account_instance.size, np.bool_)
    judged[np.concatenate(ends)] = True
    judged &= ledger.account_instance != -2
    return PartJudged(
        _renumbered(rows, present),
        _renumbered(ledger.account_instance, present),
        draws_of(present.size, RESAMPLINGS, RESAMPLING_SEED),
        judged,
    )


def _renumbered(instance: Numbers, present: Numbers) -> Numbers:
    known = instance >= 0
    return np.where(known, np.searchsorted(present, instance), -1)


def measured(ledger: Ledger, test: PartJudged, scores: Scores) -> Result:
    of_accounts = scores.of_accounts or [None] * len(scores.of_rows)
    of_seeds = [
        dict(_measures(ledger, test, *of_seed))
        for of_seed in zip(scores.of_rows, of_accounts, strict=True)
    ]
    mean = {
        name: np.mean([one[name] for one in of_seeds], axis=0) for name in of_seeds[0]
    }
    each = [float(one["average precision"][0]) for one in of_seeds]
    chosen = [above_threshold(ledger, of_rows) for of_rows in scores.of_rows]
    lawful = test.instance < 0
    return Result(
        scores.name,
        scores.has_labels,
        scores.is_ours,
        mean,
        each,
        float(mean["recall at the threshold"][0]),
        round(np.mean([(flags & lawful).sum() for flags in chosen])),
        int(lawful.sum()),
    )


def above_threshold(ledger: Ledger, of_rows: Floats) -> NDArray[np.bool_]:
    """Rows of the test that reach the best threshold of validation."""
    validation = ledger.column("instance")[ledger.validation] >= 0
    threshold = best_threshold(of_rows[: validation.size], validation)
    return of_rows[validation.size :] >= threshold


def in_test(ledger: Ledger, of_rows: Floats) -> Floats:
    return of_rows[ledger.parts.validated - ledger.parts.trained :]


def budget_of(share: float, rows: int) -> int:
    return ceil(share * rows)


def _measures(
    ledger: Ledger, test: PartJudged, of_rows: Floats, of_accounts: Floats | None
) -> Iterator[tuple[str, Floats]]:
    score, draws = in_test(ledger, of_rows), test.draws
    yield "average precision", average_precision(score, test.instance, draws)
    rarer = average_precision(score, test.instance, draws, RARER)
    yield "average precision, ten times rarer", rarer
    whole = flagged(above_threshold(ledger, of_rows), test.instance, draws)
    yield "F1", whole.f1
    yield "recall at the threshold", whole.recall
    for name, share in BUDGETS.items():
        chosen = within(score, budget_of(share, score.size))
        some = flagged(chosen, test.instance, draws)
        yield f"precision at {name}", some.precision
        yield f"recall at {name}", some.recall
        any_of = attempts(chosen, test.instance, draws, 0.0)
        yield f"attempts with any at {name}", any_of
        half = attempts(chosen, test.instance, draws, 0.5)
        yield f"attempts with half at {name}", half
    if of_accounts is None:
        of_accounts = np.full(ledger.account_instance.size, -np.inf)
        for end in ("sender", "receiver"):
            np.maximum.at(of_accounts, ledger.column(end)[ledger.test], score)
    judged = test.judged_accounts
    yield (
        "account average precision",
        average_precision(of_accounts[judged], test.account_instance[judged], draws),
    )
