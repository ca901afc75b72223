"""
The catalogue of 61 terrorist-financing indicators, as computable definitions.

``catalogue.csv``: provenance tells how well the indicator's own statement was checked:
VP official text read, VS secondary account, M memory. Definitions and default numbers
are this project's operationalisation, not published values. One, TF-EXT-01, was never
published as an indicator: it states what a published case did.
"""

from functools import cache
from pathlib import Path

import polars as pl

CATALOGUE = Path(__file__).with_name("catalogue.csv")


@cache
def catalogue() -> pl.DataFrame:
    """One row an indicator, all text; stages and fields as lists, weight 1–5."""
    return pl.read_csv(CATALOGUE, infer_schema=False).with_columns(
        pl.col("tf_stage").str.split("|"),
        pl.col("data_fields").str.split(","),
        pl.col("weight").cast(pl.Int64),
    )
