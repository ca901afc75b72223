"""
The stage red_flags: CPU seconds, growth and peak memory, red flag by red flag.

    python -m benchmarks.red_flag_stage                     # 1 M and 10 M transactions
    python -m benchmarks.red_flag_stage --rows 100000 1000000

Runs whatever stands in RED_FLAGS on a made-up ledger of each size (``made.ledger``),
each size in a process of its own, kernels compiled before. A red flag is its detection
and its alerts put into words; parts are counted and dropped, as a runner drops what it
wrote. Times are CPU seconds of all threads. Bytes are the growth of the resident memory
over that with the whole graph read, at the peak of each red flag, what the ledger keeps
for the next ones included; the limit is 100 bytes a transaction. Growth is the time on
the largest ledger over the time on the smallest, a transaction: 1.2 means that ten
times the transactions took twelve times the time.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.made.ledger import open_ledger, write_ledger
from benchmarks.made.process import cpu_seconds, forget_peak, resident
from benchmarks.made.shapes import power_law
from pipeline.red_flags.red_flag import Ledger, RedFlag
from pipeline.red_flags.registry import RED_FLAGS
from pipeline.red_flags.stage import as_tables

DAYS = 90
WARM_ROWS = 3_000
LIMIT_BYTES = 100
LIMIT_GROWTH = 1.2


def run(ledger: Ledger, red_flag: RedFlag) -> dict[str, int]:
    """Detect and tell one red flag; how many alerts, evidence rows and cut searches."""
    if red_flag.untestable(ledger):
        return {}
    limits = red_flag.thresholds()
    found = red_flag.detect(ledger, limits)
    evidence = sum(
        part["alert_evidence"].height
        for part in as_tables(ledger, red_flag, limits, found)
    )
    return {"alerts": found.alerts.height, "evidence": evidence, "cut": found.cut}


def measure(folder: Path, warm: Path, only: str) -> None:
    """One JSON line a red flag."""
    chosen = [RED_FLAGS[name] for name in only.split() or RED_FLAGS]
    for red_flag in chosen:
        run(open_ledger(warm), red_flag)
    ledger = open_ledger(folder)
    for side in ledger.graph:
        for array in side:
            array.sum()  # read the whole mapping, so that it counts before
    before = resident("VmRSS")
    for red_flag in chosen:
        forget_peak()
        used = cpu_seconds()
        told = run(ledger, red_flag)
        line = {
            "red_flag": red_flag.id,
            "graph": red_flag.graph,
            "seconds": cpu_seconds() - used,
            "peak": resident("VmHWM") - before,
            "kept": resident("VmRSS") - before,
            **told,
        }
        print(json.dumps(line), flush=True)


def measured(folder: Path, warm: Path, only: list[str]) -> dict[str, dict[str, Any]]:
    """The lines of ``measure`` in a process of its own, by red flag."""
    what = ("--measure", folder, warm, " ".join(only))
    command = (sys.executable, "-m", "benchmarks.red_flag_stage", *what)
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    lines = map(msgspec.json.decode, told.stdout.splitlines())
    return {line["red_flag"]: line for line in lines}


def show(rows: list[int], sizes: list[dict[str, dict[str, Any]]]) -> None:
    small, large = sizes[0], sizes[-1]
    scale = rows[-1] / rows[0]
    whole = sum(line["seconds"] for line in large.values())
    print(
        f"{'red flag':<14}{'s CPU':>9}{'share':>8}{'growth':>8}{'peak B/tx':>11}"
        f"{'kept B/tx':>11}{'alerts':>10}{'evidence':>11}{'cut':>8}"
    )
    for name, line in large.items():
        if "alerts" not in line:
            print(f"{name:<14}{'not testable here':>26}")
            continue
        growth = line["seconds"] / max(small[name]["seconds"], 1e-3) / scale
        peak = line["peak"] / rows[-1]
        marks = "growth " * (growth > LIMIT_GROWTH and line["seconds"] > whole / 200)
        marks += "memory" * (peak > LIMIT_BYTES)
        print(
            f"{name:<14}{line['seconds']:9.2f}{line['seconds'] / whole:8.1%}"
            f"{growth:8.2f}{peak:11.1f}{line['kept'] / rows[-1]:11.1f}"
            f"{line['alerts']:>10,}{line['evidence']:>11,}{line['cut']:>8,}  {marks}"
        )
    for title, chosen in (("all", (False, True)), ("with a motif", (True,))):
        seconds = [
            sum(line["seconds"] for line in size.values() if line["graph"] in chosen)
            for size in sizes
        ]
        print(
            f"{title}: {seconds[-1]:.1f} s CPU on {rows[-1]:,}; "
            f"{seconds[-1] / seconds[0]:.1f} × that on {rows[0]:,}"
        )
    peak = max(line["peak"] for line in large.values()) / rows[-1]
    print(f"peak: {peak:.1f} bytes a transaction above the graph, of {LIMIT_BYTES}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000_000, 10_000_000])
    parser.add_argument("--only", nargs="*", default=[], metavar="RED_FLAG")
    parser.add_argument("--measure", nargs=3, metavar=("LEDGER", "WARM", "ONLY"))
    asked = parser.parse_args()
    if asked.measure:
        ledger, warm, only = asked.measure
        measure(Path(ledger), Path(warm), only)
        return
    rows, sizes = sorted(asked.rows), []
    with tempfile.TemporaryDirectory() as folder:
        warm = Path(folder) / "warm"
        write_ledger(power_law(WARM_ROWS, DAYS), warm)
        for count in rows:
            path = Path(folder) / str(count)
            write_ledger(power_law(count, DAYS), path)
            sizes.append(measured(path, warm, asked.only))
    show(rows, sizes)


if __name__ == "__main__":
    main()
