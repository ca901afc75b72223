"""
Validation: rows per second and peak memory, for clean rows in order and shuffled.

    python -m benchmarks.validate            # 1 M and 10 M rows
    python -m benchmarks.validate 200000     # any other number

Each figure is a process of its own, so that peak memory is its own too. Rows have the
native columns that most sources fill; the result is not written.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from pipeline.reference.exchange_rates import load_rates
from pipeline.schemas import TABLES, conform
from pipeline.validate import Settings, validate

BATCH = 250_000
ORDERS = ("in order", "shuffled")
RAW_TABLES = ("raw_accounts", "raw_parties", "raw_relations")


def write_raw(rows: int, order: str, path: Path) -> None:
    """A made-up raw_transactions file, as the runner would have written it."""
    rng = np.random.default_rng(7)
    place = np.arange(rows)
    if order == "shuffled":
        rng.shuffle(place)
    writer = None
    for first in range(0, rows, BATCH):
        number = place[first : first + BATCH]
        drawn = {
            name: rng.integers(0, high, number.size)
            for name, high in (("s", 200_000), ("r", 200_000), ("c", 900_000))
        }
        batch = pl.DataFrame({"n": number, "line": np.arange(number.size) + first + 2})
        batch = batch.with_columns(**{k: pl.Series(v) for k, v in drawn.items()})
        written = conform("raw_transactions", _columns(batch)).to_arrow()
        writer = writer or pq.ParquetWriter(path, written.schema, compression="zstd")
        writer.write_table(written)
    if writer:
        writer.close()


def _columns(batch: pl.DataFrame) -> pl.DataFrame:
    n, cents = pl.col("n"), pl.col("c") + 1
    channels = pl.Series(["wire", "internal", "instant", "card", "cash_deposit"])
    countries = pl.Series(["DE", "US", "FR", "TR"])
    return batch.select(
        transaction_id=pl.format("T{}", n.cast(pl.String).str.zfill(10)),
        booked_at=pl.from_epoch(1_600_000_000 + n * 3).dt.strftime("%FT%TZ"),
        sender_account=pl.format("BANK{}-{}", pl.col("s") % 7, "s"),
        receiver_account=pl.format("BANK{}-{}", pl.col("r") % 7, "r"),
        amount=pl.format(
            "{}.{}", cents // 100, (cents % 100).cast(pl.String).str.zfill(2)
        ),
        amount_status=pl.lit("exact"),
        currency=pl.when(n % 4 == 0).then(pl.lit("EUR")).otherwise(pl.lit("USD")),
        channel=pl.lit(channels).gather(n % 5),
        sender_country=pl.lit("DE"),
        receiver_country=pl.lit(countries).gather(n % 4),
        purpose=pl.format("invoice {}", n),
        source_file=pl.lit("transactions.csv"),
        source_line=pl.col("line"),
    )


def measure(path: Path) -> None:
    empty = {name: TABLES[name].create_empty().lazy() for name in RAW_TABLES}
    started, used = time.perf_counter(), time.process_time()
    parts = validate(
        raw_transactions=pl.scan_parquet(path),
        **empty,
        rates=load_rates(),
        base_currency="USD",
        settings=Settings(),
    )
    accepted = sum(rows.height for part in parts for rows in _transactions(part))
    wall, cpu = time.perf_counter() - started, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{accepted:>11,} rows  {wall:6.2f} s wall  {cpu:6.2f} s CPU  "
        f"{accepted / wall / 1e6:5.2f} M rows/s  peak {peak:.2f} GB"
    )


def _transactions(part):
    return [part["transactions"]] if "transactions" in part else []


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [1_000_000, 10_000_000]
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            for order in ORDERS:
                path = Path(folder) / "raw.parquet"
                write_raw(rows, order, path)
                print(f"{order:>9}: ", end="", flush=True)
                command = (sys.executable, "-m", "benchmarks.validate", str(path))
                subprocess.run(command, check=True)


if __name__ == "__main__":
    if len(sys.argv) == 2 and sys.argv[1].endswith(".parquet"):
        measure(Path(sys.argv[1]))
    else:
        main()
