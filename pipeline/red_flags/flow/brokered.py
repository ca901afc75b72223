"""What an account passes on between groups of people that nobody else joins."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, FlowGraph, Int64s
from pipeline.motifs.brokers import groups_without, neighbours_of, places_of
from pipeline.motifs.others import first_time
from pipeline.motifs.pass_on import passed_pairs
from pipeline.motifs.windows import between, spread, within
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.payroll import FEWEST_PAYMENTS, payroll
from pipeline.red_flags.red_flag import Ledger

FEWEST = 2  # counterparties on one side: with one there is nothing to join


def private_payments(
    ledger: Ledger, max_counterparties: int
) -> tuple[FlowGraph, Int64s]:
    """
    Payments between different holders none of whom is an institution: a bank, shop,
    charity or exchange by its kind, or who deals with more than so many accounts. Then
    with how many each account deals in all, its payers and its payees counted apart.
    """
    graph = ledger.valued
    dealt = np.zeros(graph.n_accounts, np.int64)
    for side in graph:
        dealt += within(first_time(side), side.ptr[:-1], side.ptr[1:])
    barred = commingled(ledger, SHOP, "npo") | (dealt > max_counterparties)
    holder = ledger.principals.holder
    kept = []
    for side in graph:
        degree = np.diff(side.ptr)
        private = ~(np.repeat(barred, degree) | barred[side.other])
        private &= np.repeat(holder, degree) != holder[side.other]
        kept.append(side.keep(private))
    return FlowGraph(*kept), dealt


def brokered(
    graph: FlowGraph, dealt: Int64s, dwell: int, min_group: int
) -> pl.DataFrame:
    """
    Pairs of a payment in and a payment out, first in first out within ``dwell``
    seconds, whose sender and payee are of different groups.

    A group is one only if it has ``min_group`` accounts, or if who pays or is paid in
    it has as many in a wider sense: itself and those it deals with (``dealt``, less the
    account in the middle, which may count twice), shops and employers too.

    Columns account, sender, payee, credit and debit (positions), cents.
    """
    received, sent = graph
    sides = [np.diff(side.keep(first_time(side)).ptr) for side in graph]
    chosen: NDArray[np.bool_] = (sides[0] >= FEWEST) & (sides[1] >= FEWEST)
    near = neighbours_of(graph)
    group, size = groups_without(near.ptr, near.other, chosen)
    credit, debit, cents = passed_pairs(received, sent, dwell, chosen)
    account = np.searchsorted(received.ptr, credit, side="right") - 1
    by = places_of(*near, account, received.other[credit])
    to = places_of(*near, account, sent.other[debit])
    joins = group[by] != group[to]
    for place in (by, to):
        joins &= np.maximum(size, dealt[near.other] - 1)[place] >= min_group
    credit, debit = credit[joins], debit[joins]
    return pl.DataFrame(
        {
            "account": account[joins],
            "sender": received.other[credit].astype(np.int64),
            "payee": sent.other[debit].astype(np.int64),
            "credit": credit,
            "debit": debit,
            "cents": cents[joins],
        }
    )


def without_payroll(
    ledger: Ledger, graph: FlowGraph, pairs: pl.DataFrame
) -> pl.DataFrame:
    """``pairs`` without what came as wages or went as wages."""
    sent = graph.sent
    owner = pl.concat([pairs["account"], pairs["sender"]]).unique().sort().to_numpy()
    which, position = spread(sent.ptr[owner], sent.ptr[owner + 1])
    paid = pl.DataFrame(
        {
            "account": owner[which].astype(np.uint32),
            "receiver": sent.other[position],
            "time": sent.time[position].astype(np.int64),
            "cents": sent.cents[position],
        }
    )
    asked = pl.concat(
        [
            pairs.select(account="sender", receiver="account"),
            pairs.select(account="account", receiver="payee"),
        ]
    ).cast(pl.UInt32)
    key = ["account", "receiver"]
    paid = paid.join(asked.unique(), on=key, how="semi")
    if not ledger.has("relations.relation=employee_of"):  # then only pace tells
        paid = paid.filter(pl.len().over(key) >= FEWEST_PAYMENTS)
    wages = payroll(ledger, paid)
    wages = wages.select(pl.col(key).cast(pl.Int64))
    return pairs.join(
        wages, left_on=["sender", "account"], right_on=key, how="anti"
    ).join(wages, left_on=["account", "payee"], right_on=key, how="anti")


def reliance(
    ledger: Ledger, graph: FlowGraph, pairs: pl.DataFrame, around_days: int
) -> pl.DataFrame:
    """
    account, first, last (seconds), came_cents: all it got in private in that time, and
    payees_cents: all that its payees got, but from one another, from ``around_days``
    before to as many after.
    """
    debit = pairs["debit"].to_numpy()
    credit = pairs["credit"].to_numpy()
    spans = (
        pairs.select("account")
        .with_columns(
            pl.Series("first", graph.received.time[credit].astype(np.int64)),
            pl.Series("last", graph.sent.time[debit].astype(np.int64)),
        )
        .group_by("account")
        .agg(pl.col("first").min(), pl.col("last").max())
        .sort("account")
    )
    window = [spans[name].to_numpy() for name in ("account", "first", "last")]
    came = within(graph.received.cents, *between(graph.received, *window))
    payees = pairs.select("account", "payee").unique().join(spans, on="account")
    payees = payees.sort("account", "payee")
    got = _received(ledger, payees, around_days * DAY).join(
        payees.select("account", sender="payee"), on=["account", "sender"], how="anti"
    )
    sums = got.group_by("account").agg(payees_cents=pl.col("cents").sum())
    return spans.with_columns(pl.Series("came_cents", came)).join(sums, on="account")


def _received(ledger: Ledger, payees: pl.DataFrame, around: int) -> pl.DataFrame:
    side = ledger.valued.received
    who = payees["payee"].to_numpy()
    first: Int64s = payees["first"].to_numpy() - around
    which, position = spread(
        *between(side, who, first, payees["last"].to_numpy() + around)
    )
    return pl.DataFrame(
        {
            "account": payees["account"].to_numpy()[which],
            "sender": side.other[position].astype(np.int64),
            "cents": side.cents[position],
        }
    )
