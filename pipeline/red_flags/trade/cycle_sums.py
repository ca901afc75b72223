"""What goods cycles add up to, buyer by buyer."""

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.red_flags.red_flag import Ledger


def cash_shares(
    ledger: Ledger, cycle: pl.DataFrame, cash: pl.DataFrame
) -> pl.DataFrame:
    """
    buyer, cash_share, cash_cents: of all that market or carrier paid buyer or payee.

    By value, or by number where any value is not known.
    """
    held = cash.join(cycle.select("cycle", "buyer", "market"), on="cycle")
    pairs = pl.concat(
        [
            held.select("buyer", a=a, b=b)
            for a in ("payer", "market")
            for b in ("payee", "buyer")
        ]
    ).unique()
    sender, receiver, _, cents = ledger.rows
    packed = (sender.astype(np.int64) << 32) | receiver
    wanted = (pairs["a"].cast(pl.Int64) * 2**32 + pairs["b"].cast(pl.Int64)).unique()
    row = np.flatnonzero(np.isin(packed, wanted.to_numpy()))
    paid = pl.DataFrame(
        {
            "a": sender[row],
            "b": receiver[row],
            "row": row.astype(np.uint32),
            "cents": cents[row],
        }
    ).join(pairs, on=["a", "b"])
    paid = paid.join(
        held.select("buyer", "row").unique().with_columns(cash=True),
        on=["buyer", "row"],
        how="left",
    )
    paid = paid.unique(["buyer", "row"]).with_columns(pl.col("cash").fill_null(False))
    known = (pl.col("cents") > 0).all()
    by_value = pl.col("cents").filter("cash").sum() / pl.col("cents").sum()
    return paid.group_by("buyer").agg(
        cash_share=pl.when(known).then(by_value).otherwise(pl.col("cash").mean()),
        cash_cents=pl.when(known).then(pl.col("cents").filter("cash").sum()),
    )


def one_a_buyer(
    ledger: Ledger, legs: pl.DataFrame, shares: pl.DataFrame
) -> pl.DataFrame:
    """
    One row a buyer of ``legs`` (cycle, row, part, buyer, dealer, market): account, what
    its legs are and add up to; ``told`` where each wire and each deposit is a single
    payment of known value.
    """
    row = legs["row"].to_numpy()
    single = (ledger.column("amount_status") != "aggregate").fill_null(True)
    seen = legs.with_columns(
        pl.Series("time", ledger.rows.time[row]),
        pl.Series("cents", ledger.rows.cents[row].clip(0)),
        single=single.gather(row),
    ).unique(["buyer", "row", "part"])
    told = (pl.col("cents") > 0) & pl.col("single")
    parts = {"wires": "wire", "shipments": "shipment", "deposits": "cash"}
    number = {name: (pl.col("part") == part).sum() for name, part in parts.items()}
    return (
        seen.group_by("buyer")
        .agg(
            **number,
            wired_cents=pl.col("cents").filter(part="wire").sum(),
            told=told.filter(pl.col("part") != "shipment").all(),
            span_days=(pl.col("time").max() - pl.col("time").min()) / DAY,
        )
        .join(
            legs.group_by("buyer").agg(dealers=pl.col("dealer").n_unique()), on="buyer"
        )
        .join(shares, on="buyer")
        .rename({"buyer": "account"})
    )
