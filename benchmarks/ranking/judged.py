"""One data set, and what every ranking did on it."""

from typing import NamedTuple

import polars as pl

from benchmarks.ranking.data_sets import DataSet
from benchmarks.ranking.ledgers import Ledger
from benchmarks.ranking.results import PartJudged, Result


class Judged(NamedTuple):
    """Its sizes, the results by method, and whom each method wrongs."""

    name: str
    is_made: bool  # a world of synthetic_data
    rows: int
    positives: tuple[int, int, int]  # in training, validation and test
    tested: int
    attempts: int
    accounts: tuple[int, int]  # judged, and guilty
    window_days: int
    results: list[Result]
    populations: dict[str, pl.DataFrame]

    @classmethod
    def of(
        cls,
        data: DataSet,
        ledger: Ledger,
        test: PartJudged,
        window_days: int,
        results: list[Result],
        populations: dict[str, pl.DataFrame],
    ) -> "Judged":
        guilty = ledger.column("instance") >= 0
        trained, validated = ledger.parts
        marked = test.account_instance[test.judged_accounts]
        return cls(
            data.name,
            bool(data.base_rate),
            guilty.size,
            (
                int(guilty[:trained].sum()),
                int(guilty[trained:validated].sum()),
                int(guilty[validated:].sum()),
            ),
            guilty.size - validated,
            test.draws.shape[1],
            (marked.size, int((marked >= 0).sum())),
            window_days,
            results,
            populations,
        )
