"""The peers' scores of a ledger, from a process in an environment of their own."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.peers.workers import HERE
from benchmarks.ranking.ledgers import Ledger, save
from benchmarks.ranking.results import Scores

LABELLED = ("GFP + LightGBM", "raw columns + LightGBM")
PACKAGES = ("snapml", "lightgbm", "scikit-learn", "numpy")


def peers(
    ledger: Ledger, python: Path, work: Path, seeds: Sequence[int]
) -> tuple[list[Scores], int]:
    """Scores by method, and the window in days chosen on validation."""
    kept = work / "kept"
    kept.mkdir(parents=True, exist_ok=True)
    given = work / f"{ledger.name.replace(' ', '-').replace(',', '')}.npz"
    save(ledger, given)
    script = HERE / "rankers.py"
    command = [str(each) for each in (python, script, given, kept, *seeds)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    *lines, file = told.stdout.splitlines()
    for line in lines:
        print(line, flush=True)
    with np.load(file) as saved:
        days = int(saved["window_days"])
        scores = [
            Scores(name, name in LABELLED, list(saved[name]))
            for name in saved.files
            if name != "window_days"
        ]
    return scores, days


def versions(python: Path) -> str:
    code = (
        "import platform; from importlib.metadata import version; "
        f"said = [f'{{name}} {{version(name)}}' for name in {PACKAGES}]; "
        "print(f'Python {platform.python_version()}', *said, sep=', ')"
    )
    command = (str(python), "-c", code)
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return told.stdout.strip()
