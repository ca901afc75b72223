"""
How well the ranking knew on a day what it knows in hindsight.

    python -m benchmarks.hindsight

For days in the middle of a made-up world: average precision and precision of the fifty
accounts of highest rank, as known at the end of the day (nothing later is told to any
stage) and in hindsight (the same transactions and accounts, by the priorities of the
whole ledger), both against what had happened by then.
"""

import argparse
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import msgspec
import polars as pl

from pipeline.evaluate.known_truth import known_labels
from pipeline.evaluate.ranking import rank
from pipeline.evaluate.truth import join_truth
from pipeline.runs import Run
from pipeline.settings import Settings
from pipeline.stages import run_stages
from synthetic_data import Settings as World
from synthetic_data import generate_world

SEEDS = (31, 32)  # reported; nobody looked at them while choosing
PARTS = (0.5, 0.75)  # of the days of the ledger
KINDS = ("account", "transaction")
Scores = dict[str, pl.DataFrame]


def scores_of(run: Run) -> Scores:
    columns = ("priority", "rank")
    return {
        kind: run.scan(f"{kind}_scores").select(f"{kind}_id", *columns).collect()
        for kind in KINDS
    }


def known_on(world: Path, out: Path, day: date) -> Run:
    validate = msgspec.structs.replace(Settings().validate, known_until=day)
    settings = msgspec.structs.replace(Settings(), validate=validate)
    return run_stages(world, out, settings, until="score").run


def judged(then: Run, hindsight: Scores) -> Iterator[tuple[str, pl.DataFrame]]:
    """(as known or hindsight, its ranking and budgets as one row a subject)."""
    known = scores_of(then)
    ids = (known["transaction"]["transaction_id"], known["account"]["account_id"])
    labels = known_labels(then.table("labels"), then.table("quarantine"), *ids)
    truth = join_truth(labels, *ids)
    same = {
        kind: hindsight[kind].join(known[kind], on=f"{kind}_id", how="semi")
        for kind in KINDS
    }
    for name, scores in (("as known", known), ("hindsight", same)):
        ranking, budgets = rank(scores["account"], scores["transaction"], truth)
        top = budgets.filter(pl.col("budget") == "top 50")
        yield (
            name,
            ranking.join(top.select("subject", "precision"), on="subject", how="left"),
        )


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--transactions", type=int, default=100_000)
    said.add_argument("--base-rate", type=float, default=0.01)
    said.add_argument("--seeds", type=int, nargs="*", default=SEEDS)
    given = said.parse_args()
    with tempfile.TemporaryDirectory() as place:
        for seed in given.seeds:
            world, out = Path(place) / f"world-{seed}", Path(place) / f"out-{seed}"
            size = World(
                transactions=given.transactions, base_rate=given.base_rate, seed=seed
            )
            generate_world(size, world)
            whole = run_stages(world, out, Settings(), until="score").run
            booked = whole.table("transactions")["booked_at"]
            first, last = booked.dt.date().min(), booked.dt.date().max()
            assert isinstance(first, date)
            assert isinstance(last, date)
            for part in PARTS:
                day = first + timedelta(days=round(part * (last - first).days))
                then = known_on(world, out, day)
                for name, found in judged(then, scores_of(whole)):
                    told = {r["subject"]: r for r in found.iter_rows(named=True)}
                    accounts, payments = told["account"], told["transaction"]
                    print(
                        f"seed {seed}, {day}, {name:<9}: account AP "
                        f"{accounts['average_precision']:.3f}, top 50 "
                        f"{accounts['precision']:.2f}; transaction AP "
                        f"{payments['average_precision']:.3f}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
