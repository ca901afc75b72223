"""The case replayed with a freeze, and its capacity by week, against the naive twin."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cases.capacity import capacity
from pipeline.cases.channels import accounts_of
from pipeline.cases.flow_network import Payment, dated_network
from pipeline.cases.moments import Moment
from pipeline.cases.replay import (
    Watched,
    dates_of,
    freeze_replay,
    week_start,
    weeks_of,
)
from pipeline.flow_graph import DAY, EPOCH
from tests.cases.networks import ACCOUNTS, payments
from tests.cases.time_expanded import flow_without

SPREAD = 3 * DAY + 7  # so that six moments fall in several weeks
subsets_of_accounts = st.sets(st.integers(0, ACCOUNTS - 1), max_size=3)


def spread(paid):
    return [(payer, payee, time * SPREAD, cents) for payer, payee, time, cents in paid]


def replayed(paid, budgets=1, days=(2,), members=None, accounts=ACCOUNTS):
    listed = [Payment(at, payer, payee, cents, 0) for payer, payee, at, cents in paid]
    when = [Moment("half", day) for day in days]
    dates = dates_of(listed, when)
    dated = dated_network(listed, accounts, dates=dates)
    members = members or [Watched(core=True)] * accounts
    return freeze_replay(dated, dates, listed, when, budgets, members)


def naive_balance(paid, account, before):
    """Receipts first at equal times; what is paid beyond the balance is own money."""
    balance = 0
    for at in sorted({p[2] for p in paid if p[2] < before}):
        now = [p for p in paid if p[2] == at and p[0] != p[1]]
        balance += sum(p[3] or 0 for p in now if p[1] == account)
        balance = max(0, balance - sum(p[3] or 0 for p in now if p[0] == account))
    return balance


@settings(deadline=None, max_examples=60)
@given(paid=payments, day=st.integers(-1, 17))
def test_a_freeze_stops_what_the_time_expanded_graph_says(paid, day):
    paid, begin = spread(paid), day * DAY
    whole = flow_without(paid, ACCOUNTS)
    late = {n for n, p in enumerate(paid) if p[2] >= begin}

    def closed(frozen):
        return {n for n in late if not set(paid[n][:2]).isdisjoint(frozen)}

    def stops(frozen):
        return whole - flow_without(paid, ACCOUNTS, closed=closed(frozen))

    rows = replayed(paid, 3, [day])
    assert [row["budget"] for row in rows] == ([1, 2, 3] if whole else [])
    for row in rows:
        frozen = row["frozen"]
        assert row["flow_cents"] == whole
        assert row["stopped_cents"] == stops(frozen)
        assert row["passed_before_cents"] == flow_without(paid, ACCOUNTS, closed=late)
        assert row["stopped_transactions"] == len(closed(frozen))
        assert row["held_cents"] == sum(naive_balance(paid, a, begin) for a in frozen)
        assert len(frozen) <= row["budget"]
    for row in rows[:1]:
        assert row["stopped_cents"] == max(stops([n]) for n in range(ACCOUNTS))


@settings(deadline=None, max_examples=60)
@given(paid=payments, frozen=subsets_of_accounts, day=st.integers(-1, 17))
def test_capacity_grows_with_what_the_time_expanded_graph_lets_through(
    paid, frozen, day
):
    paid, begin = spread(paid), day * DAY
    listed = [Payment(at, payer, payee, cents, 0) for payer, payee, at, cents in paid]
    dates = dates_of(listed, [Moment("first_alert", day)])
    dated = dated_network(listed, ACCOUNTS, dates=dates)
    late = dated.spell > dates.index(begin)
    stopped = accounts_of(dated).payments(frozen) & late
    found = {
        row["week_start"]: row
        for row in capacity(dated, weeks_of(dated, dates), stopped, 1)
    }
    frozen_rows = {
        n for n, p in enumerate(paid) if p[2] >= begin and set(p[:2]) & frozen
    }
    total = {"before_cents": 0, "after_cents": 0}
    for week in sorted({week_start(p[2]) for p in paid}):
        later = {n for n, p in enumerate(paid) if week_start(p[2]) > week}
        row = found.get(date.fromordinal(EPOCH.toordinal() + week // DAY), total)
        for name, closed in (
            ("before_cents", later),
            ("after_cents", later | frozen_rows),
        ):
            if row is not total:
                total[name] += row[name]
            assert total[name] == flow_without(paid, ACCOUNTS, closed=closed)


def test_a_payment_at_midnight_of_the_freeze_is_stopped_and_one_before_it_is_not():
    paid = [(0, 1, 2 * DAY - 1, 100), (2, 3, 2 * DAY, 10)]
    *_, row = replayed(paid, 2)
    assert (row["passed_before_cents"], row["stopped_cents"]) == (100, 10)
    assert row["freeze_on"] == date(2000, 1, 3)


@pytest.mark.parametrize(
    ("last", "lead"), [(5 * DAY, 3), (5 * DAY - 1, 2), (2 * DAY, 0), (2 * DAY - 1, -1)]
)
def test_lead_time_ends_with_the_last_payment_of_a_core_account(last, lead):
    paid = [(0, 1, DAY, 100), (1, 2, last, 50), (3, 4, 9 * DAY, 5), (1, 1, 20 * DAY, 1)]
    members = [Watched(core=n < 3) for n in range(ACCOUNTS)]
    (row,) = replayed(paid, members=members)
    assert row["lead_days"] == lead
    known = row["last_outflow_at"]
    assert (known - EPOCH).total_seconds() == last
    assert isinstance(known, datetime)


def test_without_an_outflow_of_the_core_there_is_no_lead():
    members = [Watched(core=False), Watched(core=True)]
    (row,) = replayed([(0, 1, DAY, 100)], members=members, accounts=2)
    assert (row["last_outflow_at"], row["lead_days"]) == (None, None)


def test_money_on_a_frozen_account_is_held_and_not_called_stopped():
    """1 had 100 and passes on 60 later: 60 are stopped, 100 lie there that morning."""
    paid = [(0, 1, DAY, 100), (1, 2, 3 * DAY, 60)]
    (row,) = replayed(paid, accounts=3)
    assert row["frozen"] == [1]
    assert (row["held_cents"], row["stopped_cents"]) == (100, 60)


def test_what_a_freeze_came_too_late_for_is_not_frozen():
    """0 had paid it all before; 2 is the one that still could be stopped."""
    paid = [(0, 1, DAY, 1_000), (2, 3, 3 * DAY, 5)]
    (row,) = replayed(paid, accounts=4)
    assert (row["frozen"], row["stopped_cents"]) == ([2], 5)
    (late,) = replayed(paid, days=[4], accounts=4)
    assert (late["frozen"], late["stopped_cents"]) == ([], 0)


def test_accounts_are_told_that_evidence_had_touched_before():
    paid = [(0, 1, 3 * DAY, 100)]
    seen = [Watched(core=True, seen=2 * DAY - 1), Watched(core=True, seen=2 * DAY)]
    one = replayed(paid, members=seen, accounts=2)[0]
    other = replayed(paid, members=seen[::-1], accounts=2)[0]
    assert (one["seen_before"], other["seen_before"]) == (1, 0)


def test_weeks_begin_on_monday():
    for day in range(20):
        monday = date.fromordinal(EPOCH.toordinal() + week_start(day * DAY) // DAY)
        assert monday.weekday() == 0
        assert 0 <= EPOCH.toordinal() + day - monday.toordinal() < 7
