"""The ring around a core: where its money came from and went, and who stands behind."""

from typing import NamedTuple

import numpy as np
import polars as pl

from pipeline.cases.core import Cores
from pipeline.cases.settings import Settings
from pipeline.flow_graph import DAY, UNKNOWN_CENTS, FlowGraph, Int64s, Side

EVER = 2**40  # seconds: beyond any time of the graph
BY_VALUE = ("cents", "payments", "other")
LARGEST = [True, True, False]


class Context(NamedTuple):
    accounts: pl.DataFrame  # case, account; by case, account
    rows: pl.DataFrame  # case, row: context transactions; by case, row
    left_out: dict[int, int]  # of a case, context transactions beyond the bound


def grow_context(
    graph: FlowGraph,
    cores: Cores,
    kin: pl.DataFrame,
    dealt: Int64s,
    settings: Settings,
) -> Context:
    """
    Accounts and transactions beside the evidence that explain where money went.

    Looked at: what a core account received until its last evidence and sent from its
    first (money cannot leave before it came), from ``context_days`` before the case's
    first evidence to as long after its last. Hubs are neither grown into nor, unless
    an alert speaks about them, grown from. Added: first other accounts of the core's
    principals (``kin``: case, account), by number; then of each core account
    the ``context_per_account`` largest payers and payees by known value, then number of
    payments; of all those again the largest, ``max_context`` in total. Transactions of
    core accounts with any member, looked at as above, are context; the largest stay.
    """
    looked = _looked_at(graph, cores, dealt, settings)
    core = cores.accounts.select("case", "account")
    new = looked.join(
        core, left_on=["case", "other"], right_on=["case", "account"], how="anti"
    )
    small = dealt[new["other"].to_numpy()] <= settings.hub_counterparties
    partners = (
        new.filter(pl.Series(small))
        .group_by("case", "account", "outward", "other")
        .agg(pl.col("cents").sum(), payments=pl.len())
    )
    followed = _largest(
        partners, ["case", "account", "outward"], settings.context_per_account
    )
    by_flow = followed.group_by("case", "other").agg(
        pl.col("cents", "payments").sum(), kin=pl.lit(0)
    )
    by_kin = kin.join(core, on=["case", "account"], how="anti").select(
        "case", other="account", cents=0, payments=0, kin=1
    )
    room = core.group_by("case").agg(
        room=(settings.max_accounts - pl.len().cast(pl.Int64)).clip(
            0, settings.max_context
        )
    )
    ring = (
        pl.concat([by_flow, by_kin], how="diagonal_relaxed")
        .group_by("case", "other")
        .agg(pl.col("kin", "cents", "payments").max())
        .sort("case", "kin", *BY_VALUE, descending=[False, True, *LARGEST])
        .with_columns(place=pl.int_range(pl.len()).over("case"))
        .join(room, on="case")
        .filter(pl.col("place") < pl.col("room"))
        .select("case", account="other")
        .sort("case", "account")
    )
    members = pl.concat([core, ring]).rename({"account": "other"})
    evidence = cores.evidence.select("case", "row")
    rows = (
        looked.join(members, on=["case", "other"])
        .join(evidence, on=["case", "row"], how="anti")
        .group_by("case", "row")
        .agg(pl.col("cents").first())
        .sort("case", "cents", "row", descending=[False, True, False])
        .with_columns(place=pl.int_range(pl.len()).over("case"))
    )
    kept = pl.col("place") < settings.max_context_transactions
    beyond = rows.filter(~kept).group_by("case").len()
    return Context(
        ring,
        rows.filter(kept).select("case", "row").sort("case", "row"),
        dict(beyond.iter_rows()),
    )


def _largest(partners: pl.DataFrame, by: list[str], most: int) -> pl.DataFrame:
    return (
        partners.sort(*by, *BY_VALUE, descending=[False] * len(by) + LARGEST)
        .with_columns(place=pl.int_range(pl.len()).over(by))
        .filter(pl.col("place") < most)
    )


def _looked_at(
    graph: FlowGraph, cores: Cores, dealt: Int64s, settings: Settings
) -> pl.DataFrame:
    """case, account (of the core), other, outward, row, cents (unknown as 0)."""
    ends = [
        cores.evidence.select("case", "seconds", account=end)
        for end in ("payer", "payee")
    ]
    seen = (
        pl.concat(ends)
        .group_by("case", "account")
        .agg(first=pl.col("seconds").min(), last=pl.col("seconds").max())
    )
    span = seen.group_by("case").agg(
        begin=pl.col("first").min() - settings.context_days * DAY,
        end=pl.col("last").max() + settings.context_days * DAY,
    )
    core = (
        cores.accounts.join(span, on="case", how="left")
        .join(seen, on=["case", "account"], how="left")
        .with_columns(
            pl.col("begin").fill_null(-EVER),
            pl.col("end").fill_null(EVER),
        )
        .with_columns(
            pl.col("first").fill_null(pl.col("begin")),
            pl.col("last").fill_null(pl.col("end")),
        )
        .sort("case", "account")
    )
    hub = dealt[core["account"].to_numpy()] > settings.hub_counterparties
    core = core.filter(pl.col("subject") | ~pl.Series(hub))
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
            "cents": np.where(cents == UNKNOWN_CENTS, 0, cents),
        }
    )
