"""What a run of leftovers amounts to, and the payments that show it."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, UNKNOWN_CENTS, FlowGraph, UInt32s
from pipeline.motifs.payments_back import Ways
from pipeline.red_flags.payroll import payroll
from pipeline.red_flags.red_flag import Ledger

PAIR = ("funder", "recipient")


def measured_leftovers(
    ledger: Ledger,
    paying: UInt32s,
    graph: FlowGraph,
    ways: Ways,
    runs: pl.DataFrame,
    may_return: NDArray[np.bool_],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    One alert a run with what was measured, and evidence (alert, row, part). ``paying``
    is the account that pays in each row, who may stand behind an office.

    The account is the one that most of the payments came back to. Evidence is every
    payment back by these recipients between the first and the last of the run, and
    every payment to them by the funder before. ``quiet_days`` is the shortest quiet of
    any recipient after its last payment back. Recipients are those who ``may_return``
    and are not on the payroll: neither the shops a funder pays nor its staff.
    ``returner_share`` is by value: of what all recipients had got, what returners had.
    """
    spans = runs.group_by("run", "funder").agg(
        pl.col("time").min().alias("first"),
        pl.col("time").max().alias("last"),
        pl.col("latest").max().alias("ended"),
        pl.col("who").n_unique().cast(pl.Int64).alias("returners"),
    )
    quiet = (
        runs.group_by("run", "recipient")
        .agg(pl.col("quiet_days", "unseen_quiet_days").sort_by("time").last())
        .group_by("run")
        .agg(pl.col("quiet_days").min(), pl.col("unseen_quiet_days").max())
    )
    evidence = _evidence(
        *(ledger, paying, ways, runs.select("run", *PAIR).unique(), spans)
    )
    sums = _sums(evidence).join(spans.join(quiet, on="run"), on="run").sort("run")
    recipients = _recipients(ledger, paying, graph, sums, may_return)
    alerts = sums.join(recipients, on="run", maintain_order="left").with_columns(
        returner_share=pl.col("received_cents") / pl.col("paid_out_cents"),
        returned_share=pl.col("returned_cents") / pl.col("received_cents"),
        span_days=(pl.col("last") - pl.col("first")) / DAY,
    )
    shown = evidence.select("row", "part", alert="run").sort("alert", "row")
    return alerts.rename({"run": "alert"}), shown


def _evidence(
    ledger: Ledger,
    paying: UInt32s,
    ways: Ways,
    pairs: pl.DataFrame,
    spans: pl.DataFrame,
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
        pl.Series("sender", paying[shown["row"]]),
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
    paying: UInt32s,
    graph: FlowGraph,
    alerts: pl.DataFrame,
    may_return: NDArray[np.bool_],
) -> pl.DataFrame:
    """
    run, recipients, paid_out_cents: whom the funder had paid by its end, and what.

    A joint account is one recipient.
    """
    sent = graph.sent
    funders = alerts["funder"].unique().sort().to_numpy()
    places = np.concatenate(
        [np.arange(sent.ptr[f], sent.ptr[f + 1]) for f in funders]
    ).astype(np.int64)
    owner = np.repeat(funders, np.diff(sent.ptr)[funders])
    fit = (sent.cents[places] != UNKNOWN_CENTS) & may_return[sent.other[places]]
    paid = _accounts(
        ledger,
        paying,
        pl.DataFrame({"funder": owner[fit], "row": sent.row[places[fit]]}),
    )
    paid = paid.with_columns(
        pl.Series("holder", ledger.principals.holder[paid["receiver"]]),
        pl.Series("may_be_at", ledger.times.earliest[paid["row"]]),
    )
    by_then = alerts.select("run", "funder", "ended").join(
        not_for_work(ledger, paid), on="funder"
    )
    by_then = by_then.filter(pl.col("may_be_at") <= pl.col("ended"))
    sums = by_then.unique(["run", "row"]).group_by("run")
    return (
        by_then.group_by("run")
        .agg(pl.col("holder").n_unique().cast(pl.Int64).alias("recipients"))
        .join(sums.agg(paid_out_cents=pl.col("cents").sum()), on="run")
    )


def funded_otherwise(
    ledger: Ledger, paying: UInt32s, ways: Ways, pairs: pl.DataFrame
) -> pl.DataFrame:
    """Those of ``pairs`` (funder, recipient) whose funding is not all payroll."""
    fundings = ways.fundings.join(pairs, on=PAIR, how="semi").select(*PAIR, "row")
    return (
        not_for_work(ledger, _accounts(ledger, paying, fundings)).select(PAIR).unique()
    )


def not_for_work(ledger: Ledger, paid: pl.DataFrame) -> pl.DataFrame:
    """``paid`` (account, receiver, row, time, cents) without what is payroll."""
    once = paid.unique("row", maintain_order=True)
    listed = payroll(ledger, once.select("account", "receiver", "time", "cents"))
    return paid.join(listed, on=["account", "receiver"], how="anti")


def _accounts(ledger: Ledger, paying: UInt32s, paid: pl.DataFrame) -> pl.DataFrame:
    place = paid["row"]
    return paid.with_columns(
        pl.Series("account", paying[place]),
        pl.Series("receiver", ledger.rows.receiver[place]),
        pl.Series("time", ledger.rows.time[place]),
        pl.Series("cents", ledger.rows.cents[place]),
    )


def one_a_window(alerts: pl.DataFrame) -> pl.DataFrame:
    """
    Of alerts on one account whose windows overlap, the one with the most returners,
    then the most evidence: principals that contain each other tell the same story.
    """
    kept: list[int] = []
    taken: dict[int, list[tuple[int, int]]] = {}
    best_first = alerts.sort(
        *("returners", "transactions", "alert"), descending=[True, True, False]
    )
    for alert in best_first.iter_rows(named=True):
        spans = taken.setdefault(alert["account"], [])
        first, last = alert["first"], alert["last"]
        if all(last < begin or first > end for begin, end in spans):
            spans.append((first, last))
            kept.append(alert["alert"])
    return alerts.filter(pl.col("alert").is_in(kept))
