"""
Speed of the feature table, beside IBM's Graph Feature Preprocessor where it is there.

    python -m benchmarks.features                          # 1 M transactions
    python -m benchmarks.features --rows 100000 --slice 500

A power-law ledger over 90 days with all fields. Ours is the whole table, every window
in one pass, from the sorted columns to frames: building the graph is counted. GFP has
one window a pass, so a table with the same three windows needs three; it is timed on a
slice after a whole window that is not. CPU seconds, one thread each. Growth is from a
tenth of the rows; ``peak`` is memory beyond the graph.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.made.ledger import open_ledger, write_ledger
from benchmarks.made.process import cpu_seconds, forget_peak, resident
from benchmarks.made.shapes import power_law
from benchmarks.peers.workers import HERE, THREADS
from pipeline.features import NAMES, transaction_features

DAYS = 90
WINDOWS = (1, 4, 14)
AIM = 20
PEERS = Path(".venv-peers/bin/python")
WARM_ROWS = 2_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--slice", type=int, default=2_000)
    parser.add_argument("--python", type=Path, default=PEERS)
    parser.add_argument("--ours", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.ours:
        print(json.dumps(ours(asked.ours, asked.rows)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_ledger(power_law(WARM_ROWS, DAYS), folder / f"{WARM_ROWS}")
        told = []
        for rows in (asked.rows // 10, asked.rows):
            write_ledger(power_law(rows, DAYS), folder / f"{rows}")
            told.append(_worker(folder, rows))
        small, large = told
        rate = asked.rows / large["seconds"]
        print(
            f"{len(NAMES)} features of {asked.rows:,} transactions: {rate:,.0f} a "
            f"CPU-second, {large['bytes'] / asked.rows:,.0f} bytes each beyond the "
            f"graph; ten times the rows take {large['seconds'] / small['seconds']:.1f} "
            "times as long"
        )
        against_gfp(asked, folder, rate)


def ours(folder: Path, rows: int) -> dict[str, float]:
    """CPU seconds and peak bytes of one whole table, kernels compiled before."""
    for _ in transaction_features(open_ledger(folder / f"{WARM_ROWS}")):
        pass
    shape = power_law(rows, DAYS)
    ledger = open_ledger(folder / f"{rows}")
    forget_peak()
    before, used = resident("VmRSS"), cpu_seconds()
    shape.graph()
    for _ in transaction_features(ledger):
        pass
    return {"seconds": cpu_seconds() - used, "bytes": resident("VmHWM") - before}


def _worker(folder: Path, rows: int) -> dict[str, float]:
    command = (sys.executable, "-m", "benchmarks.features", "--ours", str(folder))
    found = subprocess.run(
        (*command, "--rows", str(rows)),
        check=True,
        stdout=subprocess.PIPE,
        env=os.environ | dict.fromkeys(THREADS, "1"),
    )
    told: dict[str, float] = json.loads(found.stdout)
    return told


def against_gfp(asked: argparse.Namespace, folder: Path, rate: float) -> None:
    there = (
        asked.python.exists()
        and not subprocess.run(
            (asked.python, "-c", "import snapml"),
            check=False,
            stderr=subprocess.DEVNULL,
        ).returncode
    )
    if not there:
        print("no peer here: make bench-peers installs it")
        return
    file = folder / "shape.npz"
    np.savez(file, **power_law(asked.rows, DAYS)._asdict())
    order = {"file": str(file), "windows": WINDOWS, "rows": asked.slice}
    found = subprocess.run(
        (asked.python, HERE / "gfp_all.py", json.dumps(order)),
        check=True,
        stdout=subprocess.PIPE,
    )
    each = 0.0
    for told in map(json.loads, found.stdout.splitlines()):
        each += told["seconds"] / told["rows"]
        print(
            f"GFP, {told['days']} days: {told['rows'] / told['seconds']:,.0f} a "
            f"CPU-second ({told['columns']} columns, after {told['warm']:,} untimed)"
        )
    ratio = rate * each
    word = "" if ratio >= AIM else "  MISSES"
    print(f"all windows: {ratio:,.0f} × as fast, aim {AIM} ×{word}")


if __name__ == "__main__":
    main()
