"""One ranker of the small world, trained in little time."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipeline.ranker import (
    Labelled,
    Ranker,
    TrainSettings,
    join_labels,
    known_alerts,
    read_labels,
    train,
)
from pipeline.ranker.ledgers import ledger_of
from pipeline.red_flags.red_flag import Ledger
from pipeline.runs import Run, load_run
from pipeline.stages import Outcome

QUICK = TrainSettings(
    first_rounds=15, most_rounds=40, patience=10, least_negatives=2_000, threads=1
)


@pytest.fixture(scope="session")
def run(small_run: tuple[Path, Outcome]) -> Run:
    return load_run(small_run[0])


@pytest.fixture(scope="session")
def known(run: Run) -> Ledger:
    return ledger_of(run)


@pytest.fixture(scope="session")
def labelled(run: Run, small_world: Path) -> Labelled:
    return join_labels(read_labels(small_world / "labels.parquet", date.max), run)


@pytest.fixture(scope="session")
def alerts(run: Run) -> pl.DataFrame:
    return known_alerts(run.scan("account_scores"), run.scan("alerts"))


@pytest.fixture(scope="session")
def ranker(known: Ledger, labelled: Labelled, alerts: pl.DataFrame) -> Ranker:
    return train(known, labelled, alerts, QUICK)
