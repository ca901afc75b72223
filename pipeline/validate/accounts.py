"""The contract of a delivered account: one rule a reason code."""

import dataframely as dy
import polars as pl

from pipeline.reference.codes import currency_codes
from pipeline.schemas import (
    ACCOUNT_KINDS,
    COUNTRIES,
    SERVICES,
    Accounts,
    RawAccounts,
    RawRow,
)
from pipeline.validate import words
from pipeline.validate.table import Table, native_columns
from pipeline.validate.transactions import NOT_MONEY
from pipeline.validate.words import refused_where, unreadable

col = pl.col
IDS = ("account_id", "party_id")
MONEY = ("declared_monthly_income", "credit_limit")
DAYS = ("opened_on", "closed_on")


class ArrivingAccounts(Accounts):
    """``Accounts`` with the text delivered for it, and why a row is refused."""

    account_id = dy.String(nullable=True)  # unique by find_twins, over all batches
    position = dy.UInt32()
    repeated = dy.Bool()
    conflicting = dy.Bool()
    kind_text = dy.String(nullable=True)
    country_text = dy.String(nullable=True)
    currency_text = dy.String(nullable=True)
    opened_on_text = dy.String(nullable=True)
    closed_on_text = dy.String(nullable=True)
    declared_monthly_income_text = dy.String(nullable=True)
    credit_limit_text = dy.String(nullable=True)
    service_text = dy.String(nullable=True)
    registered_text = dy.String(nullable=True)

    duplicate_row = refused_where(col("repeated"))
    id_conflict = refused_where(col("conflicting"))
    account_id_missing = refused_where(col("account_id").is_null())
    id_invisible_character = refused_where(words.matches(IDS, words.INVISIBLE))
    id_outer_space = refused_where(words.matches(IDS, words.OUTER_SPACE))
    id_too_long = refused_where(words.longer(IDS, words.MAX_ID_BYTES))
    text_too_long = refused_where(words.longer(["institution"], words.MAX_TEXT_BYTES))
    kind_unknown = refused_where(unreadable("kind"))
    service_unknown = refused_where(unreadable("service"))
    flag_malformed = refused_where(unreadable("registered"))
    country_unknown = refused_where(unreadable("country"))
    currency_unknown = refused_where(unreadable("currency"))
    currency_not_money = refused_where(col("currency").is_in(NOT_MONEY))
    date_malformed = refused_where(words.any_unreadable(DAYS))
    dates_reversed = refused_where(col("closed_on") < col("opened_on"))
    money_malformed = refused_where(words.any_unreadable(MONEY))
    money_negative = refused_where(pl.any_horizontal(col(c) < 0 for c in MONEY))


def index(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(identity="account_id")


def typed(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        words.one_of("kind", ACCOUNT_KINDS),
        words.one_of("service", SERVICES),
        words.flag("registered"),
        words.one_of("country", COUNTRIES),
        words.one_of("currency", currency_codes()),
        *(words.day(column) for column in DAYS),
        *(words.money(column) for column in MONEY),
    )


ACCOUNTS = Table(
    name="accounts",
    native=native_columns(RawAccounts, RawRow),
    retyped=(
        *("kind", "service", "registered", "country", "currency"),
        *(*DAYS, *MONEY),
    ),
    contract=ArrivingAccounts,
    accepts=Accounts,
    indexed=("account_id",),
    index=index,
    sort_by=("identity",),
    typed=typed,
)
