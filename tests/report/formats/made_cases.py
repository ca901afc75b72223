"""Made-up cases with one thing changed."""

from dataclasses import replace

import polars as pl

from pipeline.report import CaseFile


def with_names(case: CaseFile, *names: str, kind: str | None = "person") -> CaseFile:
    """Every member's owner has these names."""
    changed = case.members.with_columns(
        names=pl.lit(list(names), dtype=pl.List(pl.String)),
        party_kind=pl.lit(kind, dtype=case.members.schema["party_kind"]),
    )
    return replace(case, members=changed)


def with_payments(case: CaseFile, **columns: object) -> CaseFile:
    """Every payment has these values, as literals or expressions."""
    schema = case.transactions.schema
    made = {
        name: (value if isinstance(value, pl.Expr) else pl.lit(value)).cast(
            schema[name]
        )
        for name, value in columns.items()
    }
    return replace(case, transactions=case.transactions.with_columns(**made))
