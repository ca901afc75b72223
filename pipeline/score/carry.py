"""
Suspicion carried along money: a little, a few steps, in time, never by way of a hub.

Onward from an account that an alert credits: to those it paid after it had received
what the alert shows, within some days; and back to those who paid it before it had paid
what the alert shows. Each step multiplies the credit by ``decay`` and by the geometric
mean of two shares of known value in those days: of all that the payer paid, and of all
that the payee got. So a shop that everybody pays gets next to nothing, and so does who
gets a hundredth of what an account pays. The next step counts from the first payment
that arrived (back: the last). Each step is a claim of the same alert that knows whom it
came from, so that it can be told step by step.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, FlowGraph, Int64s, Side
from pipeline.motifs.windows import between, spread

LEAST_CREDIT = 0.0005  # orders accounts that nothing else tells apart; less is noise
POSITIONS_AT_ONCE = 2_000_000  # payments looked at together: some 100 MB
CARRIED = ("alert", "account", "credit", "hops", "via")


class Known(NamedTuple):
    """A side of the graph with the running sum of its known cents."""

    side: Side
    running: Int64s

    def total(self, first: Int64s, past: Int64s) -> Int64s:
        cents: Int64s = self.running[past] - self.running[first]
        return cents


def known(side: Side) -> Known:
    running = np.zeros(side.cents.size + 1, np.int64)
    np.cumsum(np.maximum(side.cents, 0), out=running[1:])
    return Known(side, running)


def carried(
    sources: pl.DataFrame,
    graph: FlowGraph,
    apart: NDArray[np.bool_],
    *,
    decay: float,
    hops: int,
    days: int,
) -> pl.DataFrame:
    """
    alert, account, credit, hops, via: of each alert and account the largest credit.

    ``sources`` (alert, account, credit, since, until) are the accounts that alerts
    credit themselves: hops 0, via null. Nothing goes through, from or to accounts that
    stand ``apart``. Of equal credits the fewest hops, then the lowest ``via``. Cost:
    O(payments in the windows of all alerts' accounts · log), a part at a time.
    """
    received, sent = (known(side) for side in graph)
    start = sources.with_columns(
        hops=pl.lit(0, pl.Int64), via=pl.lit(None, pl.Int64)
    ).cast({"account": pl.Int64})
    found = [start.select(CARRIED)]
    for ours, theirs, when, ahead in (
        (sent, received, "since", True),
        (received, sent, "until", False),
    ):
        last = start.with_columns(when=pl.col(when))
        for hop in range(1, hops + 1 if decay else 1):
            last = last.filter(~pl.Series(apart).gather(last["account"]))
            parts = [
                _step(some, ours, theirs, apart, decay, days, ahead=ahead)
                for some in _parts(last, ours.side, days, ahead=ahead)
            ]
            last = _largest(pl.concat(parts)).with_columns(hops=pl.lit(hop, pl.Int64))
            found.append(last.select(CARRIED))
    return _largest(pl.concat(found))


def _window(states: pl.DataFrame, days: int, *, ahead: bool) -> tuple[Int64s, Int64s]:
    when = states["when"].to_numpy().astype(np.int64)
    span = np.int64(days * DAY)
    return (when, when + span) if ahead else (when - span, when)


def _parts(
    states: pl.DataFrame, side: Side, days: int, *, ahead: bool
) -> Iterator[pl.DataFrame]:
    """``states`` with the positions of their payments, so many at a time."""
    account = states["account"].to_numpy().astype(np.int64)
    first, past = between(side, account, *_window(states, days, ahead=ahead))
    placed = states.with_columns(first=pl.Series(first), past=pl.Series(past))
    part = np.cumsum(past - first) // POSITIONS_AT_ONCE
    for some in np.unique(part):
        yield placed.filter(pl.Series(part == some))
    if not states.height:
        yield placed


def _step(
    states: pl.DataFrame,
    ours: Known,
    theirs: Known,
    apart: NDArray[np.bool_],
    decay: float,
    days: int,
    *,
    ahead: bool,
) -> pl.DataFrame:
    """One step from each of ``states`` to all it dealt with in its window."""
    first, past = states["first"].to_numpy(), states["past"].to_numpy()
    start, end = _window(states, days, ahead=ahead)
    account = states["account"].to_numpy()
    state, position = spread(first, past)
    other = ours.side.other[position].astype(np.int64)
    dealt = pl.DataFrame(
        {
            "state": state,
            "other": other,
            "cents": np.maximum(ours.side.cents[position], 0),
            "when": ours.side.time[position].astype(np.int64),
        }
    ).filter(pl.Series(~apart[other] & (other != account[state])))
    first_or_last = pl.col("when").min() if ahead else pl.col("when").max()
    sums = dealt.group_by("state", "other").agg(pl.col("cents").sum(), first_or_last)
    state, other = sums["state"].to_numpy(), sums["other"].to_numpy()
    whole = between(theirs.side, other, start[state], end[state])
    cents = sums["cents"].to_numpy()
    ours_all = np.maximum(ours.total(first, past)[state], 1)
    share = np.sqrt(cents / ours_all * (cents / np.maximum(theirs.total(*whole), 1)))
    from_state = states.select("alert", "credit", via="account")[state]
    return from_state.with_columns(
        account=sums["other"],
        credit=pl.col("credit") * decay * pl.Series(share),
        when=sums["when"],
        hops=pl.lit(0, pl.Int64),
    ).filter(pl.col("credit") >= LEAST_CREDIT)


def _largest(claims: pl.DataFrame) -> pl.DataFrame:
    """Of each alert and account the largest credit, sorted by both."""
    by = ("alert", "account", "credit", "hops", "via")
    return claims.sort(by, descending=[name == "credit" for name in by]).unique(
        ["alert", "account"], keep="first", maintain_order=True
    )
