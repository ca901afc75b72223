"""
Suspicion carried along money: a little, a few steps, never by way of a hub.

Who deals mostly with an account that an alert speaks of is worth a look before who does
not. An alert's credit of an account goes on to those it dealt with, times ``decay``,
times the share that their dealings are of either's; and a payment between two accounts
that one alert credits gets a part of what both have. Each step is a claim of the same
alert, so it is kept with the contributions and adds up like all others.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph
from pipeline.motifs.counterparties import Totals, dealing_shares
from pipeline.motifs.windows import spread

LEAST_CREDIT = 0.01  # of an alert's weight: less moves no priority by a point


def carried(
    claims: pl.DataFrame,
    graph: FlowGraph,
    hub: NDArray[np.bool_],
    decay: float,
    hops: int,
) -> pl.DataFrame:
    """
    ``claims`` (alert_id, account, credit) with what is carried on, the largest of each
    alert and account. Nothing goes through, from or to a hub.
    """
    totals = Totals(graph)
    columns = ["alert_id", "account", "credit"]
    known = claims.select(columns)
    last = known
    for _ in range(hops if decay else 0):
        sources = last["account"].unique().sort().to_numpy().astype(np.int64)
        shares = dealing_shares(totals, sources[~hub[sources]], hub)
        onward = (
            last.join(shares, on="account")
            .select(
                "alert_id",
                account="other",
                credit=pl.col("credit") * decay * pl.col("share"),
            )
            .filter(pl.col("credit") >= LEAST_CREDIT)
            .with_columns(pl.col("account").cast(known.schema["account"]))
        )
        last = onward.group_by("alert_id", "account").agg(pl.col("credit").max())
        known = (
            pl.concat([known, last], how="diagonal")
            .group_by("alert_id", "account")
            .agg(pl.col("credit").max())
        )
    return known.sort("alert_id", "account")


def between(
    claims: pl.DataFrame, graph: FlowGraph, hub: NDArray[np.bool_], share: float
) -> pl.DataFrame:
    """
    alert_id, row, credit of each payment between two accounts that one alert credits:
    ``share`` of the geometric mean of both credits. Hubs and oneself do not count.
    """
    ends = claims.filter(~pl.Series(hub[claims["account"].to_numpy()]))
    payer = ends["account"].unique().sort().to_numpy().astype(np.int64)
    which, position = spread(graph.sent.ptr[payer], graph.sent.ptr[payer + 1])
    kind = claims.schema["account"]
    paid = pl.DataFrame(
        {
            "account": pl.Series(payer[which], dtype=kind),
            "payee": pl.Series(graph.sent.other[position], dtype=kind),
            "row": graph.sent.row[position],
        }
    ).filter(pl.col("account") != pl.col("payee"))
    both = paid.join(ends, on="account").join(
        ends.rename({"account": "payee", "credit": "other"}), on=["payee", "alert_id"]
    )
    return both.select(
        "alert_id", "row", credit=share * (pl.col("credit") * pl.col("other")).sqrt()
    ).filter(pl.col("credit") >= LEAST_CREDIT)
