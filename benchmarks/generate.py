"""
Making worlds: rows per second, CPU seconds and peak memory, beside a yardstick.

    python benchmarks/generate.py [rows ...]

Each size is made by ``tfnet generate`` in processes of its own, into a temporary
folder. The yardstick is the least that anybody must do: draw eleven columns for as many
rows as a district has, and write Parquet; no balances, no calendar, no labels. On a
loaded machine wall time says little: compare CPU seconds.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

SIZES = (1_000_000, 10_000_000)
SETTINGS = ("--preset", "large")
YARDSTICK_ROWS = 1_000_000
YARDSTICK = """
import sys
import numpy as np
import polars as pl
from synthetic_data.randomness import hex_ids

rows = int(sys.argv[2])
rng = np.random.default_rng(1)
account = hex_ids(b"DE", rng.integers(0, 1 << 56, 20_000, dtype=np.uint64))
words = lambda *some: pl.Series(some).gather(rng.integers(0, len(some), rows))
pl.DataFrame({
    "transaction_id": hex_ids(b"T", rng.integers(0, 1 << 56, rows, dtype=np.uint64)),
    "booked_at": pl.Series(np.sort(rng.integers(0, 31_536_000, rows)) * 1_000_000)
        .cast(pl.Datetime("us", "UTC")),
    "sender_account": account.gather(rng.integers(0, 20_000, rows)),
    "receiver_account": account.gather(rng.integers(0, 20_000, rows)),
    "amount": pl.Series(np.round(np.exp(rng.normal(4, 1, rows)), 2)),
    "currency": words("EUR", "USD", "GBP"),
    "channel": words("card", "wire", "instant", "cash_withdrawal"),
    "sender_country": words("DE", "FR", "GB"),
    "receiver_country": words("DE", "FR", "GB"),
    "purpose": words("Rent", "Salary", "Gift", None),
    "sender_named": rng.random(rows) < 0.97,
}).write_parquet(sys.argv[1], compression="zstd", compression_level=1)
"""


class Measured(NamedTuple):
    wall: float
    cpu: float
    peak_mb: float  # of all processes together
    disk_mb: float


def measured(command: list[str], made: Path) -> Measured:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = [0.0]
    watch = threading.Thread(target=_watch, args=(process, peak))
    watch.start()
    process.wait()
    wall = time.perf_counter() - began
    watch.join()
    if process.returncode:
        sys.exit(f"{command[:4]} failed")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    files = [path for path in [made, *made.rglob("*")] if path.is_file()]
    return Measured(wall, cpu, peak[0], sum(f.stat().st_size for f in files) / 1e6)


def _watch(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    """Memory of a process and its children, pages shared between them counted once."""
    while process.poll() is None:
        family = [process.pid, *_children(process.pid)]
        peak[0] = max(peak[0], sum(_own_mb(pid) for pid in family))
        time.sleep(0.1)


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            direct = [int(word) for word in task.read_text().split()]
        except OSError:
            continue
        found += direct + [one for child in direct for one in _children(child)]
    return found


def _own_mb(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    lines = [line for line in text.splitlines() if line.startswith("Pss:")]
    return sum(int(line.split()[1]) for line in lines) / 1000


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    results = []
    with tempfile.TemporaryDirectory(prefix="tfnet-benchmark-") as folder:
        target = Path(folder) / "yardstick.parquet"
        script = [sys.executable, "-c", YARDSTICK, str(target), str(YARDSTICK_ROWS)]
        results.append(("yardstick", YARDSTICK_ROWS, measured(script, target)))
        for rows in sizes:
            world = Path(folder) / "world"
            command = [
                sys.executable,
                "-m",
                "pipeline",
                "generate",
                "--out",
                str(world),
            ]
            command += [*SETTINGS, "--transactions", str(rows)]
            results.append(("world", rows, measured(command, world)))
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load {load:.1f}")
    print(f"{'':10}{'rows':>12}{'rows/s':>11}{'rows/CPU-s':>12}{'peak MB':>9}{'MB':>7}")
    for name, rows, told in results:
        print(
            f"{name:10}{rows:12,}{rows / told.wall:11,.0f}{rows / told.cpu:12,.0f}"
            f"{told.peak_mb:9,.0f}{told.disk_mb:7,.0f}"
        )
    print(json.dumps([(name, rows, told._asdict()) for name, rows, told in results]))


if __name__ == "__main__":
    main()
