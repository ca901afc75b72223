"""Waists of the flow: windows of gathering and scattering that become alerts."""

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY, FlowGraph, Int64s, Side
from pipeline.motifs.fans import Counts
from pipeline.motifs.windows import between, merged, window_of, within

MEASURED = (
    *("payers", "payees", "received_cents", "paid_cents", "paid_per_received"),
    *("soon_share", "newcomer_share", "surprise", "span_days"),
)


def with_value(
    graph: FlowGraph,
    counts: tuple[Counts, Counts],
    windows: pl.DataFrame,
    passed: Int64s,
    around: int,
) -> pl.DataFrame:
    """
    ``windows`` (as of ``gathered_windows``) with what their members moved.

    That is paid_per_received, soon_share (of what came, what ``passed`` on) and
    newcomer_share: payers of all visits of payers from ``around`` seconds before the
    moment to as many after, or payees of theirs, whichever is less.
    """
    ins, outs = (
        [windows[f"{end}_{part}"].to_numpy() for end in ("first", "past")]
        for part in ("in", "out")
    )
    got = within(np.where(counts[0].is_fresh, graph.received.cents, 0), *ins)
    paid = within(np.where(counts[1].is_fresh, graph.sent.cents, 0), *outs)
    soon = within(np.where(counts[0].is_fresh, passed, 0), *ins)
    account, moment = (windows[name].to_numpy() for name in ("account", "moment"))
    shares = []
    for side, count, fresh in zip(graph, counts, ("payers", "payees"), strict=True):
        first, past = between(side, account, moment - around, moment + around)
        visits = count.opens[past] - count.opens[first]
        shares.append(windows[fresh].to_numpy() / visits)
    return windows.with_columns(
        paid_per_received=pl.Series(paid / got),
        soon_share=pl.Series(soon / got),
        newcomer_share=pl.Series(np.minimum(*shares)),
    )


def pools(
    graph: FlowGraph,
    counts: tuple[Counts, Counts],
    windows: pl.DataFrame,
    passed: Int64s,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    Alerts and evidence: ``windows`` of an account that overlap are one alert.

    Its members are the payments of fresh visits in any of its windows; strength,
    surprise and newcomer_share are the greatest of its windows.
    """
    account, first_in, past_in, first_out, past_out = (
        windows[name].to_numpy()
        for name in ("account", "first_in", "past_in", "first_out", "past_out")
    )
    start = graph.received.time[first_in].astype(np.int64)
    end = graph.sent.time[past_out - 1].astype(np.int64)
    opening, _ = merged(account, start, end)
    closing = np.append(opening, account.size)[1:] - 1
    ins = _members(graph.received, counts[0], (first_in, past_in), (opening, closing))
    outs = _members(graph.sent, counts[1], (first_out, past_out), (opening, closing))
    alert = np.repeat(np.arange(opening.size), closing - opening + 1)
    soon = pl.DataFrame({"alert": ins["alert"], "soon": passed[ins["position"]]})
    alerts = (
        windows.with_columns(alert=pl.Series(alert, dtype=pl.Int64))
        .group_by("alert", "account")
        .agg(pl.col("strength", "surprise", "newcomer_share").max())
        .join(_moved(ins, "payers", "received_cents"), on="alert")
        .join(_moved(outs, "payees", "paid_cents"), on="alert")
        .join(soon.group_by("alert").agg(pl.col("soon").sum()), on="alert")
        .with_columns(
            paid_per_received=pl.col("paid_cents") / pl.col("received_cents"),
            soon_share=pl.col("soon") / pl.col("received_cents"),
            span_days=(
                pl.max_horizontal("latest", "latest_right")
                - pl.min_horizontal("earliest", "earliest_right")
            )
            / DAY,
        )
        .sort("alert")
    )
    evidence = pl.concat(
        part.select("alert", "row", part=pl.lit(name))
        for name, part in (("in", ins), ("out", outs))
    )
    return alerts.select("alert", "account", "strength", *MEASURED), evidence


def _members(
    side: Side,
    counts: Counts,
    windows: tuple[Int64s, Int64s],
    groups: tuple[Int64s, Int64s],
) -> pl.DataFrame:
    """
    The payments of fresh visits in any of the ``windows`` of each group.

    Windows ``opening`` to ``closing`` are a group; both ends ascend in it.
    """
    begun, ended = (np.bincount(w, minlength=side.row.size + 1) for w in windows)
    covered = np.cumsum(begun - ended)[:-1] > 0
    position = np.flatnonzero(covered & counts.is_fresh)
    alert = window_of(position, windows[0][groups[0]], windows[1][groups[1]])
    return pl.DataFrame(
        {
            "alert": alert,
            "position": position,
            "row": side.row[position],
            "other": side.other[position],
            "time": side.time[position],
            "cents": side.cents[position],
        }
    )


def _moved(members: pl.DataFrame, others: str, cents: str) -> pl.DataFrame:
    return members.group_by("alert").agg(
        pl.col("other").n_unique().alias(others),
        pl.col("cents").sum().alias(cents),
        earliest=pl.col("time").min(),
        latest=pl.col("time").max(),
    )
