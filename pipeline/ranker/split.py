"""
60 / 20 / 20 by time, and what may not be trained on: refused with the reason.

Payments of equal times are never divided: in one public generator their order within a
day gives the labels away.
"""

from datetime import date
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.errors import ConfigError, InputError
from pipeline.flow_graph import Int32s, as_datetime
from pipeline.ranker.join import Labelled
from pipeline.ranker.labels import PARTS

SHARES = (0.6, 0.8)
LEAST_POSITIVES = 30
LEAST_OF_PART = 3
LEAK = 0.98  # area under the curve of one column alone
Floats = NDArray[np.float32]


class Split(NamedTuple):
    """Rows before ``train`` are trained on, those up to ``validation`` choose."""

    train: int
    validation: int
    rows: int

    @property
    def parts(self) -> tuple[slice, slice, slice]:
        return (
            slice(0, self.train),
            slice(self.train, self.validation),
            slice(self.validation, self.rows),
        )


def split_by_time(time: Int32s, labelled: Labelled, how: str = "time") -> Split:
    """
    Raises ConfigError for a split that is not by time, InputError where the labels are
    too few, of one class, in parts that are not in order of time, or from the future.
    """
    if how != "time":
        raise ConfigError(
            f"a split by {how!r} is refused: payments of one occurrence on both sides "
            "let a ranker recognise what it has seen. Use time."
        )
    positives, rows = int(labelled.positive.sum()), time.size
    if positives in (0, rows):
        raise InputError(
            f"one class only: {positives} of {rows} transactions are positive."
        )
    if positives < LEAST_POSITIVES:
        raise InputError(
            f"{positives} positive transactions; a ranker needs {LEAST_POSITIVES}. "
            "Label more, or join runs."
        )
    places = [min(int(share * rows), rows - 1) for share in SHARES]
    cuts = [int(np.searchsorted(time, time[place])) for place in places]
    split = Split(cuts[0], cuts[1], rows)
    _refuse_disorder(labelled, split)
    counts = [int(labelled.positive[part].sum()) for part in split.parts]
    if min(counts) < LEAST_OF_PART:
        told = ", ".join(f"{n} in {p}" for n, p in zip(counts, PARTS, strict=True))
        raise InputError(
            f"positives by part of the time: {told}; each needs {LEAST_OF_PART}. "
            "Take a ledger whose labels reach over all of it."
        )
    _refuse_future(time, labelled, split)
    return split


def _refuse_disorder(labelled: Labelled, split: Split) -> None:
    """A ``part`` that the labels give must be the one of the time."""
    if labelled.parts is None:
        return
    ours = np.repeat(PARTS, [part.stop - part.start for part in split.parts])
    told = labelled.parts
    wrong = int(((told != pl.Series(ours)) & told.is_not_null()).sum())
    if wrong:
        raise InputError(
            f"{wrong} of {told.count()} labels are in another part than their time "
            "puts them: the split was random, or by other shares. It is refused; leave "
            "the column part out."
        )


def _refuse_future(time: Int32s, labelled: Labelled, split: Split) -> None:
    """
    A label known only after the part it trains ended was not there to train on.

    Labels all known after the ledger's end are a review in hindsight: the same for
    every part.
    """
    if labelled.known_on is None:
        return
    first_day, last_day = (_day(time[0]), _day(time[-1]))
    of_training = labelled.known_on[: split.train].drop_nulls()
    ends = _day(time[split.train])
    late = int(of_training.is_between(ends, last_day).sum())
    early = int((labelled.known_on.drop_nulls() < first_day).sum())
    if late or early:
        raise InputError(
            f"labels from the future of the split: {late} of {of_training.len()} to "
            f"train on were known only on or after its end, {ends}, and {early} before "
            "there was anything to know. Train on a run that begins earlier, or leave "
            "those labels out."
        )


def _day(seconds: int) -> date:
    return as_datetime(seconds).date()


def refuse_leaks(
    values: Floats, positive: NDArray[np.bool_], names: tuple[str, ...]
) -> dict[str, float]:
    """
    The area under the curve of each column alone, either way round.

    Raises InputError where it is LEAK or more: such a column tells the label itself.
    """
    areas = {
        name: area(column, positive)
        for name, column in zip(names, np.ascontiguousarray(values.T), strict=True)
    }
    leaks = {name: found for name, found in areas.items() if found >= LEAK}
    if leaks:
        told = ", ".join(f"{name} ({found:.3f})" for name, found in leaks.items())
        raise InputError(
            f"{len(leaks)} columns tell the label by themselves (area under the curve "
            f"of {LEAK} or more): {told}. Find out why the data give it away."
        )
    return areas


def area(column: Floats, positive: NDArray[np.bool_]) -> float:
    """Area under the curve, from 0.5; ties count half, unknown is below all."""
    filled = pl.Series(column).fill_nan(-np.inf)
    ranks = filled.rank("average").to_numpy()
    hits = int(positive.sum())
    misses = positive.size - hits
    if not hits or not misses:
        return 0.5
    found = (ranks[positive].sum() - hits * (hits + 1) / 2) / (hits * misses)
    return float(max(found, 1 - found))
