"""Every figure of a world beside its published reference."""

from importlib.resources import files
from math import inf
from typing import NamedTuple

import polars as pl

from synthetic_data.realism.amounts import amounts
from synthetic_data.realism.balances import balances
from synthetic_data.realism.counts import counts
from synthetic_data.realism.graph import graph
from synthetic_data.realism.measured import Measured
from synthetic_data.realism.rhythm import rhythm
from synthetic_data.realism.seen import Seen

HELD_OUT = 3  # every third gate is never tuned on: 3, 6, 9, … and joint 3, 6


class Verdict(NamedTuple):
    """A gate passes where all its figures lie inside."""

    inside: int
    outside: int
    untestable: int


def references() -> pl.DataFrame:
    table = files("synthetic_data.realism") / "references.csv"
    return pl.read_csv(
        table.read_bytes(),
        schema_overrides={
            "gate": pl.String,
            "published": pl.String,
            "low": pl.Float64,
            "high": pl.Float64,
        },
    )


def held_out(gate: str | None) -> bool:
    return gate is not None and int(gate.removeprefix("J")) % HELD_OUT == 0


def measure(seen: Seen) -> list[Measured]:
    return [
        found
        for part in (amounts, counts, graph, rhythm, balances)
        for found in part(seen)
    ]


def profile(seen: Seen) -> pl.DataFrame:
    """
    A row for each figure of ``references.csv``, in its order.

    ``inside`` is null where nothing was measured or no range is published.
    """
    columns = {"id": pl.String, "value": pl.Float64, "from": pl.Float64}
    columns |= {"to": pl.Float64, "note": pl.String}
    measured = pl.DataFrame(measure(seen), schema=columns, orient="row")
    bounded = pl.col("low").is_not_null() | pl.col("high").is_not_null()
    within = pl.when(bounded).then(
        pl.col("value").is_between(
            pl.col("low").fill_null(-inf), pl.col("high").fill_null(inf)
        )
    )
    untestable = pl.when(pl.col("value").is_null()).then(
        pl.lit("not testable: ")
        + pl.col("note").fill_null("").replace("", "no figure found")
    )
    return (
        references()
        .join(measured, on="id", how="left", maintain_order="left")
        .with_columns(
            inside=within,
            held_out=pl.col("gate").map_elements(held_out, return_dtype=pl.Boolean),
            note=untestable.otherwise(pl.col("note")),
        )
    )


def verdicts(table: pl.DataFrame, *, unseen: bool, joint: bool) -> Verdict:
    """Of gates or joint checks, those held out (``unseen``) or the others."""
    gates = (
        table.drop_nulls("gate")
        .filter(
            pl.col("held_out") == unseen,
            pl.col("gate").str.starts_with("J") == joint,
        )
        .group_by("gate", maintain_order=True)
        .agg(
            bad=pl.col("inside").not_().any(),
            good=pl.col("inside").any(),
        )
    )
    bad = int(gates["bad"].fill_null(value=False).sum())
    known = (gates["bad"].fill_null(value=False)) | gates["good"].fill_null(value=False)
    return Verdict(int(known.sum()) - bad, bad, gates.height - int(known.sum()))
