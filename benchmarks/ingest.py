"""
Ingest of native tables: rows per CPU-second and peak memory.

    python benchmarks/ingest.py [rows]

Writes a made-up table into a temporary folder as CSV, gzip CSV and Parquet (one row
group, the worst case), and reads each in a process of its own. Parts are counted and
dropped: what the runner spends on writing them is not ingest's.
"""

import gzip
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from pipeline.ingest import Settings, ingest

ROWS = 10_000_000
STEP = 1_000_000
CHANNELS = ("wire", "card", "instant", "cash_deposit")


def table(first: int, rows: int) -> pl.DataFrame:
    """Payments number ``first`` on, of the columns that a bank usually has."""
    draw = np.random.default_rng(first)
    seconds = pl.Series(1_700_000_000 + first + np.arange(rows))
    account = pl.format("DE{}", pl.col("n") + 10**17)
    ends = [
        pl.DataFrame({"n": draw.integers(0, 500_000, rows)}).select(account)
        for _ in range(2)
    ]
    return pl.DataFrame(
        {
            "transaction_id": pl.Series(np.arange(first, first + rows)).cast(pl.String),
            "booked_at": pl.from_epoch(seconds).dt.to_string("%Y-%m-%dT%H:%M:%S+00:00"),
            "sender_account": ends[0].to_series(),
            "receiver_account": ends[1].to_series(),
            "amount": pl.Series(draw.integers(1, 10**6, rows) / 100).cast(pl.String),
            "currency": pl.repeat("EUR", rows, eager=True),
            "channel": pl.Series(np.array(CHANNELS)[draw.integers(0, 4, rows)]),
            "purpose": pl.Series(['a, "quoted" text', None] * (rows // 2)),
        }
    )


def write(folder: Path, rows: int) -> dict[str, Path]:
    csv = folder / "csv" / "transactions.csv"
    packed = folder / "gzip" / "transactions.csv.gz"
    parquet = folder / "parquet" / "transactions.parquet"
    for path in (csv, packed, parquet):
        path.parent.mkdir()
    with csv.open("wb") as out:
        for first in range(0, rows, STEP):
            part = table(first, min(STEP, rows - first))
            part.write_csv(out, include_header=first == 0)
    with csv.open("rb") as plain, gzip.open(packed, "wb", compresslevel=1) as out:
        shutil.copyfileobj(plain, out, 1 << 20)
    whole = pl.scan_csv(csv, infer_schema=False)
    whole.sink_parquet(parquet, row_group_size=rows)
    return {"csv": csv.parent, "gzip": packed.parent, "parquet": parquet.parent}


def measure(source: Path) -> None:
    start, cpu = time.perf_counter(), time.process_time()
    rows = sum(part["raw_transactions"].height for part in ingest(source, Settings()))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - start
    # Not getrusage: its peak is inherited from the process that wrote the tables.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.split("VmHWM:")[1].split()[0]) / 2**20
    print(
        f"{source.name:8} {rows:>11,} rows  {rows / cpu:>11,.0f} rows/CPU-s  "
        f"{wall:6.1f} s  peak {peak:5.2f} GiB"
    )


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        for source in write(Path(folder), rows).values():
            subprocess.run([sys.executable, __file__, "--read", source], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        measure(Path(sys.argv[2]))
    else:
        main()
