"""Whom alerts credit themselves, and from when their money is followed."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.errors import ContractError
from pipeline.flow_graph import FlowGraph, Side


def evidence_rows(
    alerts: pl.DataFrame, alert_evidence: pl.LazyFrame, transactions: pl.LazyFrame
) -> pl.DataFrame:
    """
    alert, row: each evidence transaction of each alert once, sorted.

    Raises ContractError for evidence that is not in the table of transactions.
    """
    shown = alert_evidence.select("alert_id", "transaction_id").unique().collect()
    wanted = shown.select("transaction_id").unique()
    numbered = (
        transactions.select("transaction_id")
        .with_row_index("row")
        .join(wanted.lazy(), on="transaction_id", how="semi")
        .collect()
    )
    if numbered.height < wanted.height:
        raise ContractError(
            f"alerts credit {wanted.height} transactions, but "
            f"{wanted.height - numbered.height} of them are not in the table of "
            "transactions."
        )
    return (
        shown.join(numbered, on="transaction_id")
        .join(alerts.select("alert", "alert_id"), on="alert_id")
        .select("alert", "row")
        .sort("alert", "row")
    )


def sources_of(
    alerts: pl.DataFrame,
    shown: pl.DataFrame,
    accounts: pl.DataFrame,
    graph: FlowGraph,
    crowd: NDArray[np.bool_],
    member_credit: float,
) -> pl.DataFrame:
    """
    alert, account, credit, since, until: an alert's account, and its other members.

    A member gets ``member_credit`` times the square root of its share in the evidence,
    and nothing where it is one of the ``crowd``. ``since`` is when the account first
    received what the alert shows, ``until`` when it last paid what the alert shows,
    both in graph seconds; where it did neither, the alert's window. Raises
    ContractError for members that are no accounts.
    """
    number = accounts.select("account_id").with_row_index("account")
    members = (
        alerts.select("alert", "members", subject="account")
        .explode("members", empty_as_null=False, keep_nulls=False)
        .join(number, left_on="members", right_on="account_id", how="left")
    )
    if strangers := members["account"].null_count():
        raise ContractError(
            f"alerts credit {strangers} times accounts that are not in the table of "
            "accounts."
        )
    others = members.filter(
        pl.col("account") != pl.col("subject"),
        ~pl.Series(crowd).gather(members["account"]),
    )
    since = shown.join(_ends(graph.received, shown), on="row")
    until = shown.join(_ends(graph.sent, shown), on="row")
    both = ["alert", "account"]
    shares = _shares(pl.concat([since, until]))
    others = others.join(shares, on=both, how="left")
    credited = pl.concat(
        [
            alerts.select("alert", "account", credit=pl.lit(1.0)),
            others.select(
                "alert",
                "account",
                credit=member_credit * pl.col("share").fill_null(1.0).sqrt(),
            ),
        ]
    )
    return (
        credited.join(
            since.group_by(both).agg(since=pl.col("time").min()), both, "left"
        )
        .join(until.group_by(both).agg(until=pl.col("time").max()), both, "left")
        .join(alerts.select("alert", "start", "end"), on="alert")
        .select(
            *both,
            "credit",
            since=pl.coalesce("since", "start").cast(pl.Int64),
            until=pl.coalesce("until", "end").cast(pl.Int64),
        )
        .sort(both)
    )


def _shares(ends: pl.DataFrame) -> pl.DataFrame:
    """
    alert, account, share of the known cents of an alert's evidence that it paid or got;
    where no amount is known, of the payments. ``ends`` has alert, row, account, cents.
    """
    totals = (pl.len(), pl.col("cents").clip(0).sum())
    whole = ends.unique(["alert", "row"]).group_by("alert").agg(totals)
    part = ends.unique(["alert", "row", "account"]).group_by("alert", "account")
    return (
        part.agg(totals)
        .join(whole, on="alert", suffix="_whole")
        .select(
            "alert",
            "account",
            share=pl.when(pl.col("cents_whole") > 0)
            .then(pl.col("cents") / pl.col("cents_whole"))
            .otherwise(pl.col("len") / pl.col("len_whole")),
        )
    )


def _ends(side: Side, shown: pl.DataFrame) -> pl.DataFrame:
    """row, account, time, cents of the ``shown`` rows on one side of the graph."""
    wanted = np.zeros(side.row.size, np.bool_)
    wanted[shown["row"].to_numpy()] = True
    position = np.flatnonzero(wanted[side.row])
    account = np.searchsorted(side.ptr, position, side="right") - 1
    return pl.DataFrame(
        {
            "row": side.row[position],
            "account": account.astype(np.uint32),
            "time": side.time[position].astype(np.int64),
            "cents": side.cents[position],
        }
    )
