"""
The flow graph: rows per CPU-second and peak memory of numbering ids and of sorting.

    python -m benchmarks.flow_graph                  # 1 M and 10 M transactions
    python -m benchmarks.flow_graph --rows 200000    # any other number

Each figure is a process of its own. CPU seconds are of all its threads; kernels are
compiled before. Peak bytes are the growth of the peak resident memory over a run on a
few rows in the same process. Accounts are a tenth of the transactions, paid and paying
by a power law; ids have 23 bytes. Rivals stand beside: polars' Categorical for the ids,
a polars sort of the same columns, a networkx MultiDiGraph (at 100,000 rows only).
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import numpy as np
import polars as pl

from pipeline.flow_graph import build_side
from pipeline.graph_stage import BATCH, _numbered_ends, build_graph
from pipeline.schemas import TABLES

NETWORKX_ROWS = 100_000
WARM_ROWS = 1_000
ENDS = ("sender_account", "receiver_account")


def write_transactions(rows: int, path: Path) -> None:
    """The columns that the stage reads."""
    rng = np.random.default_rng(7)
    sender, receiver, time, cents, accounts = drawn(rows, rng)
    number = pl.Series(rng.permutation(accounts))
    ids = pl.select(pl.format("BANK{}-ACC{}", number % 90 + 10, number + 10**12))
    pl.DataFrame(
        {
            "booked_at": pl.from_epoch(pl.Series(time), "s").dt.replace_time_zone(
                "UTC"
            ),
            "sender_account": ids.to_series().gather(sender),
            "receiver_account": ids.to_series().gather(receiver),
            "value_cents": cents,
        }
    ).write_parquet(path, row_group_size=BATCH)


def drawn(rows: int, rng: np.random.Generator):
    accounts = max(2, rows // 10)
    weight = (np.arange(accounts) + 3.0) ** -0.8
    share = np.cumsum(weight / weight.sum())
    rank = rng.permutation(accounts).astype(np.uint32)  # hubs anywhere
    sender, receiver = (
        rank[np.minimum(np.searchsorted(share, rng.random(rows)), accounts - 1)]
        for _ in range(2)
    )
    time = np.sort(rng.integers(600_000_000, 700_000_000, rows)).astype(np.int32)
    return sender, receiver, time, rng.integers(1, 10_000_000, rows), accounts


def encode(path: Path, rows: int) -> Callable[[], object]:
    return lambda: _numbered_ends(pl.scan_parquet(path).head(rows), rows)


def categorical(path: Path, rows: int) -> Callable[[], object]:
    def run() -> None:
        coded = pl.Categorical(pl.Categories.random())
        alive = pl.Series([], dtype=coded)
        for end in ENDS:
            ids = pl.scan_parquet(path).head(rows).select(end)
            for batch in ids.collect_batches(chunk_size=BATCH, maintain_order=True):
                batch[end].cast(coded).to_physical().to_numpy()
        del alive

    return run


def stage(path: Path, rows: int) -> Callable[[], object]:
    def run() -> None:
        parts = build_graph(
            pl.scan_parquet(path).head(rows), TABLES["accounts"].create_empty().lazy()
        )
        while next(parts, None):
            pass  # one part at a time, as a runner that drops what it wrote

    return run


def sort(_: Path, rows: int) -> Callable[[], object]:
    sender, receiver, *rest = drawn(rows, np.random.default_rng(7))
    return lambda: build_side(sender, receiver, *rest)


def polars_sort(_: Path, rows: int) -> Callable[[], object]:
    names = ("owner", "other", "time", "cents")
    columns = drawn(rows, np.random.default_rng(7))[:4]
    frame = pl.DataFrame(dict(zip(names, columns, strict=True))).with_row_index("row")
    return lambda: frame.sort("owner", maintain_order=True)


def networkx(_: Path, rows: int) -> Callable[[], object]:
    columns = [column.tolist() for column in drawn(rows, np.random.default_rng(7))[:4]]

    def run() -> None:
        flows = nx.MultiDiGraph()
        for sender, receiver, time, cents in zip(*columns, strict=True):
            flows.add_edge(sender, receiver, time=time, cents=cents)

    return run


# What is measured, and how many bytes a row of its input is held by the caller: they
# count towards the peak of a sort, though they are there before it starts.
MEASURED = {
    "number both ids": (encode, 0),
    "  polars Categorical": (categorical, 0),
    "sort one side": (sort, 20),
    "  polars sort": (polars_sort, 24),
    "  networkx, both sides": (networkx, 0),
    "whole stage": (stage, 0),
}


def measure(name: str, path: Path, rows: int) -> None:
    prepare, held = MEASURED[name]
    prepare(path, WARM_ROWS)()
    run = prepare(path, rows)
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak of preparing
    before, used = _resident("VmRSS"), _cpu_seconds()
    run()
    used, peak = _cpu_seconds() - used, _resident("VmHWM") - before
    print(
        f"{rows:>11,}  {name:<24}{used:8.2f} s CPU  "
        f"{rows / used / 1e6:7.2f} M rows/CPU-s  {peak / rows + held:6.0f} bytes/row"
    )


def _resident(field: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) * 1024
    raise LookupError(field)


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000_000, 10_000_000])
    parser.add_argument("--measure", nargs=2, metavar=("WHAT", "FILE"))
    asked = parser.parse_args()
    if asked.measure:
        measure(asked.measure[0], Path(asked.measure[1]), asked.rows[0])
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "transactions.parquet"
        for rows in asked.rows:
            write_transactions(rows, path)
            for name in MEASURED:
                size = min(rows, NETWORKX_ROWS) if "networkx" in name else rows
                what = ("--rows", str(size), "--measure", name, str(path))
                command = (sys.executable, "-m", "benchmarks.flow_graph", *what)
                subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
