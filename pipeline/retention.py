"""
What is older than the law lets one keep, taken out of an output folder.

A run is as old as its folder, a stage as the last run that holds it, or as its own
folder where none does. Of the review log only what a person wrote is erased: see
``pipeline.review.log``.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from pipeline.manifest import read_manifest
from pipeline.review.log import erase
from pipeline.store import Store


class Purged(NamedTuple):
    runs: int
    stages: int
    decisions: int  # lines of the review log whose words are erased
    latest: bool  # the published run is among them: no report is left


def purge(out: Path, before: date, *, dry_run: bool = False) -> Purged:
    """
    Remove runs made before a day (UTC), what only they used, and reviewers' words.

    The latest run goes too if it is that old: retention binds whoever forgets to run.
    Killed half way, the same call goes on. Raises LockedError while a run is going on,
    IntegrityError for a review log that is broken.
    """
    store = Store(out)
    with store.locked():
        aged = [run for run in store.run_ids() if _made_on(store.runs / run) < before]
        kept = set(store.run_ids()) - set(aged)
        used = {
            store.stage(name, stage["key"])
            for run in kept
            for name, stage in read_manifest(store.runs / run)["stages"].items()
        }
        stages = [
            folder
            for folder in sorted(store.stages.iterdir())
            if folder not in used and _made_on(folder) < before
        ]
        latest = store.latest() in aged
        if not dry_run:
            if latest:
                store.withdraw()
            for folder in (*(store.runs / run for run in aged), *stages):
                store.remove(folder)
        decisions = erase(out, before, dry_run=dry_run)[0]
    return Purged(len(aged), len(stages), decisions, latest)


def _made_on(folder: Path) -> date:
    return datetime.fromtimestamp(folder.stat().st_mtime, UTC).date()
