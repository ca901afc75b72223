"""
Sums that go through two firms: in at one, on to the other and out again within days.

A front with customers of its own has the life of a firm; what betrays it is the same
sum, less a fee, before and after it is handed on, time and again. How often that
happens by accident is told by how often the two have such sums at other times.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph, Int64s
from pipeline.motifs.windows import owners
from pipeline.red_flags.chance import chance_of_as_many
from pipeline.red_flags.commingled import SHOP
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import tied_pairs
from pipeline.red_flags.trade.equal_sums import Equal, equal_sums
from pipeline.red_flags.trade.partners import GROUPS
from pipeline.red_flags.trade.shells import companies

TRANSFERS = (
    *("wire", "internal", "instant", "cheque", "money_transfer", "trade_settlement"),
)
HUB = 5_000  # transfers in or out; of so many, some equal any sum, and trying is long


class Relay(NamedTuple):
    """What makes a sum relayed, and a pair of firms a relay."""

    dwell: int  # seconds
    min_share: float  # of a sum that goes on: the rest is a fee
    max_beside: int  # transfers in such a time, beside which a sum stands out
    at_least: int
    least_cents: int
    max_chance: float


def relayed(ledger: Ledger, limits: Relay) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """
    Pairs of firms that hand on the same sums: payer, payee, relayed (payments), handed
    (cents of these), paid (cents of all); their evidence: payer, payee, row, part; and
    how many hubs are left out.

    Firms of one registered group or holder are no pair. Cost: O(transfers · log
    transfers), and a step for each equal sum of an account that is no hub.
    """
    moved = ledger.where(pl.col("channel").cast(pl.String).is_in(TRANSFERS))
    received, sent = (side.keep(moved[side.row]) for side in ledger.valued)
    firm = companies(ledger)
    firm |= np.array((ledger.accounts["kind"] == SHOP).fill_null(False), np.bool_)
    busy = np.maximum(np.diff(received.ptr), np.diff(sent.ptr)) > HUB
    firm &= ~busy
    payer = owners(sent)
    place = np.flatnonzero(firm[payer] & firm[sent.other])
    handed = _Handed(
        payer[place],
        sent.other[place].astype(np.int64),
        sent.time[place].astype(np.int64),
        sent.cents[place],
        sent.row[place],
    )
    before, after = _around(FlowGraph(received, sent), handed, limits)
    hit = before.here & after.here
    pairs = (
        pl.DataFrame(
            {
                "payer": handed.payer.astype(np.uint32),
                "payee": handed.payee.astype(np.uint32),
                "cents": handed.cents,
                "hit": hit,
                "expected": before.chance * after.chance,
            }
        )
        .group_by("payer", "payee")
        .agg(
            payments=pl.len(),
            relayed=pl.col("hit").sum(),
            expected=pl.col("expected").mean(),
            handed=pl.col("cents").filter("hit").sum(),
            paid=pl.col("cents").sum(),
        )
        .filter(
            pl.col("relayed") >= limits.at_least,
            pl.col("handed") >= limits.least_cents,
        )
        .sort("payer", "payee")
    )
    chance = chance_of_as_many(pairs["relayed"], pairs["payments"], pairs["expected"])
    pairs = _strangers(
        ledger, pairs.filter(pl.Series(chance <= limits.max_chance, dtype=pl.Boolean))
    )
    evidence = _evidence(handed, hit, before, after)
    cut = int(np.count_nonzero(busy & companies(ledger)))
    return pairs, evidence.join(pairs, on=["payer", "payee"], how="semi"), cut


class _Handed(NamedTuple):
    """Payments from firm to firm."""

    payer: Int64s
    payee: Int64s
    time: Int64s
    cents: Int64s
    row: NDArray[np.uint32]


def _around(moved: FlowGraph, handed: _Handed, limits: Relay) -> tuple[Equal, Equal]:
    received, sent = moved
    payer, payee, time, cents, _ = handed
    times = sent.time if sent.time.size else np.zeros(1, np.int32)
    span = max(int(times.max()) - int(times.min()), limits.dwell)
    most = np.floor(cents / limits.min_share).astype(np.int64)
    least = np.ceil(cents * limits.min_share).astype(np.int64)
    before = equal_sums(
        *(received, payer, payee, (cents, most), (time - limits.dwell, time)),
        *(span, limits.max_beside),
    )
    after = equal_sums(
        *(sent, payee, payer, (least, cents), (time, time + limits.dwell)),
        *(span, limits.max_beside),
    )
    return before, after


def _strangers(ledger: Ledger, pairs: pl.DataFrame) -> pl.DataFrame:
    holder = ledger.principals.holder
    apart = holder[pairs["payer"]] != holder[pairs["payee"]]
    pairs = pairs.filter(pl.Series(apart, dtype=pl.Boolean))
    tied = tied_pairs(ledger, pairs.select(a="payer", b="payee"), GROUPS)
    return pairs.join(tied, left_on=["payer", "payee"], right_on=["a", "b"], how="anti")


def _evidence(
    handed: _Handed, hit: NDArray[np.bool_], before: Equal, after: Equal
) -> pl.DataFrame:
    at = np.flatnonzero(hit)
    parts = [(at, handed.row[at], "handed on")]
    for beside, part in ((before, "in"), (after, "out")):
        kept = hit[beside.which]
        parts.append((beside.which[kept], beside.row[kept], part))
    return pl.concat(
        pl.DataFrame(
            {
                "payer": handed.payer[which].astype(np.uint32),
                "payee": handed.payee[which].astype(np.uint32),
                "row": row,
                "part": np.repeat(part, which.size),
            },
            schema_overrides={"row": pl.UInt32, "part": pl.String},
        )
        for which, row, part in parts
    )
