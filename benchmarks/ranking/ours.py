"""Our scores of a ledger: the priorities of its runs."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from benchmarks.ranking.ledgers import Ledger
from benchmarks.ranking.measures import Floats
from benchmarks.ranking.results import Scores
from pipeline.runs import Run

HINDSIGHT = "tfnet, hindsight"


def ours(ledger: Ledger, runs: dict[str, Run], seeds: Sequence[int]) -> list[Scores]:
    return [hindsight(ledger, runs)]


def hindsight(ledger: Ledger, runs: dict[str, Run]) -> Scores:
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


def _of(subject: str, runs: dict[str, Run], ids: pl.Series) -> Floats:
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
