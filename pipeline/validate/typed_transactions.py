"""Delivered transactions → their types, and their value in the base currency."""

import polars as pl

from pipeline.reference.codes import currency_codes
from pipeline.schemas import AMOUNT_STATUSES, CHANNELS, COUNTRIES, TIME_PRECISIONS
from pipeline.validate import words
from pipeline.validate.exchange import CrossRates
from pipeline.validate.settings import Settings
from pipeline.validate.times import parse_times
from pipeline.validate.words import given, text_of

col = pl.col
FLAGS = ("sender_named", "receiver_named")
COORDINATES = ("latitude", "longitude")
RETYPED = (
    *("booked_at", "time_precision", "amount", "amount_status", "currency", "channel"),
    *("sender_country", "receiver_country", *FLAGS, *COORDINATES),
)
AMOUNT = col(text_of("amount"))
AMOUNT_STATUS = pl.Enum(AMOUNT_STATUSES)
# Of any currency; in dollars it is nine times what the world earns in a year.
MAX_AMOUNT = 10**15
MAX_CENTS = 2**53  # beyond, neither a float nor a reader of JSON has every integer


def index(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    times = parse_times(rows["booked_at"], settings)
    return times.select(
        rows["transaction_id"].alias("identity"),
        "booked_at",
        "time_flaw",
        day_only=col("stated") == "day",
        stated=col("stated").cast(pl.Enum(TIME_PRECISIONS)),
    )


def typed(rows: pl.DataFrame, rates: CrossRates) -> pl.DataFrame:
    rows = rows.with_columns(
        words.one_of("currency", currency_codes()),
        words.one_of("channel", CHANNELS),
        words.one_of("sender_country", COUNTRIES),
        words.one_of("receiver_country", COUNTRIES),
        *(words.flag(column) for column in FLAGS),
        *(words.real(column) for column in COORDINATES),
        pl.when(given("time_precision"))
        .then(words.one_of("time_precision", TIME_PRECISIONS))
        .otherwise("stated")
        .alias("time_precision"),
        pl.when(given("amount_status"))
        .then(words.one_of("amount_status", AMOUNT_STATUSES))
        .otherwise(
            pl.when(AMOUNT.is_null())
            .then(pl.lit("unknown", AMOUNT_STATUS))
            .otherwise(pl.lit("exact", AMOUNT_STATUS))
        )
        .alias("amount_status"),
        words.money("amount"),
        is_number=AMOUNT.str.contains(words.NUMBER),
    )
    rows = rows.with_columns(
        pl.when(col("amount").abs() <= MAX_AMOUNT).then("amount").alias("amount"),
        rate=rates.at(rows["currency"], rows["booked_at"]),
    )
    return rows.with_columns(value_cents=value_in_cents(rates.base_currency))


def value_in_cents(base_currency: str) -> pl.Expr:
    """
    The amount at the day's rate in hundredths, ties to even.

    Null without a rate, and past ``MAX_CENTS``. In the base currency the decimal itself
    is rounded. In others the product is binary floating point: its error, 1e-16 of the
    value, is far below any rate's own.
    """
    own = (col("amount") * 100).round(0, mode="half_to_even").cast(pl.Int64)
    number = AMOUNT.cast(pl.Float64, strict=False)  # five times faster than the decimal
    product = (number * col("rate") * 100).round(0, mode="half_to_even")
    foreign = product.cast(pl.Int64, strict=False)
    cents = pl.when(col("currency") == base_currency).then(own).otherwise(foreign)
    return pl.when(col("amount").is_not_null() & (cents <= MAX_CENTS)).then(cents)
