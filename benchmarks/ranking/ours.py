"""Our scores of a ledger: the priorities of its runs."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.ranking.cut import cut
from benchmarks.ranking.data_sets import runs_of
from benchmarks.ranking.labelled import trained
from benchmarks.ranking.ledgers import Ledger
from benchmarks.ranking.measures import Floats
from benchmarks.ranking.results import Scores
from pipeline.errors import InputError
from pipeline.runs import Run

HINDSIGHT = "tfnet, hindsight"
AS_KNOWN = "tfnet, as known then"
FEWEST_ATTEMPTS = 5
THIRDS = 3  # of the test, each judged at its end


def ours(
    ledger: Ledger,
    sources: Mapping[str, Path],
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
    if np.unique(tested[tested >= 0]).size >= FEWEST_ATTEMPTS:
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
        _of("account", runs, ledger.account_ids),
        is_ours=True,
    )


def as_known(ledger: Ledger, sources: Mapping[str, Path], work: Path) -> Scores:
    """
    Priorities that a bank would have seen which runs at the end of validation and of
    each third of the test: the first that holds a payment, over nothing later than it.
    """
    time, rows = ledger.column("time"), ledger.rows["transaction_id"]
    begin, end = int(time[ledger.parts.validated]), int(time[-1]) + 1
    moments = [begin + (end - begin) * part // THIRDS for part in range(THIRDS + 1)]
    score = np.zeros(time.size)
    known = 0
    for moment in moments:
        until = {
            bank: cut(source, moment, work / "known")
            for bank, source in sources.items()
        }
        later = int(np.searchsorted(time, moment))
        runs = runs_of(until, work / "known")
        score[known:later] = _of("transaction", runs, rows[known:later])
        known = later
    return Scores(AS_KNOWN, False, [score[ledger.parts.trained :]], is_ours=True)


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
