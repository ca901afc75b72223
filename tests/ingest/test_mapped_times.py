"""Times: what a format writes it reads back, in the zone that the bank means."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.ingest.mapped_times import booked_at
from pipeline.ingest.mapping import Times

PRAGUE = "Europe/Prague"
SKIPPED, REPEATED = "2024-03-31 02:30:00", "2024-10-27 02:30:00"


def read(*texts, **times):
    frame = pl.DataFrame({"text": texts}, {"text": pl.String})
    expression = booked_at(pl.col("text"), Times(**times))
    return [tuple(found.values()) for found in frame.select(expression).to_series()]


def instants(*texts, **times):
    return [instant for instant, _ in read(*texts, **times)]


@given(
    # Years that validate accepts: 69 as two digits is read either way beyond them.
    moment=st.datetimes(datetime(1970, 1, 2), datetime(2067, 12, 30)),  # noqa: DTZ001 # local time
    zone=st.sampled_from([PRAGUE, "America/New_York", "Asia/Kathmandu", "UTC"]),
    form=st.sampled_from(
        [
            "%d.%m.%Y %H:%M:%S",
            "%m/%d/%Y %I:%M:%S %p",
            "%Y%m%d%H%M%S",
            "%y-%m-%dT%H:%M:%S.%f",
            "%d-%b-%Y %H:%M",
            "%B %d %Y %H:%M",
        ]
    ),
)
@settings(deadline=None, max_examples=80)
def test_local_time_reads_back_as_the_instant_it_was(moment, zone, form):
    text = moment.strftime(form)
    kept = datetime.strptime(text, form)  # noqa: DTZ007 # local time
    early, late = (
        kept.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)
        for fold in (0, 1)
    )
    (found,) = instants(text, formats=(form,), zone=zone)
    if early == late:
        assert found is not None
        assert datetime.fromisoformat(found) == early
    else:  # the clock changed there
        assert found is None


@given(st.dates(datetime(1000, 1, 1, tzinfo=UTC).date()))
@settings(deadline=None, max_examples=40)
def test_day_stays_the_day_whatever_the_zone(day):
    found = read(f"{day:%Y-%m-%d}", formats=("%Y-%m-%d",), zone="Pacific/Apia")
    assert found == [(f"{day:%Y-%m-%d}T00:00:00Z", "day")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-07-01", ("2024-07-01T00:00:00Z", "day")),
        ("2024-07-01T10:30", ("2024-07-01T08:30:00Z", "minute")),
        ("2024-07-01 10:30:15", ("2024-07-01T08:30:15Z", "second")),
        ("2024-07-01T10:30:15.25", ("2024-07-01T08:30:15.250000Z", "second")),
        ("2024-07-01T10:30:15Z", ("2024-07-01T10:30:15Z", "second")),
        ("2024-07-01T10:30:15+05:30", ("2024-07-01T05:00:15Z", "second")),
        ("2024-07-01T10:30:15.000001-0400", ("2024-07-01T14:30:15.000001Z", "second")),
    ],
)
def test_iso_is_read_in_its_forms(text, expected):
    assert read(text, zone=PRAGUE) == [expected]


def test_iso_time_without_zone_is_not_read_unless_one_is_declared():  # C5
    assert instants("2024-07-01T10:30:15", "2024-07-01") == [
        None,
        "2024-07-01T00:00:00Z",
    ]


def test_skipped_and_repeated_times_are_left_unless_told():  # C5
    assert instants(SKIPPED, REPEATED, zone=PRAGUE) == [None, None]
    told = {"zone": PRAGUE, "gap": "before", "fold": "earlier"}
    assert instants(SKIPPED, REPEATED, **told) == [
        "2024-03-31T01:30:00Z",
        "2024-10-27T00:30:00Z",
    ]
    told = {"zone": PRAGUE, "gap": "after", "fold": "later"}
    assert instants(SKIPPED, REPEATED, **told) == [
        "2024-03-31T00:30:00Z",
        "2024-10-27T01:30:00Z",
    ]


def test_skipped_times_agree_with_python():  # C5
    before, after = (
        instants(SKIPPED, zone=PRAGUE, gap=gap)[0] for gap in ("before", "after")
    )
    skipped = datetime.fromisoformat(SKIPPED).replace(tzinfo=ZoneInfo(PRAGUE))
    assert datetime.fromisoformat(before) == skipped.astimezone(UTC)
    assert datetime.fromisoformat(after) == skipped.replace(fold=1).astimezone(UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("930231", "931301", "93010", "9301011", " 930101", "930101 ", "1e5", ""),
        *("٩٣٠١٠١", "９３０１０１", "93-01-01", "-30101"),
    ],
)
def test_text_that_does_not_fit_wholly_is_no_date(text):  # C5
    assert instants(text, formats=("%y%m%d",)) == [None]


@pytest.mark.parametrize("text", ["2024-02-01 10:00:60", "2024-02-01 24:00:00"])
def test_impossible_clock_is_no_time(text):  # C5
    assert instants(text, zone="UTC") == [None]


def test_far_years_are_read_for_validation_to_judge():  # C5
    assert instants("9999-12-31", "0001-01-01") == [
        "9999-12-31T00:00:00Z",
        "0001-01-01T00:00:00Z",
    ]


def test_value_that_two_formats_read_differently_is_not_chosen():  # C5
    formats = ("%d/%m/%Y", "%m/%d/%Y")
    assert instants("01/02/2024", "13/02/2024", "03/03/2024", formats=formats) == [
        None,
        "2024-02-13T00:00:00Z",
        "2024-03-03T00:00:00Z",
    ]


def test_two_digit_years_follow_the_declared_century():
    form = {"formats": ("%y%m%d",)}
    assert instants("690101", "700101", **form) == [
        "2069-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
    ]
    early = instants("690101", "000228", "000229", two_digit_years_from=1900, **form)
    assert early == ["1969-01-01T00:00:00Z", "1900-02-28T00:00:00Z", None]
    late = instants("700101", "990101", two_digit_years_from=1980, **form)
    assert late == ["2070-01-01T00:00:00Z", "1999-01-01T00:00:00Z"]


def test_epochs_count_from_1970():
    assert instants("86400", "-1", "1.5", formats=("epoch_seconds",)) == [
        "1970-01-02T00:00:00Z",
        "1969-12-31T23:59:59Z",
        None,
    ]
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=1_234)
    (found,) = instants("1234", formats=("epoch_milliseconds",))
    assert datetime.fromisoformat(found) == moment


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ("%d.%m", "a year"),
        ("%Y", "a month"),
        ("%d.%m.%Y %H", "minutes"),
        ("%d.%m.%Y %I:%M", "%p"),
        ("%d.%m.%Y %H:%M %p", "%I beside %p"),
        ("%d.%m.%y %Y", "a year, once"),
        ("%d.%m.%Y %H:%M:%S,%f", "%f"),
        ("%x", "'%x' is not read"),
        ("%d.%m.%Y%", "'%' is not read"),
    ],
)
def test_format_that_needs_guessing_is_refused(form, why):
    with pytest.raises(ConfigError, match=why):
        instants("1", formats=(form,), zone="UTC")
