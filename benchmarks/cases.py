"""
Cases on made-up worlds: what they cover, whom they wrong, whether they keep their ids.

    python -m benchmarks.cases                              # seeds 31, 32, 101
    python -m benchmarks.cases --seeds 21 22 --base-rates 0.001 --transactions 200000

For each base rate the worlds of all seeds are judged as if they were one: their cases
in one list by priority, their instances counted together. Worlds of the seeds that
thresholds were chosen on are not those that are reported. Ids are kept where a case of
the same world without its last two months is, by most of its core, still a case of the
whole, and has its id.
"""

import argparse
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.evaluate import Evaluation, evaluate
from pipeline.evaluate.case_summary import sum_up
from pipeline.evaluate.role_truth import macro_f1
from pipeline.runs import Run
from pipeline.schemas import conform
from pipeline.settings import Settings
from pipeline.stages import run_stages
from synthetic_data import Settings as World
from synthetic_data import generate_world

SEEDS = (31, 32, 101)
BASE_RATES = (1e-3, 1e-4, 1e-5)
TABLES = (
    *("alerts", "alert_evidence", "account_scores", "transaction_scores", "cases"),
    *("case_members", "case_transactions", "graph_accounts", "red_flag_status"),
)
LATER = timedelta(days=61)


@dataclass(frozen=True)
class Judged:
    evaluation: Evaluation
    ordinary: int  # accounts without a label
    within_reach: int  # instances of which an alert speaks about an account
    kept: int | None = None
    compared: int | None = None


def judged(seed: int, rate: float, rows: int, scratch: Path, *, ids: bool) -> Judged:
    world, out = scratch / f"world-{seed}-{rate}", scratch / f"out-{seed}-{rate}"
    generate_world(World(seed=seed, transactions=rows, base_rate=rate), world)
    run = run_stages(world, out, Settings(), until="cases").run
    labels = conform("labels", pl.read_parquet(world / "labels.parquet"))
    tables: dict[str, Any] = {name: run.table(name) for name in TABLES}
    values = run.scan("transactions").select("transaction_id", "value_cents").collect()
    found = evaluate(labels=labels, transactions=values, **tables)
    of_accounts = labels.filter(pl.col("subject").cast(pl.String) == "account")
    ordinary = tables["graph_accounts"].height - of_accounts["subject_id"].n_unique()
    spoken_of = tables["alerts"]["account_id"].unique()
    reached = of_accounts.filter(
        pl.col("label").cast(pl.String) == "scheme",
        pl.col("role").cast(pl.String).fill_null("") != "unwitting",
        pl.col("subject_id").is_in(spoken_of.implode()),
    )["instance"].n_unique()
    kept, compared = ids_kept(run, world, scratch) if ids else (None, None)
    return Judged(found, ordinary, reached, kept, compared)


def ids_kept(whole: Run, world: Path, scratch: Path) -> tuple[int, int]:
    """Cases without the last two months: how many keep their ids, of how many."""
    before = scratch / f"{world.name}-before"
    before.mkdir()
    for table in world.glob("*.parquet"):
        rows = pl.read_parquet(table)
        if "booked_at" in rows.columns:
            end = pl.col("booked_at").max() - LATER
            rows = rows.filter(pl.col("booked_at") <= end)
        if table.stem != "labels":
            rows.write_parquet(before / table.name)
    (before / "world.json").write_bytes((world / "world.json").read_bytes())
    out = scratch / f"{world.name}-before-out"
    earlier = run_stages(before, out, Settings(), until="cases").run
    old, new = (
        run.table("case_members")
        .filter(pl.col("part").cast(pl.String) == "core")
        .select("case_id", "account_id")
        for run in (earlier, whole)
    )
    size = old.group_by("case_id").agg(size=pl.len())
    met = (
        old.join(new, on="account_id", suffix="_new")
        .group_by("case_id", "case_id_new")
        .agg(shared=pl.len())
        .join(size, on="case_id")
        .filter(2 * pl.col("shared") > pl.col("size"))
    )
    same = met.filter(pl.col("case_id") == pl.col("case_id_new"))
    return same["case_id"].n_unique(), met["case_id"].n_unique()


def report(rate: float, worlds: list[Judged]) -> None:
    instances, cases = (
        pl.concat(
            [
                getattr(w.evaluation, name).with_columns(
                    pl.format("{}-{}", pl.lit(number), "case_id").alias("case_id")
                )
                for number, w in enumerate(worlds)
            ]
        )
        for name in ("instances", "cases")
    )
    cases = cases.sort("priority", "case_id", descending=[True, False])
    figures = sum_up(instances, cases, sum(w.ordinary for w in worlds))
    print(f"\nbase rate {rate:g}, {len(worlds)} worlds")
    for name, value in zip(figures.columns, figures.row(0), strict=True):
        shown = f"{value:.3f}" if isinstance(value, float) else str(value)
        print(f"  {name.replace('_', ' '):<26}{shown:>9}")
    print(f"  {'within reach of an alert':<26}{sum(w.within_reach for w in worlds):>9}")
    roles = (
        pl.concat([w.evaluation.roles for w in worlds])
        .group_by("role")
        .agg(pl.col("cast", "given", "right").sum())
        .sort("role")
        .with_columns(
            f1=pl.when(pl.col("cast") > 0).then(
                2 * pl.col("right") / (pl.col("cast") + pl.col("given"))
            )
        )
    )
    for role, cast, given, right, f1 in roles.iter_rows():
        shown = "" if f1 is None else f"{f1:.2f}"
        print(f"  {role:<14}cast{cast:>4} given{given:>4} right{right:>4}  {shown}")
    if (mean := macro_f1(roles)) is not None:
        print(f"  macro F1 of roles {mean:.2f}")
    compared = sum(w.compared or 0 for w in worlds)
    if compared:
        kept = sum(w.kept or 0 for w in worlds)
        print(f"  ids kept as two months are added {kept} of {compared}")


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--transactions", type=int, default=1_000_000)
    said.add_argument("--seeds", type=int, nargs="*", default=SEEDS)
    said.add_argument("--base-rates", type=float, nargs="*", default=BASE_RATES)
    said.add_argument(
        "--ids", action="store_true", help="also measure ids (twice as slow)"
    )
    asked = said.parse_args()
    for rate in asked.base_rates:
        with tempfile.TemporaryDirectory() as scratch:
            worlds = [
                judged(seed, rate, asked.transactions, Path(scratch), ids=asked.ids)
                for seed in asked.seeds
            ]
        report(rate, worlds)


if __name__ == "__main__":
    main()
