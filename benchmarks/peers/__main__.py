"""
Speed beside the peers', as ratios in one run: ``make bench-peers``.

    python -m benchmarks.peers --python .venv-peers/bin/python [--quick]

Each row is the median of pairs: ours and the peer's in turn, CPU seconds by process
accounting, one thread each unless said. Transactions are those of ``made.shapes``'
power law over 10 days; rates are transactions per CPU-second, and where a peer ran on a
slice the slice is said. *found* are ours and theirs on what each was given. The last
rows have no peer: growth from 1 M to 10 M, and linear motifs beside reading memory.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.made.ledger import write_ledger
from benchmarks.made.shapes import power_law
from benchmarks.peers.workers import OURS, Rates, in_pairs, peer
from benchmarks.red_flag_stage import DAYS, WARM_ROWS, measured
from pipeline.red_flags.registry import RED_FLAGS

DAY, HOUR = 86_400, 3_600


class Pattern(NamedTuple):
    """Our work beside the same pattern of IBM's Graph Feature Preprocessor."""

    work: str
    pattern: str
    window: int
    rows: int  # the slice of the peer
    aim: int


GFP = (
    Pattern("fan", "fan", DAY, 50_000, 200),
    Pattern("scatter-gather", "scatter-gather", 96 * HOUR, 2_000, 1_000),
    Pattern("cycles", "temp-cycle", 96 * HOUR, 50_000, 50),
)
PLAIN = {
    "graph": "networkx",
    "fan": "pandas",
    "pass on": "pandas",
    "k-core": "networkx",
    "scatter-gather": "networkx",
    "cycles": "networkx",
}
PLAIN_AIM = 150
PLAIN_ROWS = 100_000
GROWTH_AIM = 12
LINEAR_AIMS = {"fan": 0.10, "pass on": None}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", type=Path, required=True)
    parser.add_argument("--quick", action="store_true", help="a tenth, one pair")
    parser.add_argument("--no-growth", action="store_true")
    asked = parser.parse_args()
    scale, pairs = (10, 1) if asked.quick else (1, 5)
    print(_versions(asked.python))
    if asked.quick:
        print("a smoke test: too small for the aims, so no row is judged")
    with tempfile.TemporaryDirectory() as folder:
        large = _saved(Path(folder), 1_000_000 // scale)
        print(
            f"{'work':<16}{'peer':<12}{'ours/CPU-s':>13}{'peer/CPU-s':>13}"
            f"{'ratio':>9}{'spread':>15}{'aim':>8}  rows and found"
        )
        if not _has_snapml(asked.python):
            print("snapml does not load here: no row against GFP, the others stand")
        for each in GFP if _has_snapml(asked.python) else ():
            against_gfp(each, large, asked.python, scale, pairs)
        small = _saved(Path(folder), PLAIN_ROWS // scale)
        for work, library in PLAIN.items():
            rates = in_pairs(
                {"work": work, "file": str(small), "ready": work != "graph"},
                peer(asked.python, "plain"),
                {"work": work, "file": str(small)},
                min(pairs, 3),
            )
            show(work, library, rates, 0 if asked.quick else PLAIN_AIM)
        if not asked.no_growth:
            growth(Path(folder), 1_000_000 // scale)
    linear(10_000_000 // scale, pairs)


def against_gfp(
    each: Pattern, file: Path, python: Path, scale: int, pairs: int
) -> None:
    with np.load(file) as saved:
        warm = int(np.searchsorted(saved["time"], saved["time"][0] + each.window))
    theirs = {
        "file": str(file),
        "pattern": each.pattern,
        "window": each.window,
        "warm": warm,
        "rows": each.rows // scale,
    }
    ours = {"work": each.work, "file": str(file)}
    show(
        each.work,
        "GFP",
        in_pairs(ours, peer(python, "gfp"), theirs, pairs),
        each.aim if scale == 1 else 0,
        f", after {warm:,} untimed",
    )


def show(work: str, name: str, rates: Rates, aim: int, more: str = "") -> None:
    """``aim`` is 0 where nothing is judged."""
    spread = f"{min(rates.ratios):,.0f}–{max(rates.ratios):,.0f}"
    word = "" if rates.ratio >= aim else "MISSES"
    wanted = f"{aim:,} ×" if aim else ""
    print(
        f"{work:<16}{name:<12}{rates.ours:>13,.0f}{rates.peer:>13,.0f}"
        f"{rates.ratio:>7,.0f} ×{spread:>15}{wanted:>8}  "
        f"{rates.rows[0]:,}: {rates.found[0]:,}; {rates.rows[1]:,}{more}: "
        f"{rates.found[1]:,}  {word}",
        flush=True,
    )


def growth(folder: Path, rows: int) -> None:
    """CPU seconds of all red flags with a motif on ten times the transactions."""
    graph = [red_flag.id for red_flag in RED_FLAGS.values() if red_flag.graph]
    write_ledger(power_law(WARM_ROWS, DAYS), folder / "warm")
    seconds = []
    for size in (rows, 10 * rows):
        write_ledger(power_law(size, DAYS), folder / f"ledger {size}")
        lines = measured(folder / f"ledger {size}", folder / "warm", graph)
        seconds.append(sum(line["seconds"] for line in lines.values()))
    ratio = seconds[1] / seconds[0]
    print(
        f"{len(graph)} red flags with a motif: {seconds[0]:.1f} s CPU on {rows:,}, "
        f"{seconds[1]:.1f} s on {10 * rows:,}: {ratio:.1f} ×, at most {GROWTH_AIM} × "
        f"{'MISSES' if ratio > GROWTH_AIM and rows == 1_000_000 else ''}",
        flush=True,
    )


def linear(rows: int, pairs: int) -> None:
    command = (OURS[0], "-m", "benchmarks.peers.linear", json.dumps([rows, pairs]))
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    for line in map(json.loads, told.stdout.splitlines()):
        aim = LINEAR_AIMS[line["work"]] if rows == 10_000_000 else None
        word = "MISSES" if aim and line["share"] < aim else ""
        print(
            f"{line['work']} on {rows:,}, two threads: {line['bytes'] / 1e9:.2f} GB/s, "
            f"{line['share']:.1%} of reading memory{f', aim {aim:.0%}' if aim else ''} "
            f"{word}",
            flush=True,
        )


def _saved(folder: Path, rows: int) -> Path:
    path = folder / f"{rows}.npz"
    np.savez(path, **power_law(rows, 10)._asdict())
    return path


def _has_snapml(python: Path) -> bool:
    return not subprocess.run((python, "-c", "import snapml"), check=False).returncode


def _versions(python: Path) -> str:
    code = (
        "from importlib.metadata import version as v; "
        "print(', '.join(f'{n} {v(n)}' for n in ('snapml','networkx','pandas')))"
    )
    told = subprocess.run((python, "-c", code), check=False, stdout=subprocess.PIPE)
    peers = told.stdout.decode().strip() or "incomplete"
    return f"peers: {peers}; Python {sys.version.split()[0]}"


if __name__ == "__main__":
    main()
