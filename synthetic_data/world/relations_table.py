"""Who belongs together, as a table."""

from itertools import chain

import polars as pl

from synthetic_data.world.ids import Ids
from synthetic_data.world.population import Population

_SOURCE = {
    "family": "customer file",
    "officer_of": "company register",
    "employee_of": "customer file",
}


def relations_table(
    population: Population, ids: Ids, planted: list[tuple[int, str, int, bool]]
) -> pl.DataFrame:
    """Ordinary and planted relations, sorted, so that order tells nothing."""
    known = population.relations
    ordinary = zip(
        known.a.tolist(),
        known.relation,
        known.b.tolist(),
        known.account.tolist(),
        strict=True,
    )
    rows = pl.DataFrame(
        list(chain(ordinary, planted)),
        schema={
            "a": pl.Int64,
            "relation": pl.String,
            "b": pl.Int64,
            "account": pl.Boolean,
        },
        orient="row",
    )
    party = ids.party.gather(rows["a"])
    end = pl.select(
        pl.when(rows["account"])
        .then(ids.account.gather(rows["b"]))
        .otherwise(
            ids.party.gather(
                pl.select(pl.min_horizontal(rows["b"], population.parties)).to_series()
            )
        )
    ).to_series()
    return (
        pl.DataFrame({"a": party, "b": end, "relation": rows["relation"]})
        .unique()
        .sort("a", "b", "relation")
        .with_columns(
            pl.lit(None, pl.Date).alias("valid_from"),
            pl.lit(None, pl.Date).alias("valid_to"),
            pl.col("relation").replace_strict(_SOURCE, default="bank").alias("source"),
        )
    )
