"""Who is on an organisation's payroll: recorded as employed, or paid like it."""

import polars as pl

from pipeline.flow_graph import DAY
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import tied_pairs

# Equal sums at an even pace; TF-USE-03 of the catalogue calls 0.15 steady.
MOST_VARIATION = 0.15
FEWEST_PAYMENTS = 3
SHORTEST_GAP_DAYS = 6  # weekly pay; daily equal sums are something else


def payroll(ledger: Ledger, paid: pl.DataFrame) -> pl.DataFrame:
    """
    The pairs account, receiver of ``paid`` (account, receiver, time, cents) on it.

    A gap may vary by a quarter, for months and holidays do; one pay rise is within the
    variation. A one-off payment to a person who is paid regularly makes him irregular.
    """
    pair = ["account", "receiver"]
    steady = steady_pairs(paid, pair)
    pairs = paid.select(a="account", b="receiver")
    employed = tied_pairs(ledger, pairs, ("employee_of",)).rename(
        {"a": "account", "b": "receiver"}
    )
    return pl.concat([steady, employed]).unique()


def steady_pairs(paid: pl.DataFrame, pair: list[str]) -> pl.DataFrame:
    """
    The pairs of ``paid`` (columns ``pair``, time, cents) of even sums at an even pace.
    """
    gap = pl.col("time").diff()
    return (
        paid.sort("time", "cents")
        .group_by(pair, maintain_order=True)
        .agg(
            pl.len().alias("payments"),
            (pl.col("cents").std() / pl.col("cents").mean()).alias("variation"),
            (gap.std() / gap.mean()).alias("unevenness"),
            gap.mean().alias("gap"),
        )
        .filter(
            pl.col("payments") >= FEWEST_PAYMENTS,
            pl.col("variation") <= MOST_VARIATION,
            pl.col("unevenness") <= 0.25,
            pl.col("gap") >= SHORTEST_GAP_DAYS * DAY,
        )
        .select(pair)
    )
