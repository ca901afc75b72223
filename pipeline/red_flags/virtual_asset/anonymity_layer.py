"""
Anonymity layer: what others paid in virtual assets goes on into a mixer or the like.

Why:      a public chain shows every payment; who collects on it has to break the trail
          before the money is used.
Source:   FATF (2020), Virtual Assets, Red Flag Indicators of Money Laundering and
          Terrorist Financing, anonymity (provenance VS: read in secondary accounts).
          Labels, payments in between, share and days are the catalogue's; its cash-out
          from person to person is a desk known to be on no register. The share is by
          value, first in first out, of all that others paid the account. Added: what
          came from an exchange or from the account's own holder does not count, for
          who hides what he bought hides his own (a campaign's receipts all count); and
          two payments in are not enough.
Innocent: sellers and freelancers paid in virtual assets who change them by a swap, or
          who do not want customers to see what they own.
Blind to: services that nobody has labelled, what comes out of a layer, privacy coins
          themselves, money bought first and given later, unknown values, addresses of
          fewer than three receipts each (see TF-VA-01).
"""

from typing import Annotated, NamedTuple

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, FlowGraph, Int64s
from pipeline.motifs.pass_on import passed_pairs
from pipeline.motifs.windows import SLACK, between, merged, owners, window_of, within
from pipeline.red_flags.commingled import commingled
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.virtual_asset.campaigns import (
    POOLED,
    offers,
    on_chain,
    registered,
)

MEASURED = ("receipts", "received_cents", "hidden_cents", "hidden_share", "span_days")


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    max_hops: Annotated[
        int, msgspec.Meta(ge=1, le=8, description="catalogue: payments up to the layer")
    ] = 3
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: receipts, and each rest")
    ] = 30
    min_hidden_share: Annotated[
        float, msgspec.Meta(gt=0, le=1, description="catalogue: of what others paid")
    ] = 0.5
    min_receipts: Annotated[
        int, msgspec.Meta(ge=1, description="as TF-FLOW-03: twice may be chance")
    ] = 3


class Ways(NamedTuple):
    """
    ``share``: of each transaction row how much of it ends at a layer. ``pairs``: (row,
    onward) of each step, the first payment's first, as passed on at its receiver.
    """

    share: NDArray[np.float64]
    pairs: list[pl.DataFrame]


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    chain = on_chain(ledger)
    pooled = commingled(ledger) | offers(ledger, *POOLED)
    layers = offers(ledger, "mixer", "bridge", "swap")
    layers |= offers(ledger, "otc_desk") & registered(ledger, False)
    dwell = limits.window_days * DAY
    # The step from a receipt to the account's own payment comes before the hops.
    ways = _ways(ledger, chain, layers, layers | pooled, limits.max_hops + 1, dwell)
    received = chain.received
    account = owners(received)
    counts = _from_others(ledger, chain, pooled | layers)
    hidden = np.where(counts, ways.share[received.row] * received.cents, 0)
    hidden = np.floor(hidden + 0.5).astype(np.int64)
    place = np.flatnonzero(hidden)
    start = received.time[place].astype(np.int64)
    windows = between(received, account[place], start, start + dwell)
    came = within(np.where(counts, received.cents, 0), *windows)
    fires = within(hidden > 0, *windows) >= limits.min_receipts
    fires &= within(hidden, *windows) >= limits.min_hidden_share * SLACK * came
    if not fires.any():
        return found_nothing(*MEASURED)
    _, found = merged(account[place][fires], start[fires], start[fires] + dwell)
    return _tell(ledger, chain, ways, np.where(counts, hidden, -1), found, limits)


def _ways(
    ledger: Ledger,
    chain: FlowGraph,
    layers: NDArray[np.bool_],
    barred: NDArray[np.bool_],
    hops: int,
    dwell: int,
) -> Ways:
    """Follow value back from the layers, one payment a step; none through barred."""
    received, sent = chain
    share: NDArray[np.float64] = np.zeros(ledger.graph.n_transactions)
    direct = sent.row[layers[sent.other]]
    share[direct] = 1
    pairs: list[pl.DataFrame] = []
    for _ in range(1, hops):
        through = np.zeros(layers.size, np.bool_)
        through[ledger.rows.sender[np.flatnonzero(share)]] = True
        credit, debit, cents = passed_pairs(received, sent, dwell, through & ~barred)
        row, onward = received.row[credit], sent.row[debit]
        part = cents / received.cents[credit] * share[onward]
        share = np.bincount(row, part, share.size).astype(np.float64)
        share[direct] = 1
        kept = part > 0
        pairs.insert(0, pl.DataFrame({"row": row[kept], "onward": onward[kept]}))
    return Ways(share, pairs)


def _from_others(
    ledger: Ledger, chain: FlowGraph, services: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Of each payment in, whether it is somebody else's money to its receiver."""
    holder, account = ledger.principals.holder, owners(chain.received)
    payer = chain.received.other
    given = (holder[account] != holder[payer]) & ~services[payer]
    given |= offers(ledger, "campaign")[account]
    others: NDArray[np.bool_] = given & ~services[account]
    return others


def _tell(
    ledger: Ledger,
    chain: FlowGraph,
    ways: Ways,
    hidden: Int64s,
    found: tuple[Int64s, Int64s, Int64s],
    limits: Thresholds,
) -> Found:
    """``hidden`` is -1 where a payment in does not count."""
    received = chain.received
    first, past = between(received, *found)
    held = window_of(np.arange(hidden.size), first, past)
    place = np.flatnonzero((held >= 0) & (hidden >= 0))
    receipts = pl.DataFrame(
        {
            "alert": held[place],
            "row": received.row[place],
            "time": received.time[place],
            "cents": received.cents[place],
            "hidden": hidden[place],
        }
    )
    taken = receipts.filter(pl.col("hidden") > 0)
    alerts = (
        receipts.group_by("alert")
        .agg(
            receipts=(pl.col("hidden") > 0).sum(),
            received_cents=pl.col("cents").sum(),
            hidden_cents=pl.col("hidden").sum(),
            span_days=(pl.col("time").max() - pl.col("time").min()) / DAY,
        )
        .with_columns(hidden_share=pl.col("hidden_cents") / pl.col("received_cents"))
        .join(
            pl.DataFrame({"alert": np.arange(found[0].size), "account": found[0]}),
            on="alert",
        )
    )
    crowd = 1 - 0.5 ** (pl.col("receipts") - limits.min_receipts + 1)
    alerts = alerts.with_columns(strength=crowd * pl.col("hidden_share"))
    shown = [taken.select("alert", "row", part=pl.lit("in"))]
    for step, pairs in enumerate(ways.pairs):
        onward = shown[-1].join(pairs, on="row").select("alert", row="onward")
        part = "out" if step == 0 else "on the way"
        shown.append(onward.unique().with_columns(part=pl.lit(part)))
    alerts = alerts.select("alert", "account", "strength", *MEASURED)
    return gather(ledger, alerts, pl.concat(shown))


RED_FLAG = RedFlag(
    id="TF-VA-02",
    title="Anonymity layer use",
    family="virtual_asset",
    stages=("move",),
    source="FATF 2020 Virtual Assets Red Flag Indicators",
    provenance="VS",
    weight=0.3,
    graph=True,
    needs=(
        "transactions.channel=virtual_asset",
        "accounts.service=mixer|bridge|swap|otc_desk",
        "transactions.value_cents",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="Of {received_cents} in virtual assets that others paid this account "
    "within {span_days}, {hidden_cents} ({hidden_share}, {receipts} payments) went on "
    "to a mixer, bridge, swap or unregistered desk within {max_hops} payments.",
)
