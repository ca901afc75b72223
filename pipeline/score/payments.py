"""
What alerts say about single payments: their evidence, and payments of who they credit.

Each evidence transaction gets the alert's credit, less where there are many of them.
A payment of an account that an alert credits enough gets a part of that credit, for its
payer and for its payee each, where it was booked within ``days`` of the alert's window.
It gets less the more often its ends dealt this way, by the square root: a payee paid
every month is part of ordinary life. Hubs and their like give nothing on.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, FlowGraph, Int64s, Side
from pipeline.motifs.windows import between, spread
from pipeline.score.carry import POSITIONS_AT_ONCE

LEAST_WEIGHT = 0.005  # less moves no priority by half a point
CLAIMS = {
    "alert": pl.UInt32,
    "subject": pl.Int64,  # row of the transaction
    "weight": pl.Float64,
    "way": pl.String,
    "hops": pl.Int64,
    "via": pl.Int64,  # the account, of payer and payee
}


def of_evidence(
    evidence: pl.DataFrame, alerts: pl.DataFrame, credit: float, dilution: float
) -> pl.DataFrame:
    """CLAIMS of ``evidence`` (alert, row; once each); ``alerts`` has alert, weight."""
    told = evidence.with_columns(size=pl.len().over("alert")).join(alerts, on="alert")
    return told.select(
        "alert",
        subject="row",
        weight=pl.col("weight") * credit / pl.col("size").cast(pl.Float64) ** dilution,
        way=pl.lit("evidence"),
        hops=pl.lit(0),
        via=pl.lit(None),
    ).cast(CLAIMS)  # type: ignore[arg-type] # polars types mix classes and instances


def of_ends(
    credited: pl.DataFrame,
    alerts: pl.DataFrame,
    graph: FlowGraph,
    credit: float,
    days: int,
) -> pl.DataFrame:
    """
    CLAIMS of the payments of ``credited`` (alert, account, credit, hops).

    ``alerts`` has alert, weight, start and end (graph seconds). Self-payments get none.
    O(payments in the windows · log), a part at a time.
    """
    told = credited.join(alerts, on="alert", maintain_order="left").with_columns(
        weight=pl.col("weight") * pl.col("credit") * credit
    )
    found = [
        _of_side(some, side, way, often)
        for side, way in ((graph.sent, "payer"), (graph.received, "payee"))
        for often in (_how_often(side, told["account"].unique().sort().to_numpy()),)
        for some in _parts(told, side, days)
    ]
    return pl.concat([pl.DataFrame(schema=CLAIMS), *found])


def _parts(told: pl.DataFrame, side: Side, days: int) -> Iterator[pl.DataFrame]:
    account = told["account"].to_numpy().astype(np.int64)
    start = told["start"].to_numpy().astype(np.int64) - days * DAY
    end = told["end"].to_numpy().astype(np.int64) + days * DAY
    first, past = between(side, account, start, end)
    placed = told.with_columns(first=pl.Series(first), past=pl.Series(past))
    part = np.cumsum(past - first) // POSITIONS_AT_ONCE
    for some in np.unique(part):
        yield placed.filter(pl.Series(part == some))


def _of_side(
    told: pl.DataFrame, side: Side, way: str, often: NDArray[np.int32]
) -> pl.DataFrame:
    which, position = spread(told["first"].to_numpy(), told["past"].to_numpy())
    account = told["account"].to_numpy()[which]
    weight = told["weight"].to_numpy()[which] / np.sqrt(often[position])
    kept = (weight >= LEAST_WEIGHT) & (side.other[position] != account)
    which, position = which[kept], position[kept]
    return pl.DataFrame(
        {
            "alert": told["alert"].to_numpy()[which],
            "subject": side.row[position],
            "weight": weight[kept],
            "way": pl.repeat(way, which.size, eager=True),
            "hops": told["hops"].to_numpy()[which],
            "via": account[kept],
        }
    ).cast(CLAIMS)  # type: ignore[arg-type] # as above


def _how_often(side: Side, accounts: Int64s) -> NDArray[np.int32]:
    """At each position of ``accounts`` (distinct), payments between its two ends."""
    which, position = spread(side.ptr[accounts], side.ptr[accounts + 1])
    pairs = pl.DataFrame({"account": which, "other": side.other[position]})
    often = np.ones(side.row.size, np.int32)
    often[position] = pairs.select(pl.len().over("account", "other")).to_series()
    return often
