"""What freezes from a day on would have done to a case, and when members were seen."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from pipeline.cases.capacity import capacity
from pipeline.cases.channels import accounts_from
from pipeline.cases.flow_network import FlowNetwork, Payment, dated_network
from pipeline.cases.members import CaseMembers
from pipeline.cases.moments import CaseAlert, moments
from pipeline.cases.replay import NEVER, Watched, dates_of, freeze_replay, weeks_of
from pipeline.cases.settings import Settings
from pipeline.flow_graph import DAY
from pipeline.resilience import budget_to_plan

Row = dict[str, Any]


def over_time(
    network: FlowNetwork,
    moved: Sequence[Payment],
    alerts: Sequence[CaseAlert],
    members: Sequence[Watched],
    freezes: Sequence[Row],
    settings: Settings,
) -> tuple[list[Row], list[Row]]:
    """
    Rows of freeze_replay, frozen by number, and of capacity.

    ``freezes`` are the rows of ``disruption`` for accounts; without any there are none.
    """
    if not freezes:
        return [], []
    when = moments(alerts, [p.seconds for p in moved], settings)
    dates = dates_of(moved, when)
    dated = dated_network(moved, len(members), network.clock, dates)
    replayed = freeze_replay(dated, dates, moved, when, settings.max_budget, members)
    if when[0].name != "first_alert":
        return replayed, []
    budget = budget_to_plan(freezes)
    late = dated.spell > dates.index(when[0].day * DAY)
    stopped = accounts_from(dated, late).payments(replayed[budget - 1]["frozen"])
    return replayed, capacity(dated, weeks_of(dated, dates), stopped, budget)


def watch(case: CaseMembers, payments: pl.DataFrame) -> list[Watched]:
    """The members in order; ``payments`` are the case's rows."""
    shown = payments.filter(pl.col("part") == "evidence")
    ends = [shown.select("seconds", account=end) for end in ("payer", "payee")]
    first = pl.concat(ends).group_by("account").agg(pl.col("seconds").min())
    seen = dict(first.iter_rows())
    return [
        Watched(member.core, seen.get(account, NEVER))
        for member, (_, account) in zip(case.members, case.accounts, strict=True)
    ]
