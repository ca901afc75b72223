"""Fault table C5 and A13: times that do not exist, or that nobody can place."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.validate import Settings
from pipeline.validate.times import parse_times
from tests.validate.deliveries import pay, reasons_for

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
BERLIN = Settings(max_quarantined_share=1, assume_time_zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "time", "precision"),
    [
        ("2024-03-01T12:00:00Z", NOON, "second"),
        ("2024-03-01T12:00:00+00:00", NOON, "second"),
        ("2024-03-01 17:30:00+05:30", NOON, "second"),
        ("2024-03-01T02:00:00-1000", NOON, "second"),
        ("2024-03-02T02:00:00+14", NOON, "second"),
        ("2024-03-01T12:00Z", NOON, "minute"),
        (
            "2024-03-01T12:00:00.123456789Z",
            NOON + timedelta(microseconds=123_456),
            "second",
        ),
        ("2024-03-01", NOON - timedelta(hours=12), "day"),
        ("1970-01-01", datetime(1970, 1, 1, tzinfo=UTC), "day"),
        (
            "2067-12-31T23:59:59Z",
            datetime(2067, 12, 31, 23, 59, 59, tzinfo=UTC),
            "second",
        ),
    ],
)
def test_time_and_its_precision(text, time, precision):
    accepted = pay({"booked_at": text}).accepted
    assert accepted["booked_at"].to_list() == [time]
    assert accepted["time_precision"].to_list() == [precision]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "time_missing"),
        ("", "time_missing"),
        ("01/02/2024", "time_malformed"),
        ("01.02.2024", "time_malformed"),
        ("20240201", "time_malformed"),
        ("2024-2-1", "time_malformed"),
        ("1709294400", "time_malformed"),
        ("٢٠٢٤-٠٣-٠١", "time_malformed"),
        (" 2024-03-01", "time_malformed"),
        ("2024-03-01T12:00:00Z\n", "time_malformed"),
        ("2024-03-01T12:00:00 Europe/Berlin", "time_malformed"),
        ("10000-01-01", "time_malformed"),
        ("2024-02-30", "time_impossible"),
        ("2023-02-29T00:00:00Z", "time_impossible"),
        ("2024-13-01", "time_impossible"),
        ("2024-03-01T24:00:00Z", "time_impossible"),
        ("2024-03-01T12:60:00Z", "time_impossible"),
        ("2024-03-01T12:00:61Z", "time_impossible"),
        ("2024-03-01T12:00:00+16:00", "time_impossible"),
        ("2024-03-01T12:00:00+01:75", "time_impossible"),
        ("2016-12-31T23:59:60Z", "time_leap_second"),
        ("2024-03-01T12:00:00", "time_without_zone"),
        ("2024-03-01T12:00", "time_without_zone"),
        ("1969-12-31T23:59:59Z", "time_before_1970"),
        ("0001-01-01", "time_before_1970"),
        ("2068-01-01", "time_after_2067"),
        ("9999-12-31T00:00:00Z", "time_after_2067"),
    ],
)
def test_time_that_cannot_be_placed(text, reason):
    assert reasons_for(booked_at=text) == [reason]


def test_one_bad_time_changes_no_other():
    times = ["2024-03-01T12:00:00Z", "nonsense", "2024-03-01"]
    paid = pay(*({"booked_at": text} for text in times))
    assert paid.accepted["transaction_id"].to_list() == ["t3", "t1"]


def test_assumed_zone_only_for_times_without_one():
    texts = ["2024-07-01T14:00:00", "2024-07-01T14:00:00Z", "2024-07-01"]
    rows = ({"booked_at": text} for text in texts)
    accepted = pay(*rows, settings=BERLIN).accepted.sort("source_line")
    assert accepted["booked_at"].dt.hour().to_list() == [12, 14, 0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2024-10-27T02:30:00", "time_ambiguous"),  # clocks are put back: twice
        ("2024-03-31T02:30:00", "time_impossible"),  # put forward: never
    ],
)
def test_clock_changes_of_the_assumed_zone(text, reason):
    assert pay({"booked_at": text}, settings=BERLIN).reasons == [[reason]]


def test_assumed_zone_that_does_not_exist():
    with pytest.raises(ConfigError, match="IANA"):
        pay({}, settings=Settings(assume_time_zone="Berlin"))


def test_last_day_of_the_data_counts():
    until = Settings(max_quarantined_share=1, data_until=date(2024, 3, 1))
    times = ["2024-03-01T23:59:59Z", "2024-03-02T00:00:00Z"]
    paid = pay(*({"booked_at": text} for text in times), settings=until)
    assert paid.accepted.height == 1
    assert paid.reasons == [["time_in_future"]]


@pytest.mark.parametrize("claimed", ["second", "minute"])
def test_a_day_is_not_precise_to_the_second(claimed):
    reasons = reasons_for(booked_at="2024-03-01", time_precision=claimed)
    assert reasons == ["time_precision_conflict"]


def test_claimed_precision_stands_where_it_may():
    row = {"booked_at": "2024-03-01", "time_precision": "approximate"}
    assert pay(row).accepted["time_precision"].to_list() == ["approximate"]
    assert reasons_for(time_precision="hour") == ["time_precision_unknown"]


@settings(deadline=None, max_examples=60)
@given(
    times=st.lists(
        st.datetimes(datetime(1970, 1, 2), datetime(2067, 12, 30)),  # noqa: DTZ001
        min_size=1,
        max_size=10,
    ),
    hours=st.integers(-14, 14),
)
def test_every_notation_of_a_time_is_the_same_time(times, hours):
    exact = [time.replace(microsecond=0, tzinfo=UTC) for time in times]
    plain = [f"{time:%Y-%m-%dT%H:%M:%S}Z" for time in exact]
    local = [time + timedelta(hours=hours) for time in exact]
    shifted = [f"{time:%Y-%m-%dT%H:%M:%S}{hours:+03}:00" for time in local]
    for texts in (plain, shifted):
        parsed = parse_times(pl.Series(texts), Settings())
        assert parsed["booked_at"].to_list() == exact
        assert parsed["time_flaw"].null_count() == len(exact)
