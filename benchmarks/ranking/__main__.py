"""
Our rankings beside published ones on the same ledgers: ``make bench-ranking``.

    python -m benchmarks.ranking --python .venv-peers/bin/python [--quick] [--page FILE]

Each ledger is ordered by time, equal times shuffled, and cut 60 / 20 / 20; thresholds
and windows are chosen on validation; figures are of the test. Runs, worlds and peers'
features are kept in ``--work``, so that only what changed is computed again.
"""

import argparse
from pathlib import Path

from benchmarks.ranking import data_sets
from benchmarks.ranking.aims import aims
from benchmarks.ranking.data_sets import AMLSIM, DataSet, runs_of
from benchmarks.ranking.judged import Judged
from benchmarks.ranking.ledgers import ledger_of
from benchmarks.ranking.ours import ours
from benchmarks.ranking.page import as_line, as_page, show
from benchmarks.ranking.peers import peers, versions
from benchmarks.ranking.picture import draw
from benchmarks.ranking.populations import by_population, matched_groups
from benchmarks.ranking.results import BUDGETS, measured, part_judged

SEEDS = (1, 2, 3)  # of what is drawn by chance in training


def judged(data: DataSet, work: Path, python: Path, seeds: tuple[int, ...]) -> Judged:
    print(f"{data.name}: running", flush=True)
    sources = data.sources(work)
    runs = runs_of(sources, work)
    ledger = ledger_of(data.name, runs)
    test = part_judged(ledger)
    theirs, window_days = peers(ledger, python, work, seeds)
    every = [*theirs, *ours(ledger, sources, runs, work, seeds)]
    populations = {
        scores.name: by_population(ledger, scores, BUDGETS["1 %"]) for scores in every
    }
    results = [measured(ledger, test, scores) for scores in every]
    return Judged.of(data, ledger, test, window_days, results, populations)


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--python", type=Path, required=True, help="of the peers")
    said.add_argument("--work", type=Path, default=Path("worlds/ranking"))
    said.add_argument("--page", type=Path, help="write the results here as Markdown")
    said.add_argument("--quick", action="store_true", help="one small world, one seed")
    said.add_argument("--seeds", type=int, nargs="*", default=data_sets.REPORTED)
    said.add_argument(
        "--only", nargs="*", help="of the data sets those with one of these in the name"
    )
    asked = said.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    seeds = SEEDS[:1] if asked.quick else SEEDS
    found = []
    every = data_sets.data_sets(tuple(asked.seeds), asked.quick)
    for data in every:
        if asked.only and not any(part in data.name for part in asked.only):
            continue
        if not data.base_rate and not AMLSIM.exists():
            print(f"{data.name}: not measured, {AMLSIM} is not there")
            continue
        found.append(judged(data, asked.work, asked.python, seeds))
        show(found[-1])
    groups = matched_groups(every[0], asked.work, BUDGETS["1 %"])
    page = as_page(found, groups, versions(asked.python), asked.seeds, seeds)
    if asked.quick:
        print("a smoke test: too small for the aims, so no figure is to be believed")
    for one in found:
        for aim in aims(one.name, one.results):
            print(as_line(one, aim))
    if asked.page:
        asked.page.write_text(page, encoding="utf-8")
        asked.page.with_suffix(".svg").write_bytes(draw(found))
        print(f"written: {asked.page}")


if __name__ == "__main__":
    main()
