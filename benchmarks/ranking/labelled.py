"""Our ranker's scores of a ledger: trained on its first part, as `tfnet train` does."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.ranking.ledgers import Ledger
from benchmarks.ranking.measures import Floats
from benchmarks.ranking.results import Scores
from pipeline.ranker import (
    TrainSettings,
    join_labels,
    known_alerts,
    read_labels,
    train,
)
from pipeline.ranker.account_look import AccountLook
from pipeline.ranker.accounts import Highest
from pipeline.ranker.ledgers import ledger_of
from pipeline.ranker.split import split_by_time
from pipeline.runs import Run
from pipeline.settings import Settings
from pipeline.stages import run_stages

WITH_LABELS = "tfnet, trained ranker"
TABLES = ("transactions", "accounts", "parties", "relations", "labels")


def trained(
    ledger: Ledger, sources: Mapping[str, Path], work: Path, seeds: Sequence[int]
) -> Scores:
    """
    One ranker of all banks together, as the peers have one. An account has the highest
    score of its months in the test; alerts count from their end on, though how rare
    they are is judged over the whole ledger.

    It gets the labels of the test, too, as a user's file would hold them, for its model
    card; it learns nothing from them. Raises InputError where it refuses to be trained.
    """
    source = together(sources, work / "together")
    run = run_stages(source, work / "together", Settings(), until="score").run
    name = f"ranker-{run.run_id}-{'-'.join(map(str, seeds))}.npz"
    file = work / "kept" / name  # the run's id is of code, data and settings
    if not file.exists():
        rows, accounts = _certainties(run, ledger, seeds)
        np.savez(file, rows=rows, accounts=accounts)
    kept = np.load(file)
    later = list(kept["rows"][:, ledger.parts.trained :])
    return Scores(WITH_LABELS, True, later, list(kept["accounts"]), is_ours=True)


def _certainties(
    run: Run, ledger: Ledger, seeds: Sequence[int]
) -> tuple[Floats, Floats]:
    """Of shape (seeds, rows of the ledger), and (seeds, its accounts)."""
    table = read_labels(run.folder / "labels.parquet", date.max)
    labels, known = join_labels(table, run), ledger_of(run)
    alerts = known_alerts(run.scan("account_scores"), run.scan("alerts"))
    tested = split_by_time(known.rows.time, labels).validation
    row = _places(ledger.rows["transaction_id"], known.column("transaction_id"))
    account = _places(ledger.account_ids, known.accounts["account_id"])
    rows, accounts = [], []
    for seed in seeds:
        ranker = train(known, labels, alerts, TrainSettings(seed=seed, threads=1))
        look, highest = AccountLook(known, alerts, [tested]), Highest(account.size)
        certainty = np.zeros(row.size)
        for block in ranker.rank(known):
            certainty[block.first : block.first + block.certainty.size] = (
                block.certainty
            )
            for month in look.look(block.first, block.values, block.odds):
                if month.first >= tested:
                    highest.add(month, ranker.account_odds(month))
        rows.append(certainty[row])
        accounts.append(ranker.account_certainty(highest.odds)[account])
    return np.array(rows), np.array(accounts)


def _places(ids: pl.Series, among: pl.Series) -> NDArray[np.int64]:
    """Of ids with a bank's name in front, their places among those without."""
    known = among.alias("id").to_frame().with_row_index("place")
    wanted = ids.alias("id").to_frame().select(pl.col("id").str.extract(r"(\S+)$"))
    found = wanted.join(known, on="id", how="left", maintain_order="left")
    return found["place"].cast(pl.Int64).to_numpy()


def together(sources: Mapping[str, Path], folder: Path) -> Path:
    """
    One source of all: ids of worlds of different seeds differ, instances are told apart
    by their bank's name.
    """
    if len(sources) == 1:
        return next(iter(sources.values()))
    made = folder / "-and-".join(source.name for source in sources.values())
    made.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        parts = []
        for bank, source in sources.items():
            part = pl.read_parquet(source / f"{table}.parquet")
            if "instance" in part.columns:
                named = pl.concat_str(pl.lit(f"{bank} "), "instance")
                part = part.with_columns(instance=named)
            parts.append(part)
        pl.concat(parts).write_parquet(made / f"{table}.parquet")
    return made
