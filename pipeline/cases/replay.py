"""Rows of freeze_replay: the case's payments again, with accounts frozen from a day."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np

from pipeline.cases.channels import accounts_from
from pipeline.cases.flow_network import CLOCKS, FlowNetwork, Payment
from pipeline.cases.moments import Moment
from pipeline.cases.stops import greedy
from pipeline.flow_graph import DAY, EPOCH, Int64s, as_datetime

Row = dict[str, Any]
NEVER = 2**62  # seconds


class Watched(NamedTuple):
    """A member of the case."""

    core: bool
    seen: int = NEVER  # seconds of the first evidence that touched it


def freeze_replay(
    dated: FlowNetwork,
    dates: Sequence[int],
    payments: Sequence[Payment],
    when: Sequence[Moment],
    budgets: int,
    members: Sequence[Watched],
) -> list[Row]:
    """
    One row a moment and budget; frozen accounts by number.

    ``dated`` is the network of ``payments`` told apart at ``dates`` (seconds), which
    hold each moment. From then on frozen accounts neither pay nor receive; what is
    left flows as much as it can over the other payments. Money that had come to an end
    stays there, though it might be held. Frozen are those that stop most of what was
    still to come, one after another.
    """
    if dated.flow_cents == 0:
        return []
    last = max(
        (p.seconds for p in payments if members[p.payer].core and p.payer != p.payee),
        default=None,
    )
    everyone = range(len(members))
    rows: list[Row] = []
    for moment in when:
        begin = moment.day * DAY
        late = dated.spell > dates.index(begin)
        before = dated.without(late)[0]
        held = balances(payments, dated, begin)
        later = [set(p[1:3]) for p in payments if p.seconds >= begin]
        channels = accounts_from(dated, late)
        order = greedy(channels, budgets, everyone, len(when))
        for budget in range(1, min(budgets, len(members)) + 1):
            frozen = order[:budget]
            rows.append(
                {
                    "moment": moment.name,
                    "freeze_on": (EPOCH + timedelta(days=moment.day)).date(),
                    "alert_id": moment.alert_id,
                    "budget": budget,
                    "frozen": frozen,
                    "seen_before": sum(members[n].seen < begin for n in frozen),
                    "flow_cents": dated.flow_cents,
                    "passed_before_cents": before,
                    "stopped_cents": channels.stopped(frozen),
                    "held_cents": sum(held[account] for account in frozen),
                    "stopped_transactions": sum(
                        not touched.isdisjoint(frozen) for touched in later
                    ),
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
