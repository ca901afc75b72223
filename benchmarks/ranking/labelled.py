"""Our ranker's scores of a ledger: trained on its first part, as `tfnet train` does."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.ranking.ledgers import Ledger
from benchmarks.ranking.measures import Floats
from benchmarks.ranking.results import Scores
from pipeline.evaluate.one_red_flag import ledger_of
from pipeline.ranker import TrainSettings, join_labels, read_labels, train
from pipeline.runs import Run
from pipeline.settings import Settings
from pipeline.stages import run_stages

WITH_LABELS = "tfnet, trained ranker"
TABLES = ("transactions", "accounts", "parties", "relations", "labels")


def trained(
    ledger: Ledger, sources: Mapping[str, Path], work: Path, seeds: Sequence[int]
) -> Scores:
    """
    One ranker of all banks together, as the peers have one.

    It gets the labels of the test, too, as a user's file would hold them, for its model
    card; it learns nothing from them. Raises InputError where it refuses to be trained.
    """
    source = together(sources, work / "together")
    run = run_stages(source, work / "together", Settings(), until="graph").run
    name = f"ranker-{run.run_id}-{'-'.join(map(str, seeds))}.npy"
    file = work / "kept" / name  # the run's id is of code, data and settings
    if not file.exists():
        np.save(file, _certainties(run, ledger, seeds))
    later = np.load(file)[:, ledger.parts.trained :]
    return Scores(WITH_LABELS, True, list(later), is_ours=True)


def _certainties(run: Run, ledger: Ledger, seeds: Sequence[int]) -> Floats:
    """Of shape (seeds, rows of the ledger)."""
    table = read_labels(run.folder / "labels.parquet", date.max)
    labels, known = join_labels(table, run), ledger_of(run)
    place = run.table("transactions").select("transaction_id").with_row_index("row")
    without_bank = pl.col("transaction_id").str.extract(r"(\S+)$")
    rows = ledger.rows.select(without_bank)
    rows = rows.join(place, on="transaction_id", how="left", maintain_order="left")
    order = rows["row"].to_numpy()
    found = []
    for seed in seeds:
        ranker = train(known, labels, TrainSettings(seed=seed, threads=1))
        certainty = np.concatenate([part for _, _, part in ranker.rank(known)])
        found.append(certainty[order])
    return np.array(found)


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
