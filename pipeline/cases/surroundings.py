"""The transactions around a core that may belong to its flow, by time."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.cases.core import Cores
from pipeline.cases.settings import Settings
from pipeline.flow_graph import DAY, UNKNOWN_CENTS, FlowGraph, Side

EVER = 2**40  # seconds: beyond any time of the graph


def looked_at(
    graph: FlowGraph,
    cores: Cores,
    kin: pl.DataFrame,
    hub: NDArray[np.bool_],
    settings: Settings,
) -> pl.DataFrame:
    """
    case, account, other, outward, row, month, cents (unknown as 0), unknown, moved.

    Of core accounts that are central to an alert, or ``kin`` of one (case, account); of
    hubs only where an alert speaks about them. What such an account received until its
    last evidence and sent from its first (money cannot leave before it came), from
    ``context_days`` before the case's first evidence to as long after its last.
    ``moved`` is what the account moved as evidence, known cents; months are of 30 days.
    """
    ends = [
        cores.evidence.select("case", "row", "seconds", "cents", account=end)
        for end in ("payer", "payee")
    ]
    seen = (
        pl.concat(ends)
        .unique()
        .group_by("case", "account")
        .agg(
            first=pl.col("seconds").min(),
            last=pl.col("seconds").max(),
            moved=pl.col("cents").sum(),
        )
    )
    span = seen.group_by("case").agg(
        begin=pl.col("first").min() - settings.context_days * DAY,
        end=pl.col("last").max() + settings.context_days * DAY,
    )
    core = (
        cores.accounts.join(
            kin.with_columns(kin=True), on=["case", "account"], how="left"
        )
        .filter(pl.col("central") | pl.col("kin"))
        .join(span, on="case", how="left")
        .join(seen, on=["case", "account"], how="left")
        .with_columns(
            pl.col("begin").fill_null(-EVER),
            pl.col("end").fill_null(EVER),
        )
        .with_columns(
            pl.col("first").fill_null(pl.col("begin")),
            pl.col("last").fill_null(pl.col("end")),
            pl.col("moved").fill_null(0),
        )
        .sort("case", "account")
    )
    small = pl.Series(~hub[core["account"].to_numpy()], dtype=pl.Boolean)
    core = core.filter(pl.col("subject") | small)
    received = _slices(graph.received, core, "begin", "last")
    sent = _slices(graph.sent, core, "first", "end")
    return pl.concat(
        [
            received.with_columns(outward=pl.lit(False)),
            sent.with_columns(outward=pl.lit(True)),
        ]
    )


def _slices(side: Side, core: pl.DataFrame, since: str, until: str) -> pl.DataFrame:
    """What core accounts have on ``side`` from ``since`` to ``until``, both closed."""
    account = core["account"].to_numpy()
    begin = side.ptr[account]
    count = side.ptr[account + 1] - begin
    owner = np.repeat(np.arange(account.size), count)
    place = np.arange(owner.size) - np.repeat(np.cumsum(count) - count, count)
    place += begin[owner]
    time = side.time[place]
    kept = (time >= core[since].to_numpy()[owner]) & (
        time <= core[until].to_numpy()[owner]
    )
    kept &= side.other[place] != account[owner]
    owner, place = owner[kept], place[kept]
    cents = side.cents[place]
    return pl.DataFrame(
        {
            "case": core["case"].to_numpy()[owner],
            "account": account[owner],
            "other": side.other[place].astype(np.int64),
            "row": side.row[place].astype(np.int64),
            "month": time[kept] // (30 * DAY),
            "cents": np.where(cents == UNKNOWN_CENTS, 0, cents),
            "unknown": cents == UNKNOWN_CENTS,
            "moved": core["moved"].to_numpy()[owner],
        }
    )
