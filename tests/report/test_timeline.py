from datetime import UTC, date, datetime

import polars as pl
import pytest

from pipeline.report.case_page import case_facts
from pipeline.report.timeline import bucket_start, timeline
from pipeline.report.timeline_picture import nice_step, timeline_picture
from tests.report.conftest import cases_of
from tests.report.made_up import made_up_tables


def test_buckets_have_no_gaps_and_hold_every_payment(cases):
    for case in cases.values():
        times = timeline(case)
        ends = [bucket.end for bucket in times.buckets]
        assert [bucket.start for bucket in times.buckets[1:]] == ends[:-1]
        assert sum(b.payments for b in times.buckets) == len(case.payments)
        assert sum(sum(b.cents.values()) for b in times.buckets) == case.value_cents


@pytest.mark.parametrize(
    ("unit", "start"),
    [("day", (2024, 2, 29)), ("week", (2024, 2, 26)), ("month", (2024, 2, 1))],
)
def test_bucket_starts(unit, start):
    at = datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)
    assert bucket_start(at, unit) == datetime(*start, tzinfo=UTC)


def test_balance_is_what_sources_paid_less_what_ends_got(cases):
    case = cases["NET-1"]
    times = timeline(case)
    assert "DONOR-1" in times.sources
    assert set(times.ends) == {"OPER-4", "OPER-5", "PAYM-1", "ATM-77", "SHOP-9"}
    paid_in = sum(
        r["value_cents"] for r in case.payments if r["sender_role"] == "donor"
    )
    taken = sum(
        r["value_cents"] for r in case.payments if r["receiver_account"] in times.ends
    )
    assert times.balance[-1][1] == paid_in - taken


def test_an_account_that_pays_itself_is_still_a_source(cases):
    assert timeline(cases["NET-2"]).sources == ["SHELL-1"]


def test_bursts_and_quiet_spells_are_found(cases):
    times = timeline(cases["NET-1"])
    assert times.unit == "day"
    assert times.bursts[0].payments == 6
    assert [(q.start.date(), q.end.date()) for q in times.quiet] == [
        (date(2021, 3, 26), date(2021, 4, 10))
    ]


def test_timeline_of_one_payment_can_be_drawn():
    tables = made_up_tables()
    shares = tables["case_transactions"].filter(pl.col("transaction_id") == "tx-064")
    tables["case_transactions"] = shares
    tables["cases"] = (
        tables["cases"]
        .filter(pl.col("case_id") == "NET-2")
        .with_columns(
            value_cents=pl.lit(0, pl.Int64), unknown_values=pl.lit(1, pl.Int64)
        )
    )
    case = cases_of(tables)["NET-2"]
    drawn = timeline_picture(timeline(case), "USD")
    assert [bar.kind for bucket in drawn.buckets for bar in bucket.bars] == ["unknown"]
    assert case_facts(case)["total"].unknown == 1


@pytest.mark.parametrize(
    ("most", "step"), [(0, 100), (400, 100), (4100, 2000), (10**9, 5 * 10**8)]
)
def test_axis_steps_are_round(most, step):
    assert nice_step(most) == step


def test_a_holder_keeps_what_it_was_paid_less_what_it_paid(cases):
    case = cases["NET-1"]
    holders = timeline(case).holders
    assert 1 <= len(holders) <= 3
    for holder in holders:
        assert case.role(holder.account) not in ("donor", "cash-out")
        paid = sum(
            sign * row["value_cents"]
            for row in case.payments
            for end, sign in (("receiver_account", 1), ("sender_account", -1))
            if row[end] == holder.account
        )
        assert holder.balance[-1][1] == paid
        assert holder.most_cents == max(cents for _, cents in holder.balance)
    peaks = [holder.most_cents for holder in holders]
    assert peaks == sorted(peaks, reverse=True)


def test_quiet_spells_and_bursts_are_drawn_where_they_were(cases):
    times = timeline(cases["NET-1"])
    drawn = timeline_picture(times, "USD")
    assert len(drawn.quiet) == len(times.quiet)
    assert len(drawn.bursts) == len(times.bursts)
    (left, width) = drawn.quiet[0]
    silent = [bucket for bucket in drawn.buckets if left < bucket.x < left + width - 20]
    assert silent == []


def test_every_transaction_is_behind_one_bar(cases):
    for case in cases.values():
        drawn = timeline_picture(timeline(case), "USD")
        behind = [number for bucket in drawn.buckets for number in bucket.numbers]
        assert sorted(behind) == [row["number"] for row in case.payments]
