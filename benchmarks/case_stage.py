"""
The stage cases: CPU seconds by number of alerts, and on the worst graphs there are.

    python -m benchmarks.case_stage                          # 1 M transactions
    python -m benchmarks.case_stage --rows 100000 --alerts 1000 10000

Alerts are drawn at random on a made-up ledger: a red flag, an account, up to twelve of
its payments as evidence and the accounts at their other ends as members. Growth is the
time for the most alerts over that for the fewest, an alert. Then the most alerts on
each shape, beside an ordinary ledger of the same size: a hub of all payments, a star, a
component of 99 of 100 accounts, and a million accounts that paid nobody. Reported is
the size of the largest case too; kernels are compiled before.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.made.ledger import open_ledger, write_ledger
from benchmarks.made.shapes import SEED, Shape, hub, one_component, power_law, star
from pipeline.cases import Settings, build_cases
from pipeline.red_flags.red_flag import Ledger
from pipeline.reference.catalogue import catalogue

DAYS = 90
WARM_ROWS = 3_000
MOST_EVIDENCE = 12
ISOLATED = 1_000_000


def isolated(rows: int, days: int) -> Shape:
    made = power_law(rows, days)
    return made._replace(accounts=made.accounts + ISOLATED)


SHAPES: dict[str, Callable[[int, int], Shape]] = {
    "ordinary": power_law,
    "hub": hub,
    "star": star,
    "one component": one_component,
    "a million isolated": isolated,
}


def drawn(ledger: Ledger, alerts: int) -> dict[str, pl.DataFrame]:
    """Tables ``alerts`` and ``alert_evidence``, on accounts drawn by their payments."""
    rng = np.random.default_rng(SEED)
    names = ledger.accounts["account_id"].to_numpy()
    ids = ledger.transactions.select("transaction_id").collect().to_series()
    flags = catalogue()["id"].to_list()
    about = rng.choice(ledger.graph.received.other, alerts).astype(np.int64)
    told, shown = [], []
    for number, account in enumerate(about):
        rows, others = [], [int(account)]
        for side in ledger.graph:
            begin, end = side.ptr[account], side.ptr[account + 1]
            near = slice(begin, min(end, begin + MOST_EVIDENCE // 2))
            rows += side.row[near].tolist()
            others += side.other[near].tolist()
        key = f"A{number:06}"
        members = sorted(set(names[others]))
        flag = flags[int(rng.integers(len(flags)))]
        told.append((key, flag, names[account], members, float(rng.random())))
        shown += [(key, ids[row]) for row in sorted(set(rows))]
    columns = ("alert_id", "red_flag", "account_id", "members", "strength")
    named = pl.DataFrame(told, columns, orient="row")
    evidence = pl.DataFrame(shown, ("alert_id", "transaction_id"), orient="row")
    return {"alerts": named, "alert_evidence": evidence}


def measured(ledger: Ledger, alerts: int) -> tuple[float, int, int]:
    """CPU seconds, cases, accounts of the largest."""
    tables = drawn(ledger, alerts)
    scores = ledger.accounts.select("account_id", priority=pl.lit(0.0))
    began = time.process_time()
    (found,) = build_cases(
        graph=ledger.graph,
        transactions=ledger.transactions,
        graph_accounts=ledger.accounts.lazy(),
        parties=ledger.parties.lazy(),
        relations=ledger.relations.lazy(),
        account_scores=scores.lazy(),
        settings=Settings(),
        **{name: table.lazy() for name, table in tables.items()},
    )
    took = time.process_time() - began
    sizes = found["case_members"].group_by("case_id").len()["len"]
    return took, found["cases"].height, int(sizes.max() or 0)


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--rows", type=int, default=1_000_000)
    said.add_argument("--alerts", type=int, nargs="*", default=(1_000, 10_000))
    asked = said.parse_args()
    print(
        f"{'shape':<20}{'alerts':>8}{'seconds':>9}{'ratio':>7}{'cases':>8}{'largest':>9}"
    )
    with tempfile.TemporaryDirectory() as scratch:
        write_ledger(power_law(WARM_ROWS, DAYS), Path(scratch) / "warm")
        measured(open_ledger(Path(scratch) / "warm"), 100)
        usual, before = 0.0, 0.0
        for name, shape in SHAPES.items():
            folder = Path(scratch) / name
            write_ledger(shape(asked.rows, DAYS), folder)
            ledger = open_ledger(folder)
            for alerts in (
                sorted(asked.alerts) if name == "ordinary" else [max(asked.alerts)]
            ):
                took, cases, largest = measured(ledger, alerts)
                if name == "ordinary":
                    growth = took / alerts / before if before else 1.0
                    before = before or took / alerts
                    usual = took
                ratio = growth if name == "ordinary" else took / usual
                print(
                    f"{name:<20}{alerts:>8,}{took:>9.2f}{ratio:>7.2f}{cases:>8,}"
                    f"{largest:>9,}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
