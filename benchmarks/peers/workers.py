"""Pairs: ours and the peer in turn, many times, so that noise meets both alike."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
OURS = (sys.executable, "-m", "benchmarks.peers.ours")
THREADS = ("NUMBA_NUM_THREADS", "POLARS_MAX_THREADS", "OMP_NUM_THREADS")


class Rates(NamedTuple):
    """Transactions per CPU-second, and what was found."""

    ours: float
    peer: float
    ratios: list[float]  # of each pair
    found: tuple[int, int]
    rows: tuple[int, int]

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)


def peer(python: Path, script: str) -> tuple[str, str]:
    return str(python), str(HERE / f"{script}.py")


@contextmanager
def worker(command: tuple[str, ...], asked: dict[str, Any]) -> Iterator[Any]:
    """A process that loads its data once, then answers each line with one run."""
    one_thread = dict.fromkeys(THREADS, "1")
    started = subprocess.Popen(
        (*command, json.dumps(asked)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | one_thread,
    )
    assert started.stdin
    assert started.stdout
    try:
        yield started
    finally:
        started.stdin.close()
        started.wait()


def once(process: Any) -> dict[str, Any]:
    """One timed run: rows, seconds and found."""
    print("run", file=process.stdin, flush=True)
    answer = process.stdout.readline()
    if not answer:
        raise RuntimeError("a worker ended; its words stand above")
    told: dict[str, Any] = json.loads(answer)
    return told


def in_pairs(
    ours: dict[str, Any], command: tuple[str, ...], theirs: dict[str, Any], pairs: int
) -> Rates:
    """Medians of ``pairs`` runs of each, one after the other; a first one warms up."""
    with worker(OURS, ours) as one, worker(command, theirs) as other:
        runs = [(once(one), once(other)) for _ in range(pairs + 1)][1:]
    rates = [[run["rows"] / run["seconds"] for run in pair] for pair in runs]
    last = runs[-1]
    return Rates(
        statistics.median(pair[0] for pair in rates),
        statistics.median(pair[1] for pair in rates),
        [pair[0] / pair[1] for pair in rates],
        (last[0]["found"], last[1]["found"]),
        (last[0]["rows"], last[1]["rows"]),
    )
