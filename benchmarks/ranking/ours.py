"""Our scores of a ledger: the priorities of its runs."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.ranking.data_sets import runs_of
from benchmarks.ranking.labelled import trained
from benchmarks.ranking.ledgers import Ledger
from benchmarks.ranking.measures import Floats
from benchmarks.ranking.results import FEW_ATTEMPTS, Scores
from pipeline.errors import InputError
from pipeline.flow_graph import DAY
from pipeline.runs import Run

HINDSIGHT = "tfnet, hindsight"
AS_KNOWN = "tfnet, as known then"
EPOCH_DAY = date(1970, 1, 1).toordinal()
THIRDS = 3  # of the test, each judged at its end


def ours(
    ledger: Ledger,
    sources: dict[str, Path],
    runs: Mapping[str, Run],
    work: Path,
    seeds: Sequence[int],
) -> list[Scores]:
    """
    What would measure nothing is left out: four more runs of each bank for a handful of
    attempts, and a ranker that refuses to be trained.
    """
    made = [hindsight(ledger, runs)]
    tested = ledger.column("instance")[ledger.test]
    if np.unique(tested[tested >= 0]).size >= FEW_ATTEMPTS:
        made.append(as_known(ledger, sources, work))
    try:
        made.append(trained(ledger, sources, work, seeds))
    except InputError as refusal:
        print(f"{ledger.name}: no ranker: {refusal}", flush=True)
    return made


def hindsight(ledger: Ledger, runs: Mapping[str, Run]) -> Scores:
    """Priorities of whole ledgers: red flags see what came after a payment, too."""
    return Scores(
        HINDSIGHT,
        False,
        [
            _of("transaction", runs, ledger.rows["transaction_id"])[
                ledger.parts.trained :
            ]
        ],
        [_of("account", runs, ledger.account_ids)],
        is_ours=True,
    )


def as_known(ledger: Ledger, sources: dict[str, Path], work: Path) -> Scores:
    """
    Priorities that a bank would have seen which runs before the day on which the test
    begins and at the end of each third of it: the first that holds a payment.
    """
    time, rows = ledger.column("time"), ledger.rows["transaction_id"]
    score = np.zeros(time.size)
    known = 0
    for last in run_days(
        int(time[ledger.parts.validated]) // DAY, int(time[-1]) // DAY
    ):
        day = date.fromordinal(EPOCH_DAY + last)
        runs = runs_of(sources, work, day)
        later = int(np.searchsorted(time, (last + 1) * DAY))
        score[known:later] = _of("transaction", runs, rows[known:later])
        known = later
    return Scores(AS_KNOWN, False, [score[ledger.parts.trained :]], is_ours=True)


def run_days(first: int, last: int) -> list[int]:
    """The day before the first of the test, and the last of each third of it."""
    days = last - first + 1
    return [first - 1 + days * part // THIRDS for part in range(THIRDS + 1)]


def _of(subject: str, runs: Mapping[str, Run], ids: pl.Series) -> Floats:
    key = f"{subject}_id"
    known = pl.concat(
        [
            run.table(f"{subject}_scores").select(
                pl.concat_str(pl.lit(f"{bank} "), key).alias(key), "priority"
            )
            for bank, run in runs.items()
        ]
    )
    rows = (
        ids.alias(key).to_frame().join(known, on=key, how="left", maintain_order="left")
    )
    return np.array(rows["priority"], np.float64)
