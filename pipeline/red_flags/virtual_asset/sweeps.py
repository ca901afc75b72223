"""
Addresses that are emptied: what came lately goes on as one payment, less a fee.

A campaign that takes a fresh address for each gift shows too few gifts at any of them.
What it cannot hide is that somebody empties all of them into one place. An owner who
spends from a wallet pays prices, and these seldom equal the sum of what came before.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph
from pipeline.motifs.windows import between, owners, spread
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.virtual_asset.campaigns import POOLED, offers


def sweeps(
    ledger: Ledger, chain: FlowGraph, dwell: int, min_share: float
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    Payments out of addresses that serve nobody by trade: row, address, hub, cents,
    came, swept; and of those swept the payments that came before: row, receipt.

    One is swept if it is at most all, and at least ``min_share``, of the latest
    payments in, as many as it takes, within ``dwell`` seconds before it (closed).
    Cost: O(payments · log payments).
    """
    received, sent = chain
    private = ~(commingled(ledger, SHOP) | offers(ledger, *POOLED))
    account = owners(sent)
    place = np.flatnonzero(private[account])
    account, cents = account[place], sent.cents[place]
    time = sent.time[place].astype(np.int64)
    first, past = between(received, account, time - dwell, time)
    running = np.zeros(received.cents.size + 1, np.int64)
    np.cumsum(received.cents, out=running[1:])
    oldest = np.searchsorted(running, running[past] - cents, side="right") - 1
    came = running[past] - running[np.maximum(oldest, first)]
    swept = (oldest >= first) & (cents >= min_share * came) & (came > 0)
    paid = pl.DataFrame(
        {
            "row": sent.row[place],
            "address": account.astype(np.uint32),
            "hub": sent.other[place],
            "cents": cents,
            "came": came,
            "swept": swept,
        }
    )
    which, position = spread(oldest[swept], past[swept])
    pairs = {"row": sent.row[place][swept][which], "receipt": received.row[position]}
    return paid, pl.DataFrame(pairs)


def traced(
    ledger: Ledger,
    paid: pl.DataFrame,
    pairs: pl.DataFrame,
    hubs: NDArray[np.bool_],
    hops: int,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    The sweeps into hubs, with the addresses that gifts came to, and of each (``end``)
    all rows by which they came.
    """
    holder, receiver = ledger.principals.holder, ledger.rows.receiver
    all_swept = paid.filter("swept")
    different = holder[all_swept["address"]] != holder[all_swept["hub"]]
    last = all_swept.filter(pl.Series(different & hubs[all_swept["hub"]]))
    step = last.select(end="row", row="row")
    origins, shown = [], [step.with_columns(part=pl.lit("to the hub"))]
    for hop in range(1, hops + 1):
        came = step.join(pairs, on="row", maintain_order="left")
        goes_on = came["receipt"].is_in(all_swept["row"].implode()) & (hop < hops)
        gifts = came.filter(~goes_on).select("end", row="receipt")
        shown.append(gifts.with_columns(part=pl.lit("gift")))
        origin = pl.Series("origin", receiver[gifts["row"]])
        origins.append(
            gifts.select("end", origin, hop=pl.lit(hop, pl.Int64)).unique(
                maintain_order=True
            )
        )
        step = came.filter(goes_on).select("end", row="receipt").unique()
        shown.append(step.with_columns(part=pl.lit("on the way")))
    ends = (
        pl.concat(origins)
        .unique(["end", "origin"], keep="first", maintain_order=True)
        .join(last, left_on="end", right_on="row", maintain_order="left")
        .sort("end", "hop", "origin")
    )
    # What several addresses fed counts once.
    once = pl.col("end").is_first_distinct()
    return (
        ends.with_columns(
            row="end",
            campaign=pl.Series(holder[ends["origin"]]),
            cents=pl.when(once).then("cents").otherwise(0),
            share=pl.col("cents") / pl.col("came"),
            named=pl.lit(False),
        ),
        pl.concat(shown),
    )
