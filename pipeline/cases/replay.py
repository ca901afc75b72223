"""Rows of freeze_replay: the case's payments again, with accounts frozen from a day."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

import numpy as np

from pipeline.cases.channels import accounts_of
from pipeline.cases.flow_network import CLOCKS, FlowNetwork, Payment
from pipeline.cases.moments import Moment
from pipeline.flow_graph import DAY, EPOCH, Int64s, as_datetime

Row = dict[str, Any]


def freeze_replay(
    dated: FlowNetwork,
    dates: Sequence[int],
    payments: Sequence[Payment],
    when: Sequence[Moment],
    plans: Sequence[Sequence[int]],
    core: Sequence[bool],
) -> list[Row]:
    """
    One row a moment and plan; the plan of budget k is ``plans[k - 1]``, by number.

    ``dated`` is the network of ``payments`` told apart at ``dates`` (seconds), which
    hold each moment. From then on frozen accounts neither pay nor receive; what is
    left flows as much as it can over the other payments. Money that had come to an end
    stays there, though it might be held. ``core`` tells members of the core.
    """
    if dated.flow_cents == 0:
        return []
    outflows = [p.seconds for p in payments if core[p.payer] and p.payer != p.payee]
    last = max(outflows, default=None)
    channels = accounts_of(dated)
    rows: list[Row] = []
    for moment in when:
        begin = moment.day * DAY
        late = dated.spell > dates.index(begin)
        before = dated.without(late)[0]
        held = balances(payments, dated, begin)
        later = [set(p[1:3]) for p in payments if p.seconds >= begin]
        told: dict[frozenset[int], Row] = {}
        for budget, frozen in enumerate(plans, 1):
            chosen = frozenset(frozen)
            if chosen not in told:
                left, _ = dated.without(channels.payments(chosen) & late)
                told[chosen] = {
                    "stopped_cents": dated.flow_cents - left,
                    "held_cents": sum(held[account] for account in chosen),
                    "stopped_transactions": sum(
                        not chosen.isdisjoint(p) for p in later
                    ),
                }
            rows.append(
                {
                    "moment": moment.name,
                    "freeze_on": (EPOCH + timedelta(days=moment.day)).date(),
                    "alert_id": moment.alert_id,
                    "budget": budget,
                    "frozen": list(frozen),
                    "flow_cents": dated.flow_cents,
                    "passed_before_cents": before,
                    **told[chosen],
                    "last_outflow_at": None if last is None else as_datetime(last),
                    "lead_days": None if last is None else (last - begin) // DAY,
                }
            )
    return rows


def balances(
    payments: Sequence[Payment], network: FlowNetwork, before: int
) -> list[int]:
    """
    Of each account, what it was seen to receive and not to pay on ``before`` seconds.

    In the clock of ``network``, within which receipts come first.
    """
    tick = CLOCKS[network.clock]
    balance = [0] * network.own.size
    moving = [p for p in payments if p.payer != p.payee and p.seconds < before]
    moving.sort(key=lambda p: p.seconds)
    for _, group in groupby(moving, key=lambda p: p.seconds // tick):
        now = list(group)
        for p in now:
            balance[p.payee] += p.cents or 0
        for p in now:  # what is paid beyond the balance is own money
            balance[p.payer] = max(0, balance[p.payer] - (p.cents or 0))
    return balance


def week_start(seconds: int) -> int:
    """The Monday, 00:00 UTC; the epoch was a Saturday."""
    day = seconds // DAY
    return (day - (day + 5) % 7) * DAY


def dates_of(payments: Sequence[Payment], when: Sequence[Moment]) -> list[int]:
    """Seconds at which replay and capacity tell payments apart, ascending."""
    weeks = {week_start(p.seconds) for p in payments}
    return sorted(weeks | {moment.day * DAY for moment in when})


def weeks_of(dated: FlowNetwork, dates: Sequence[int]) -> Int64s:
    """Per payment arc the Monday of its payments, seconds."""
    mondays: Int64s = np.array([week_start(date) for date in dates], np.int64)
    return mondays[dated.spell - 1]
