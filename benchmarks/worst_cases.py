"""
The worst graphs that could come, against an ordinary one of the same size.

    python -m benchmarks.worst_cases                       # 1 M; the cliques 4 M
    python -m benchmarks.worst_cases --rows 100000 --shapes hub star

Each shape of ``made.shapes`` becomes a ledger with all fields, and so does a random
power-law ledger with as many transactions; every red flag of RED_FLAGS runs on both, in
processes of their own, one after the other, kernels compiled before. Reported are the
CPU seconds of the whole stage as a ratio, and each red flag that takes more than three
times what it takes on the ordinary ledger, unless that is less than a hundredth of the
ordinary stage. The aim is a ratio of at most 3. ``cut`` counts searches that a work
budget ended early.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.made.ledger import write_ledger
from benchmarks.made.shapes import HOSTILE, power_law
from benchmarks.red_flag_stage import DAYS, WARM_ROWS, measured

MOST = 3
CLIQUE_ROWS = 2_000 * 1_999


def compare(name: str, rows: int, only: list[str], folder: Path) -> None:
    shape = HOSTILE[name](rows, DAYS)
    rows = shape.time.size
    usual = folder / f"usual {rows}"
    if not usual.exists():
        write_ledger(power_law(rows, DAYS), usual)
    write_ledger(shape, folder / name)
    warm = folder / "warm"
    ordinary, hostile = (
        measured(ledger, warm, only) for ledger in (usual, folder / name)
    )
    before, after = (
        sum(line["seconds"] for line in each.values()) for each in (ordinary, hostile)
    )
    cut = sum(line.get("cut", 0) for line in hostile.values())
    evidence = sum(line.get("evidence", 0) for line in hostile.values())
    print(
        f"{name:<26}{rows:>10,}{before:9.1f} s{after:9.1f} s{after / before:7.2f} ×"
        f"{evidence:>12,}{cut:>10,}",
        flush=True,
    )
    for red_flag, line in hostile.items():
        fair = max(ordinary[red_flag]["seconds"], before / 100)
        if line["seconds"] > MOST * fair:
            print(
                f"    {red_flag:<14}{ordinary[red_flag]['seconds']:8.2f} s"
                f"{line['seconds']:9.2f} s{line['seconds'] / fair:7.1f} ×"
                f"{line.get('evidence', 0):>12,}{line.get('cut', 0):>10,}",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--clique-rows", type=int, default=CLIQUE_ROWS)
    parser.add_argument("--shapes", nargs="*", default=list(HOSTILE))
    parser.add_argument("--only", nargs="*", default=[], metavar="RED_FLAG")
    asked = parser.parse_args()
    print(
        f"{'shape':<26}{'payments':>10}{'ordinary':>11}{'this':>11}{'ratio':>9}"
        f"{'evidence':>12}{'cut':>10}"
    )
    with tempfile.TemporaryDirectory() as folder:
        write_ledger(power_law(WARM_ROWS, DAYS), Path(folder) / "warm")
        for name in asked.shapes:
            rows = asked.clique_rows if "clique" in name else asked.rows
            compare(name, rows, asked.only, Path(folder))


if __name__ == "__main__":
    main()
