"""ISO 8601 text → UTC, or why not."""

from datetime import date, datetime

import polars as pl

from pipeline.errors import ConfigError
from pipeline.validate.settings import Settings

# Flaws in the order of judgement: the first that holds is the one reported.
TIME_FLAWS = (
    *("time_missing", "time_malformed", "time_leap_second", "time_impossible"),
    *("time_without_zone", "time_ambiguous", "time_before_1970", "time_after_2067"),
    "time_in_future",
)
TIME_FLAW = pl.Enum(TIME_FLAWS)
STATED = pl.Enum(("second", "minute", "day"))  # how much of a time the text spells out
UTC = pl.Datetime("us", "UTC")
FIRST, PAST = datetime(1970, 1, 1), datetime(2068, 1, 1)  # noqa: DTZ001 # as literals
# Most deliveries write nothing else, and this is three times faster than the general.
PLAIN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9]Z$"
GENERAL = (
    r"^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ](?<clock>[0-9]{2}:[0-9]{2})"
    r"(?::(?<second>[0-9]{2})(?:\.(?<part>[0-9]{1,9}))?)?"
    r"(?<zone>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?$"
)
FARTHEST_ZONE = 15 * 60  # minutes; clocks differ from UTC by at most 14 hours


def parse_times(text: pl.Series, settings: Settings) -> pl.DataFrame:
    """
    ``booked_at`` (UTC), ``stated`` (how much was spelt out) and ``time_flaw``, by row.

    A day alone is its 00:00 UTC. Parts of a second beyond the sixth decimal are cut.
    A row has either a time or a flaw.
    """
    if text.str.contains(PLAIN).all(ignore_nulls=False):
        plain = text.str.head(19).str.to_datetime(
            "%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False
        )
        frame = pl.DataFrame({"utc": plain}).with_columns(
            stated=pl.lit("second", STATED),
            flaw=pl.when(pl.col("utc").is_null()).then(pl.lit("time_impossible")),
        )
    else:
        frame = _general(text, settings.assume_time_zone)
    utc, until = pl.col("utc"), settings.data_until
    flaw = (
        pl.when(pl.col("flaw").is_not_null())
        .then("flaw")
        .when(utc < FIRST)
        .then(pl.lit("time_before_1970"))
        .when(utc >= PAST)
        .then(pl.lit("time_after_2067"))
        .when(utc.dt.date() > (until or date.max))
        .then(pl.lit("time_in_future"))
    )
    return frame.with_columns(time_flaw=flaw.cast(TIME_FLAW)).select(
        pl.when(pl.col("time_flaw").is_null())
        .then(utc.dt.replace_time_zone("UTC"))
        .alias("booked_at"),
        "stated",
        "time_flaw",
    )


def refuse_unknown_zone(name: str) -> None:
    """ConfigError for a zone that polars, which brings its own zones, does not have."""
    try:
        pl.Series([FIRST]).dt.replace_time_zone(name)
    except pl.exceptions.ComputeError as error:
        raise ConfigError(
            "validate.assume_time_zone is no zone of the IANA database; "
            "write it like Europe/Berlin, or leave it out."
        ) from error


def _general(text: pl.Series, assumed_zone: str | None) -> pl.DataFrame:
    """``utc`` (naive), ``stated`` and ``flaw`` for any of the notations."""
    day, clock, second, zone = map(pl.col, ("day", "clock", "second", "zone"))
    frame = pl.DataFrame({"text": text}).with_columns(
        pl.col("text").str.extract_groups(GENERAL).struct.unnest()
    )
    spelt = pl.format(
        "{}T{}:{}.{}",
        day,
        clock.fill_null("00:00"),
        second.fill_null("00"),
        pl.col("part").fill_null("0"),
    )
    sign = pl.when(zone.str.starts_with("-")).then(-1).otherwise(1)
    hours = zone.str.slice(1, 2).cast(pl.Int32, strict=False).fill_null(0)
    minutes = zone.str.extract("([0-9]{2})$").cast(pl.Int32, strict=False)
    minutes = pl.when(zone.str.len_bytes() > 3).then(minutes).otherwise(0)
    frame = frame.with_columns(
        local=spelt.str.to_datetime(
            "%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False
        ),
        offset=sign * (hours * 60 + minutes),
        far=(hours * 60 + minutes > FARTHEST_ZONE) | (minutes > 59),
        zoneless=clock.is_not_null() & zone.is_null(),
    )
    frame = frame.with_columns(
        _in_zone(assumed_zone) if assumed_zone else _no_zone_assumed()
    )
    flaw = (
        pl.when(pl.col("text").is_null())
        .then(pl.lit("time_missing"))
        .when(day.is_null())
        .then(pl.lit("time_malformed"))
        .when(second == "60")
        .then(pl.lit("time_leap_second"))
        .when(pl.col("local").is_null() | pl.col("far"))
        .then(pl.lit("time_impossible"))
        .when("zoneless")
        .then("zone_flaw")
    )
    return frame.select(
        utc=pl.when("zoneless")
        .then("assumed")
        .otherwise(pl.col("local") - pl.duration(minutes="offset")),
        stated=pl.when(second.is_not_null())
        .then(pl.lit("second"))
        .when(clock.is_not_null())
        .then(pl.lit("minute"))
        .otherwise(pl.lit("day"))
        .cast(STATED),
        flaw=flaw,
    )


def _no_zone_assumed() -> list[pl.Expr]:
    return [
        pl.lit(None, pl.Datetime("us")).alias("assumed"),
        pl.lit("time_without_zone").alias("zone_flaw"),
    ]


def _in_zone(name: str) -> list[pl.Expr]:
    """``local`` as a clock in the zone shows it: some times come twice, some never."""
    local = pl.col("local").dt
    first = local.replace_time_zone(name, ambiguous="earliest", non_existent="null")
    only = local.replace_time_zone(name, ambiguous="null", non_existent="null")
    return [
        only.dt.convert_time_zone("UTC").dt.replace_time_zone(None).alias("assumed"),
        pl.when(first.is_null())
        .then(pl.lit("time_impossible"))
        .when(only.is_null())
        .then(pl.lit("time_ambiguous"))
        .alias("zone_flaw"),
    ]
