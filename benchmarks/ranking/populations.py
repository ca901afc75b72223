"""Whom a ranking wrongs: false alarms by population, and by what must not matter."""

from pathlib import Path
from typing import NamedTuple, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.ranking.data_sets import DataSet, runs_of
from benchmarks.ranking.ledgers import Ledger, ledger_of
from benchmarks.ranking.measures import Floats, within
from benchmarks.ranking.ours import hindsight
from benchmarks.ranking.results import Scores, budget_of, in_test
from pipeline.runs import Run
from synthetic_data.matched import Swap

FEWEST = 20  # false alarms in a group, below which a ratio is chance
FAIR = (0.8, 1.25)


def by_population(ledger: Ledger, scores: Scores, share: float) -> pl.DataFrame:
    """
    population, payments, false: lawful payments of the test, and those in the budget.

    False alarms are averaged over seeds.
    """
    rows = ledger.rows[ledger.test].select("population", "instance")
    false = np.mean([_chosen(ledger, each, share) for each in scores.of_rows], axis=0)
    return (
        rows.with_columns(false=false)
        .filter(pl.col("instance") < 0)
        .group_by("population")
        .agg(payments=pl.len(), false=pl.col("false").sum())
    )


def _chosen(ledger: Ledger, of_rows: Floats, share: float) -> NDArray[np.bool_]:
    score = in_test(ledger, of_rows)
    return within(score, budget_of(share, score.size))


class Matched(NamedTuple):
    """False alarms of one group before and after a swap."""

    swap: str
    group: str
    payments: int
    before: int
    after: int

    @property
    def ratio(self) -> float | None:
        """None where too few to tell."""
        if max(self.before, self.after) < FEWEST:
            return None
        return self.after / max(self.before, 1)


def matched_groups(data: DataSet, work: Path, share: float) -> list[Matched]:
    """
    Clones of the first world of ``data``: the same people under other names, of other
    origin, charities of another faith. A group is a country of residence of the payer.
    """
    one = data._replace(seeds=data.seeds[:1])
    before = _false(runs_of(one.sources(work), work), share)
    found = []
    for swap in get_args(Swap):
        after = _false(runs_of(one.sources(work, swap), work), share)
        pairs = before.join(after, on="transaction_id", suffix="_after")
        groups = pairs.group_by("group").agg(
            pl.len(), pl.col("false").sum(), pl.col("false_after").sum()
        )
        found += [
            Matched(swap, *row)
            for row in [
                *groups.sort("group").iter_rows(),
                ("all", pairs.height, pairs["false"].sum(), pairs["false_after"].sum()),
            ]
        ]
    return found


def _false(runs: dict[str, Run], share: float) -> pl.DataFrame:
    """transaction_id, group and false of the lawful payments of the test."""
    (bank, run), *_ = runs.items()
    ledger = ledger_of("clone", runs)
    chosen = _chosen(ledger, hindsight(ledger, runs).of_rows[0], share)
    holder = run.scan("graph_accounts").join(
        run.scan("parties").select("party_id", home="country"), on="party_id"
    )
    group = (
        run.scan("transactions")
        .join(
            holder.select("account_id", "home"),
            left_on="sender_account",
            right_on="account_id",
            how="left",
        )
        .select(
            pl.concat_str(pl.lit(f"{bank} "), "transaction_id").alias("transaction_id"),
            pl.col("home").cast(pl.String).fill_null("not known").alias("group"),
        )
        .collect()
    )
    return (
        ledger.rows[ledger.test]
        .select("transaction_id", "instance")
        .with_columns(false=pl.Series(chosen))
        .filter(pl.col("instance") < 0)
        .join(group, on="transaction_id", how="left", maintain_order="left")
        .drop("instance")
    )
