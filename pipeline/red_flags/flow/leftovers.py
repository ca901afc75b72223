"""What a run of leftovers amounts to, and the payments that show it."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, UNKNOWN_CENTS, FlowGraph, Int64s
from pipeline.motifs.payments_back import Ways
from pipeline.red_flags.red_flag import Ledger

PAIR = ("funder", "recipient")


def measured_leftovers(
    ledger: Ledger,
    graph: FlowGraph,
    ways: Ways,
    runs: pl.DataFrame,
    may_return: NDArray[np.bool_],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    One alert a run with what was measured, and evidence (alert, row, part).

    The account is the one that most of the payments came back to. Evidence is every
    payment back by these recipients between the first and the last of the run, and
    every payment to them by the funder before. ``quiet_days`` is the shortest quiet of
    any recipient after its last payment back. Recipients are those who ``may_return``:
    the shops a funder pays are not.
    """
    spans = runs.group_by("run", "funder").agg(
        pl.col("time").min().alias("first"),
        pl.col("time").max().alias("last"),
        pl.col("latest").max().alias("ended"),
        pl.col("who").n_unique().cast(pl.Int64).alias("returners"),
    )
    quiet = (
        runs.group_by("run", "recipient")
        .agg(pl.col("quiet_days").sort_by("time").last())
        .group_by("run")
        .agg(pl.col("quiet_days").min())
    )
    evidence = _evidence(ledger, ways, runs.select("run", *PAIR).unique(), spans)
    sums = _sums(evidence).join(spans.join(quiet, on="run"), on="run").sort("run")
    recipients = pl.Series("recipients", _recipients(ledger, graph, sums, may_return))
    alerts = sums.with_columns(
        recipients,
        returner_share=pl.col("returners") / recipients,
        returned_share=pl.col("returned_cents") / pl.col("received_cents"),
        span_days=(pl.col("last") - pl.col("first")) / DAY,
    )
    shown = evidence.select("row", "part", alert="run").sort("alert", "row")
    return alerts.rename({"run": "alert"}), shown


def _evidence(
    ledger: Ledger, ways: Ways, pairs: pl.DataFrame, spans: pl.DataFrame
) -> pl.DataFrame:
    pairs = pairs.join(spans.select("run", "first", "last", "ended"), on="run")
    back = pairs.join(ways.returns.with_columns(part=pl.lit("return")), on=PAIR)
    time = pl.Series(ledger.rows.time[back["row"]])
    back = back.filter((time >= back["first"]) & (time <= back["last"]))
    out = pairs.join(ways.fundings.with_columns(part=pl.lit("funding")), on=PAIR)
    out = out.filter(pl.col("earliest") <= pl.col("ended"))
    columns = ["run", "row", "part", "cents"]
    shown = pl.concat([back.select(columns), out.select(columns)]).unique()
    return shown.with_columns(
        pl.Series("sender", ledger.rows.sender[shown["row"]]),
        pl.Series("receiver", ledger.rows.receiver[shown["row"]]),
    )


def _sums(evidence: pl.DataFrame) -> pl.DataFrame:
    funded = evidence.filter(part="funding")
    payers = funded.select("run", receiver="sender", paid=True).unique()
    back = evidence.filter(part="return").join(
        payers, on=["run", "receiver"], how="left"
    )
    account = (
        back.group_by("run", "receiver")
        .len()
        .sort("len", "receiver", descending=[True, False])
        .group_by("run", maintain_order=True)
        .agg(pl.col("receiver").first().alias("account"))
    )
    returned = back.group_by("run").agg(
        pl.col("cents").sum().alias("returned_cents"),
        pl.col("paid").is_null().mean().alias("proxy_share"),
    )
    received = funded.group_by("run").agg(pl.col("cents").sum().alias("received_cents"))
    transactions = evidence.group_by("run").agg(pl.len().alias("transactions"))
    joined = returned.join(received, on="run").join(transactions, on="run")
    return joined.join(account, on="run")


def _recipients(
    ledger: Ledger,
    graph: FlowGraph,
    alerts: pl.DataFrame,
    may_return: NDArray[np.bool_],
) -> Int64s:
    """How many the funder had paid by each alert's end; a joint account is one."""
    counts = np.zeros(alerts.height, np.int64)
    sent = graph.sent
    for place, (funder, ended) in enumerate(alerts.select("funder", "ended").rows()):
        mine = slice(sent.ptr[funder], sent.ptr[funder + 1])
        known = sent.cents[mine] != UNKNOWN_CENTS
        rows = sent.row[mine][known & may_return[sent.other[mine]]]
        before = rows[ledger.times.earliest[rows] <= ended]
        holders = ledger.principals.holder[ledger.rows.receiver[before]]
        counts[place] = np.unique(holders).size
    return counts
