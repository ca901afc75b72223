"""
Two runs side by side: which cases are new, changed or gone, and which alerts moved.

Cases are the same by id; else by most of their core accounts, so that a case which grew
is told as changed and not as one gone and one new.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pipeline.schemas.words import CASE_CHANGES

SAME_CORE = 0.5  # of the core accounts of both: less is another case
READ = ("cases", "case_members", "case_transactions", "alerts")
Tables = Mapping[str, pl.LazyFrame]


@dataclass(frozen=True)
class RunDiff:
    """
    ``cases``: change, case_id (null: gone), before_id (null: new), priority and
    before_priority, accounts and transactions added and removed; changes first.
    ``red_flags``: red_flag, before, after (alerts), most moved first.
    """

    cases: pl.DataFrame
    red_flags: pl.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        found = dict(self.cases.group_by("change").len().iter_rows())
        return {change: found.get(change, 0) for change in CASE_CHANGES}


def compare(before: Tables, after: Tables) -> RunDiff:
    """``before`` and ``after`` hold at least the tables of ``READ``."""
    return RunDiff(_cases(before, after), _red_flags(before, after))


def _cases(before: Tables, after: Tables) -> pl.DataFrame:
    old, new = (_facts(each) for each in (before, after))
    pairs = _pairs(old, new)
    beside = (
        pairs.join(new, on="case_id", how="full", coalesce=True)
        .join(
            old.rename(
                {name: f"before_{name.removeprefix('case_')}" for name in old.columns}
            ),
            on="before_id",
            how="full",
            coalesce=True,
        )
        .with_columns(
            pl.col("core", "rows", "before_core", "before_rows").fill_null([])
        )
    )
    moved = {
        f"{what}_{word}": pl.col(a).list.set_difference(b).list.len().cast(pl.Int64)
        for what, column in (("accounts", "core"), ("transactions", "rows"))
        for word, a, b in (
            ("added", column, f"before_{column}"),
            ("removed", f"before_{column}", column),
        )
    }
    differs = pl.any_horizontal(pl.col(name) > 0 for name in moved) | (
        pl.col("priority") != pl.col("before_priority")
    )
    change = (
        pl.when(pl.col("before_id").is_null())
        .then(pl.lit("new"))
        .when(pl.col("case_id").is_null())
        .then(pl.lit("gone"))
        .when(differs)
        .then(pl.lit("changed"))
        .otherwise(pl.lit("same"))
    )
    return (
        beside.with_columns(**moved)
        .select(
            change.cast(pl.Enum(CASE_CHANGES)).alias("change"),
            *("case_id", "before_id", "priority", "before_priority", *moved),
        )
        .sort(
            "change",
            pl.max_horizontal("priority", "before_priority"),
            pl.coalesce("case_id", "before_id"),
            descending=[False, True, False],
        )
    )


def _facts(tables: Tables) -> pl.DataFrame:
    """case_id, priority, core (account ids), rows (ids of evidence)."""
    core = (
        tables["case_members"]
        .filter(pl.col("part").cast(pl.String) == "core")
        .group_by("case_id")
        .agg(core="account_id")
    )
    rows = (
        tables["case_transactions"]
        .filter(pl.col("part").cast(pl.String) == "evidence")
        .group_by("case_id")
        .agg(rows="transaction_id")
    )
    return (
        tables["cases"]
        .select("case_id", "priority")
        .join(core, on="case_id", how="left")
        .join(rows, on="case_id", how="left")
        .sort("case_id")
        .collect()
    )


def _pairs(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """case_id, before_id: by id, then the most alike first, each used once."""
    same = old.select("case_id").join(new, on="case_id", how="semi")
    found = dict(zip(same["case_id"], same["case_id"], strict=True))
    left, right = (
        each.join(same, on="case_id", how="anti")
        .with_columns(size=pl.col("core").list.len())
        .explode("core")
        for each in (new, old)
    )
    alike = (
        left.join(right, on="core", suffix="_before")
        .group_by("case_id", "case_id_before")
        .agg(both=pl.len(), sizes=(pl.col("size") + pl.col("size_before")).first())
        .with_columns(share=pl.col("both") / (pl.col("sizes") - pl.col("both")))
        .filter(pl.col("share") >= SAME_CORE)
        .sort("share", "case_id", "case_id_before", descending=[True, False, False])
    )
    taken: set[str] = set()
    for case, earlier in alike.select("case_id", "case_id_before").iter_rows():
        if case not in found and earlier not in taken:
            found[case] = earlier
            taken.add(earlier)
    return pl.DataFrame(
        {"case_id": list(found), "before_id": list(found.values())},
        {"case_id": pl.String, "before_id": pl.String},
    )


def _red_flags(before: Tables, after: Tables) -> pl.DataFrame:
    counted = [
        each["alerts"].group_by("red_flag").agg(pl.len().cast(pl.Int64).alias(name))
        for name, each in (("before", before), ("after", after))
    ]
    return (
        counted[0]
        .join(counted[1], on="red_flag", how="full", coalesce=True)
        .with_columns(pl.col("before", "after").fill_null(0))
        .sort(
            (pl.col("after") - pl.col("before")).abs(),
            "red_flag",
            descending=[True, False],
        )
        .collect()
    )
