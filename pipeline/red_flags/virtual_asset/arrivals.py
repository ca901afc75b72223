"""
Where the virtual assets of some accounts arrive, over a few payments.

The first payment is one of theirs. It goes on at its receiver first in, first out,
within a dwell time; of each payment the share counts that is theirs, and where that is
small the trail ends. Nothing is followed through a *barred* account, as an exchange is:
there the assets of many flow together. What has no value is not followed either, but
its first payment counts.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph
from pipeline.motifs.pass_on import passed_pairs
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.virtual_asset.campaigns import ON_CHAIN

KEPT_SHARE = 0.1  # of a payment; less is mostly somebody else's money
STEP = {  # of a payment, what is an origin's, and what it was paid from
    "origin": pl.UInt32,
    "row": pl.UInt32,
    "hop": pl.Int64,
    "cents": pl.Int64,  # null where the first payment has no value
    "before": pl.UInt32,  # the row it was paid from; null at the first hop
}


class Trail(NamedTuple):
    """How far money is followed."""

    hops: int
    dwell: int  # seconds


def arrivals(
    ledger: Ledger,
    chain: FlowGraph,
    origins: NDArray[np.bool_],
    barred: NDArray[np.bool_],
    trail: Trail,
) -> pl.DataFrame:
    """
    Every payment that carries money of an origin: the columns of STEP.

    One row for each payment it was paid from, so its ``cents`` add up over these.
    Sorted by hop, origin, row, before. Cost: O(payments of the accounts reached) a hop;
    at most 1 / KEPT_SHARE origins a payment go on.
    """
    steps = [_first(ledger, origins)]
    for hop in range(2, trail.hops + 1):
        steps.append(_next(ledger, chain, steps[-1], barred | origins, trail, hop))
    return pl.concat(steps).sort("hop", "origin", "row", "before")


def way_to(steps: pl.DataFrame, ends: pl.DataFrame) -> pl.DataFrame:
    """The rows by which ``ends`` (alert, origin, row, hop) came: alert, row, hop."""
    found = [ends]
    longest = max(ends["hop"].to_list(), default=1)
    for hop in range(longest, 1, -1):
        here = pl.concat(found).filter(pl.col("hop") == hop)
        came = here.join(steps, on=["origin", "row", "hop"]).select(
            "alert", "origin", row="before", hop=pl.lit(hop - 1, pl.Int64)
        )
        found.append(came.unique())
    way = pl.concat(found).select("alert", "row", "hop").sort("alert", "row", "hop")
    return way.unique(["alert", "row"], keep="first", maintain_order=True)


def _first(ledger: Ledger, origins: NDArray[np.bool_]) -> pl.DataFrame:
    sender, receiver, _, cents = ledger.rows
    row = np.flatnonzero(ledger.where(ON_CHAIN) & origins[sender])
    row = row[sender[row] != receiver[row]]
    known = pl.Series(cents[row])
    return pl.DataFrame(
        {
            "origin": sender[row],
            "row": row,
            "hop": np.ones(row.size, np.int64),
            "cents": known.set(known <= 0, None),
            "before": pl.Series([None] * row.size, dtype=pl.UInt32),
        },
        STEP,
        strict=False,
    )


def _next(
    ledger: Ledger,
    chain: FlowGraph,
    last: pl.DataFrame,
    barred: NDArray[np.bool_],
    trail: Trail,
    hop: int,
) -> pl.DataFrame:
    received, sent = chain
    carried = (
        last.drop_nulls("cents").group_by("origin", "row").agg(pl.col("cents").sum())
    )
    reached = np.zeros(barred.size, np.bool_)
    reached[ledger.rows.receiver[carried["row"]]] = True
    credit, debit, cents = passed_pairs(received, sent, trail.dwell, reached & ~barred)
    pairs = pl.DataFrame(
        {
            "before": received.row[credit],
            "row": sent.row[debit],
            "joined": cents,
            "whole": received.cents[credit],
            "paid": sent.cents[debit],
        },
        schema_overrides={"before": pl.UInt32, "row": pl.UInt32},
    )
    onward = carried.join(pairs, left_on="row", right_on="before").select(
        "origin",
        row="row_right",
        hop=pl.lit(hop, pl.Int64),
        cents=(pl.col("cents") / pl.col("whole") * pl.col("joined")).cast(pl.Int64),
        before="row",
        paid="paid",
    )
    theirs = pl.col("cents").sum().over("origin", "row")
    return onward.filter(theirs >= KEPT_SHARE * SLACK * pl.col("paid")).select(*STEP)
