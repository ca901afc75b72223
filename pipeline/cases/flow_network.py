"""
A case's payments as a network in which money cannot leave before it came.

Each account is followed through *runs*: receipts, then payments, until the next receipt
begins a new run. Money that came in a run may leave in it or stay for a later one. What
an account pays beyond what it had is its *own* money: it comes from outside the case
and leaves with that run's payments. What is left after its last run *ends* there. Every
payment then carries exactly its value, so that the end-to-end flow is the sum of all
own money, and of all ends. At equal times receipts come first. Payments of unknown
value make a path but carry no value. Payments to oneself are left out.
"""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.cases.max_flow import Arcs
from pipeline.cases.runs import Runs
from pipeline.flow_graph import DAY, Int64s

SOURCE, SINK = 0, 1
# Clocks by which times are compared: coarser ones where the network would be too large.
CLOCKS = {"second": 1, "day": DAY, "week": 7 * DAY, "month": 30 * DAY, "none": 2**40}


class Payment(NamedTuple):
    seconds: int
    payer: int  # accounts of the case, from 0
    payee: int
    cents: int | None
    corridor: int  # from 0
    cash: bool = False  # a withdrawal
    abroad: bool = False  # to another country
    brought_by: tuple[int, ...] = ()  # accounts of who paid in cash for the payee


@dataclass(frozen=True)
class FlowNetwork:
    """Payments first among ``arcs``, parallel ones as one; then the rest, see build."""

    arcs: Arcs
    paths: Int64s  # capacity of each arc where every payment counts one
    payer: Int64s  # per payment arc
    payee: Int64s
    corridor: Int64s
    relayed: NDArray[np.bool_]  # the payer had received something before
    owned: NDArray[np.bool_]  # its run pays own money, or of unknown origin
    own: Int64s  # per account, cents
    left: Int64s
    received: Int64s
    paid: Int64s
    keeps: NDArray[np.bool_]  # per account: flow, or a path, ends there
    run_account: Int64s  # per run, in the order of the arcs that bring own money
    clock: str
    spell: Int64s  # per payment arc: how many of the dates given to build had come

    @property
    def flow_cents(self) -> int:
        return int(self.left.sum())

    def without(self, stopped: NDArray[np.bool_]) -> tuple[int, Int64s]:
        """Largest flow when the payment arcs ``stopped`` are, and its flow on arcs."""
        return self.arcs.flow(_closed(self.arcs.capacity, stopped))[:2]

    def connects(self, stopped: NDArray[np.bool_]) -> bool:
        """Whether any path from a source to an end avoids ``stopped``."""
        return self.arcs.connects(_closed(self.paths, stopped))


def _closed(capacity: Int64s, stopped: NDArray[np.bool_]) -> Int64s:
    left = capacity.copy()
    left[: stopped.size][stopped] = 0
    return left


def build_flow_network(
    payments: Sequence[Payment], accounts: int, max_arcs: int, clock: str = "second"
) -> FlowNetwork:
    """
    The network by ``clock``, or by a coarser one if it has over ``max_arcs`` payments.

    Parallel payments are merged where that changes no flow: from one run to another,
    in the same corridor. Without a clock all payments are at the same time.
    """
    names = list(CLOCKS)
    for name in names[names.index(clock) :]:
        network = dated_network(payments, accounts, name)
        if network.payer.size <= max_arcs:
            break
    return network


def dated_network(
    payments: Sequence[Payment],
    accounts: int,
    clock: str = "second",
    dates: Sequence[int] = (),
) -> FlowNetwork:
    """
    The network by ``clock``, of any size; payments before and after one of ``dates``
    (seconds, ascending) are not merged, so that each is of one ``spell``. A payment at
    a date itself is after it.
    """
    tick = CLOCKS[clock]
    moving = [p for p in payments if p.payer != p.payee]
    moving.sort(key=attrgetter("seconds"))
    runs = [Runs() for _ in range(accounts)]
    merged: dict[tuple[int, ...], int] = {}
    for _, group in groupby(moving, key=lambda p: p.seconds // tick):
        now = list(group)
        heads = [runs[p.payee].receive(p.cents or 0) for p in now]
        for p, head in zip(now, heads, strict=True):
            tail = runs[p.payer].pay(p.cents or 0)
            spell = bisect(dates, p.seconds)
            key = (p.payer, tail, p.payee, head, p.corridor, spell)
            merged[key] = merged.get(key, 0) + (p.cents or 0)
    return _assemble(merged, runs, clock)


def _assemble(
    merged: dict[tuple[int, ...], int], runs: list[Runs], clock: str
) -> FlowNetwork:
    """Two nodes a run: money comes to the first, own money only to the second."""
    keys = np.array(sorted(merged), np.int64).reshape(-1, 6)
    payer, tail, payee, head, corridor, spell = keys.T
    cents = np.array([merged[key] for key in sorted(merged)], np.int64)
    offset = np.cumsum([0, *(len(r.paid) for r in runs)])
    enter = 2 + 2 * np.arange(offset[-1])
    leave = enter + 1
    last = enter[offset[1:] - 1]
    stays = np.setdiff1d(enter, last)  # not the last run: money may wait for the next
    balances = [r.own() for r in runs]
    owned = np.array([o for own, _ in balances for o in own], np.int64)
    begins = owned > 0
    begins[offset[:-1]] |= np.array([r.begins_paying for r in runs], np.bool_)
    left = np.array([left for _, left in balances], np.int64)
    keeps = (left > 0) | np.array([r.ends_keeping for r in runs], np.bool_)
    some = cents.sum() + payer.size + 1  # more than can ever flow
    source, sink = np.full(enter.size, SOURCE), np.full(last.size, SINK)
    pays = leave[offset[payer] + tail]
    gets = enter[offset[payee] + head]
    free = np.full(enter.size + stays.size, some)
    arcs = Arcs.build(
        np.concatenate((pays, enter, stays, source, last)),
        np.concatenate((gets, leave, stays + 2, leave, sink)),
        np.concatenate((cents, free, owned, left)),
        SOURCE,
        SINK,
    )
    ones = np.ones(payer.size, np.int64)
    early = np.array([r.receipts > 0 for r in runs], np.bool_)
    return FlowNetwork(
        arcs=arcs,
        paths=np.concatenate((ones, free, some * begins, some * keeps)),
        payer=payer,
        payee=payee,
        corridor=corridor,
        relayed=(tail > 0) | early[payer],
        owned=begins[offset[payer] + tail],
        own=np.array([sum(own) for own, _ in balances], np.int64),
        left=left,
        received=np.array([sum(r.received) for r in runs], np.int64),
        paid=np.array([sum(r.paid) for r in runs], np.int64),
        keeps=keeps,
        run_account=np.repeat(np.arange(len(runs)), np.diff(offset)),
        clock=clock,
        spell=spell,
    )
