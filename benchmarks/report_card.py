"""
Every red flag on made-up worlds: what it finds, whom it wrongs, how long it takes.

    python -m benchmarks.report_card --page reports/red_flags.html

The worlds are of other seeds than those anybody looked at while choosing thresholds.
Times are CPU seconds of one warm call of each red flag, on one world.
"""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

from pipeline.evaluate import Evaluation, evaluate
from pipeline.evaluate.card import Row, as_page, rows_of
from pipeline.evaluate.one_red_flag import ledger_of
from pipeline.red_flags import RED_FLAGS
from pipeline.runs import Run
from pipeline.schemas import conform
from pipeline.settings import Settings
from pipeline.stages import run_stages
from synthetic_data import Settings as World
from synthetic_data import generate_world
from synthetic_data.schemes import SCHEMES

SEEDS = (101, 102, 103)
TABLES = (
    *("alerts", "alert_evidence", "account_scores", "transaction_scores", "cases"),
    *("case_members", "case_transactions", "graph_accounts", "red_flag_status"),
)


def judged(run: Run, folder: Path) -> Evaluation:
    import polars as pl  # noqa: PLC0415 # beside what reads it

    labels = conform("labels", pl.read_parquet(folder / "labels.parquet"))
    values = run.scan("transactions").select("transaction_id", "value_cents").collect()
    given: dict[str, Any] = {name: run.table(name) for name in TABLES}
    return evaluate(labels=labels, transactions=values, **given)


def ordinary(run: Run, evaluation: Evaluation) -> int:
    """Accounts without any label, from what the evaluation counts per thousand."""
    counts = evaluation.alert_counts.filter(
        evaluation.alert_counts["on_ordinary"] > 0
    ).row(0, named=True)
    return round(1000 * counts["on_ordinary"] / counts["per_1000_ordinary"])


def timed(run: Run) -> dict[str, float]:
    ledger = ledger_of(run)
    took = {}
    for red_flag in RED_FLAGS.values():
        if red_flag.untestable(ledger) is None:
            began = time.process_time()
            red_flag.detect(ledger, red_flag.thresholds())
            took[red_flag.id] = time.process_time() - began
    return took


def show(rows: list[Row]) -> None:
    print(
        f"{'red flag':<15}{'alerts':>7}{'true':>6}{'twins':>6}{'/1000':>8}"
        f"{'best':>6}{'worst':>6}{'time':>7}"
    )
    for row in rows:
        counts = row.counts
        print(
            f"{row.red_flag:<15}{counts['alerts']:>7}{counts['true_alerts']:>6}"
            f"{counts['on_look_alikes']:>6}{row.per_1000_ordinary:>8.2f}"
            f"{row.best:>6.2f}{row.worst:>6.2f}{row.time_share or 0:>7.1%}"
            f"{'  upside down' if row.upside_down else ''}"
            f"{'' if row.testable else '  not testable'}"
        )


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--page", type=Path, help="write the card here as HTML")
    said.add_argument("--transactions", type=int, default=200_000)
    said.add_argument("--base-rate", type=float, default=0.01)
    said.add_argument("--seeds", type=int, nargs="*", default=SEEDS)
    asked = said.parse_args()
    evaluations, accounts, seconds = [], 0, {}
    with tempfile.TemporaryDirectory() as scratch:
        for seed in asked.seeds:
            folder, out = Path(scratch) / f"world-{seed}", Path(scratch) / f"out-{seed}"
            world = World(
                seed=seed,
                transactions=asked.transactions,
                base_rate=asked.base_rate,
            )
            generate_world(world, folder)
            run = run_stages(folder, out, Settings(), until="cases").run
            evaluations.append(judged(run, folder))
            accounts += ordinary(run, evaluations[-1])
            seconds = timed(run)
    meant = {name: planting.red_flags for name, planting in SCHEMES.items()}
    rows = rows_of(evaluations, accounts, meant, seconds)
    show(rows)
    if asked.page:
        about = (
            f"{len(asked.seeds)} worlds of {asked.transactions:,} transactions, "
            f"{asked.base_rate:.1%} of them of schemes, seeds "
            f"{', '.join(map(str, asked.seeds))}; {accounts:,} ordinary accounts."
        )
        asked.page.write_bytes(as_page(rows, about))
        print(f"written: {asked.page}")


if __name__ == "__main__":
    main()
