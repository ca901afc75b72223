"""The contract of a delivered transaction: one rule a reason code."""

from functools import partial
from typing import Any

import dataframely as dy
import polars as pl

from pipeline.reference.codes import currency_codes
from pipeline.reference.currencies import currencies
from pipeline.schemas import RawRow, RawTransactions, Transactions
from pipeline.validate import words
from pipeline.validate.exchange import CrossRates
from pipeline.validate.settings import Settings
from pipeline.validate.table import Table, native_columns
from pipeline.validate.times import TIME_FLAWS
from pipeline.validate.typed_transactions import AMOUNT, RETYPED, index, typed
from pipeline.validate.words import given, refused_where, text_of, unreadable

col = pl.col
IDS = (
    *("transaction_id", "sender_account", "receiver_account", "conductor"),
    *("on_behalf_of", "branch", "device"),
)
DECIMALS = dict(currencies().select("currency", "decimals").iter_rows())
ISSUED = dict(currencies().select("currency", "issued_on").iter_rows())
RETIRED = dict(currencies().select("currency", "retired_on").iter_rows())
NOT_MONEY = currencies().filter(~col("is_money"))["currency"].to_list()


def of_currency(
    facts: dict[str, Any], dtype: pl.DataType | type[pl.DataType]
) -> pl.Expr:
    """What ``facts`` says of each row's currency."""
    column = pl.Series([facts[code] for code in currency_codes()], dtype=dtype)
    return pl.lit(column).gather(col("currency").to_physical())


def decimals_written(column: str) -> pl.Expr:
    """Digits after the point, closing zeros left out."""
    digits = col(text_of(column)).str.strip_chars_end("0")
    point = digits.str.find(".", literal=True)
    return (digits.str.len_bytes() - 1 - point).fill_null(0)


DAY = col("booked_at").dt.date()


class ArrivingTransactions(Transactions):
    """``Transactions`` with the text delivered for it, and why a row is refused."""

    position = dy.UInt32()
    repeated = dy.Bool()
    conflicting = dy.Bool()
    time_flaw = dy.Enum(TIME_FLAWS, nullable=True)
    day_only = dy.Bool()
    is_number = dy.Bool(nullable=True)
    rate = dy.Float64(nullable=True)
    time_precision_text = dy.String(nullable=True)
    amount_text = dy.String(nullable=True)
    amount_status_text = dy.String(nullable=True)
    currency_text = dy.String(nullable=True)
    channel_text = dy.String(nullable=True)
    sender_country_text = dy.String(nullable=True)
    receiver_country_text = dy.String(nullable=True)
    sender_named_text = dy.String(nullable=True)
    receiver_named_text = dy.String(nullable=True)
    latitude_text = dy.String(nullable=True)
    longitude_text = dy.String(nullable=True)

    duplicate_row = refused_where(col("repeated"))
    id_conflict = refused_where(col("conflicting"))
    transaction_id_missing = refused_where(col("transaction_id").is_null())
    sender_account_missing = refused_where(col("sender_account").is_null())
    receiver_account_missing = refused_where(col("receiver_account").is_null())
    id_invisible_character = refused_where(words.matches(IDS, words.INVISIBLE))
    id_outer_space = refused_where(words.matches(IDS, words.OUTER_SPACE))
    id_too_long = refused_where(words.longer(IDS, words.MAX_ID_BYTES))
    text_too_long = refused_where(words.longer(["purpose"], words.MAX_TEXT_BYTES))

    time_missing = refused_where(col("time_flaw") == "time_missing")
    time_malformed = refused_where(col("time_flaw") == "time_malformed")
    time_leap_second = refused_where(col("time_flaw") == "time_leap_second")
    time_impossible = refused_where(col("time_flaw") == "time_impossible")
    time_without_zone = refused_where(col("time_flaw") == "time_without_zone")
    time_ambiguous = refused_where(col("time_flaw") == "time_ambiguous")
    time_before_1970 = refused_where(col("time_flaw") == "time_before_1970")
    time_after_2067 = refused_where(col("time_flaw") == "time_after_2067")
    time_in_future = refused_where(col("time_flaw") == "time_in_future")
    time_precision_unknown = refused_where(unreadable("time_precision"))
    time_precision_conflict = refused_where(
        col("day_only") & col("time_precision").is_in(["second", "minute"])
    )

    amount_missing = refused_where(
        AMOUNT.is_null() & (col("amount_status") != "unknown")
    )
    amount_status_invalid = refused_where(unreadable("amount_status"))
    amount_status_conflict = refused_where(
        AMOUNT.is_not_null() & (col("amount_status") == "unknown")
    )
    amount_not_finite = refused_where(AMOUNT.str.contains(words.NOT_FINITE))
    amount_malformed = refused_where(
        ~col("is_number") & ~AMOUNT.str.contains(words.NOT_FINITE)
    )
    amount_negative = refused_where(col("amount") < 0)
    amount_zero = refused_where(col("amount") == 0)
    amount_finer_than_currency = refused_where(
        col("is_number")
        & (decimals_written("amount") > of_currency(DECIMALS, pl.UInt8))
    )
    amount_too_large = refused_where(
        col("is_number")
        & (
            col("amount").is_null()
            | (col("rate").is_not_null() & col("value_cents").is_null())
        )
    )

    currency_missing = refused_where(~given("currency"))
    currency_unknown = refused_where(unreadable("currency"))
    currency_not_money = refused_where(col("currency").is_in(NOT_MONEY))
    currency_not_yet_issued = refused_where(of_currency(ISSUED, pl.Date) > DAY)
    currency_retired = refused_where(of_currency(RETIRED, pl.Date) < DAY)
    fx_missing = refused_where(
        AMOUNT.is_not_null()
        & col("booked_at").is_not_null()
        & col("currency").is_not_null()
        & col("rate").is_null()
    )

    channel_missing = refused_where(~given("channel"))
    channel_unknown = refused_where(unreadable("channel"))
    country_unknown = refused_where(
        unreadable("sender_country") | unreadable("receiver_country")
    )
    flag_malformed = refused_where(
        unreadable("sender_named") | unreadable("receiver_named")
    )
    merchant_category_malformed = refused_where(
        ~col("merchant_category").str.contains(r"^\d{4}$")
    )
    coordinate_malformed = refused_where(
        unreadable("latitude") | unreadable("longitude")
    )
    coordinate_out_of_range = refused_where(
        (col("latitude").abs() > 90) | (col("longitude").abs() > 180)
    )


def transactions_table(rates: CrossRates, settings: Settings) -> Table:
    return Table(
        name="transactions",
        native=native_columns(RawTransactions, RawRow),
        retyped=RETYPED,
        contract=ArrivingTransactions,
        accepts=Transactions,
        indexed=("transaction_id", "booked_at"),
        index=partial(index, settings=settings),
        sort_by=("booked_at", "identity"),
        typed=partial(typed, rates=rates),
    )
