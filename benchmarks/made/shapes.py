"""
Who pays whom, when and how much: ordinary ledgers and the worst that could come.

Random ledgers (``power_law``) have a tenth as many accounts as transactions. The
account of rank k pays with weight (k + 3) ** -0.9 and is paid with the same weight, but
ranks among payers and among payees are independent, for who pays many (a payroll) is
seldom who is paid by many (a shop). Times are even over ``days``, to the second;
amounts are log-normal with a median of 81. The hostile shapes keep the amounts and days
of the random ledger they are compared with, so that only the shape differs; where a
shape has equal amounts too, because that is worse, its name says so.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from pipeline.flow_graph import (
    DAY,
    FlowGraph,
    Int32s,
    Int64s,
    UInt32s,
    build_flow_graph,
)

START = 800_000_000  # seconds since the graph's epoch: May 2025
SEED = 7


class Shape(NamedTuple):
    """Transactions in the order of time."""

    sender: UInt32s
    receiver: UInt32s
    time: Int32s
    cents: Int64s
    accounts: int

    def graph(self) -> FlowGraph:
        return build_flow_graph(*self)


def power_law(rows: int, days: int, seed: int = SEED) -> Shape:
    rng = np.random.default_rng(seed)
    accounts = max(3, rows // 10)
    weight = (np.arange(accounts) + 3.0) ** -0.9
    share = np.cumsum(weight / weight.sum())
    sender, receiver = (
        rng.permutation(accounts)[
            np.minimum(np.searchsorted(share, rng.random(rows)), accounts - 1)
        ]
        for _ in range(2)
    )
    receiver = np.where(receiver == sender, (receiver + 1) % accounts, receiver)
    return _dated(rng, sender, receiver, accounts, days)


def hub(rows: int, days: int) -> Shape:
    """One account in every payment: half come to it and half leave it."""
    rng = np.random.default_rng(SEED)
    other = rng.integers(1, rows // 10, rows)
    comes = rng.random(rows) < 0.5
    sender, receiver = np.where(comes, other, 0), np.where(comes, 0, other)
    return _dated(rng, sender, receiver, rows // 10, days)


def star(rows: int, days: int) -> Shape:
    """One account is paid by every other, once each."""
    rng = np.random.default_rng(SEED)
    sender = rng.permutation(rows) + 1
    return _dated(rng, sender, np.zeros(rows, np.int64), rows + 1, days)


def clique(rows: int, days: int) -> Shape:
    """All pay all, once each way; of about ``rows`` payments."""
    rng = np.random.default_rng(SEED)
    accounts = round(rows**0.5) + 1
    pair = rng.permutation(accounts * (accounts - 1))
    sender, receiver = pair // (accounts - 1), pair % (accounts - 1)
    receiver += receiver >= sender
    return _dated(rng, sender, receiver, accounts, days)


def one_component(rows: int, days: int) -> Shape:
    """Of 100 accounts 99 pay each other evenly, and so hang together; one is apart."""
    rng = np.random.default_rng(SEED)
    accounts = rows // 10
    joined = accounts * 99 // 100
    sender = rng.integers(0, joined, rows)
    receiver = (sender + rng.integers(1, joined, rows)) % joined
    return _dated(rng, sender, receiver, accounts, days)


def ping_pong(rows: int, days: int) -> Shape:
    """Two accounts pay each other in turn."""
    rng = np.random.default_rng(SEED)
    sender = np.arange(rows) % 2
    return _dated(rng, sender, 1 - sender, 2, days)


def equal_times(rows: int, days: int) -> Shape:
    made = power_law(rows, days)
    return made._replace(time=np.full_like(made.time, START))


def all_equal(shape: Callable[[int, int], Shape]) -> Callable[[int, int], Shape]:
    """The same shape with one amount, so that any payment may follow any other."""
    return lambda rows, days: _equal_amounts(shape(rows, days))


def _equal_amounts(made: Shape) -> Shape:
    return made._replace(cents=np.full_like(made.cents, 10_000))


def _dated(
    rng: np.random.Generator, sender: Int64s, receiver: Int64s, accounts: int, days: int
) -> Shape:
    time = np.sort(rng.integers(0, days * DAY, sender.size)) + START
    cents = np.exp(rng.normal(9, 1.5, sender.size)).astype(np.int64) + 1
    return Shape(
        sender.astype(np.uint32),
        receiver.astype(np.uint32),
        time.astype(np.int32),
        cents,
        accounts,
    )


HOSTILE: dict[str, Callable[[int, int], Shape]] = {
    "hub": hub,
    "star": star,
    "clique": clique,
    "clique, equal amounts": all_equal(clique),
    "99 % in one component": one_component,
    "ping-pong": ping_pong,
    "ping-pong, equal amounts": all_equal(ping_pong),
    "equal times": equal_times,
    "equal times and amounts": all_equal(equal_times),
}
