"""
FATF lists by country and interval, to be read at the time of a payment.

``fatf_lists.csv``: each end of an interval has its own provenance (VP official text
read, VS secondary account, M memory; many dates before 2018 are known to the month).
"""

from functools import cache
from pathlib import Path

import polars as pl

from pipeline.reference.partial_dates import first_certain_day, last_certain_day

FATF_LISTS = Path(__file__).with_name("fatf_lists.csv")
# The catalogue's list weights; the reduced statement on Iran is a call for action too.
LIST_WEIGHTS = {
    "call_for_action": 3,
    "call_for_action_edd": 3,
    "increased_monitoring": 1,
}


@cache
def fatf_listings() -> pl.DataFrame:
    """
    country, list, list_weight, listed_from, listed_to (exclusive, null: still listed).

    Where only the month is known, only the days that are certain count as listed.
    """
    rows = pl.read_csv(FATF_LISTS, infer_schema=False)
    return rows.select(
        pl.col("iso").alias("country"),
        "list",
        pl.col("list")
        .replace_strict(LIST_WEIGHTS, return_dtype=pl.Int64)
        .alias("list_weight"),
        first_certain_day("from").alias("listed_from"),
        last_certain_day("to").alias("listed_to"),
    ).sort("country", "listed_from")
