"""Conditions on delivered text that several contracts share."""

from collections.abc import Iterable
from typing import Any

import dataframely as dy
import polars as pl

# Ids are machine text: an account name of 256 bytes is a broken export, not a name.
MAX_ID_BYTES = 256
# The longest field of a payment message has some 9 kB; names of 10 kB must pass.
MAX_TEXT_BYTES = 65_536
# What is seen in no font: two ids that look the same must be the same.
INVISIBLE = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]"
OUTER_SPACE = r"^\s|\s$"
NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
NOT_FINITE = r"(?i)^[+-]?(nan|inf|infinity)$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def refused_where(condition: pl.Expr) -> Any:
    """A rule of a contract, named after the reason code it is assigned to."""
    return dy.rule()(lambda cls: ~condition.fill_null(False))


def text_of(column: str) -> str:
    """Name of the delivered text of a ``column`` that has been given its type."""
    return f"{column}_text"


def given(column: str) -> pl.Expr:
    return pl.col(text_of(column)).is_not_null()


def unreadable(column: str) -> pl.Expr:
    """Text was delivered, but it is no value of the column's type."""
    return given(column) & pl.col(column).is_null()


def any_unreadable(columns: Iterable[str]) -> pl.Expr:
    return pl.any_horizontal(unreadable(column) for column in columns)


def matches(columns: Iterable[str], pattern: str) -> pl.Expr:
    return pl.any_horizontal(pl.col(c).str.contains(pattern) for c in columns)


def longer(columns: Iterable[str], limit: int) -> pl.Expr:
    return pl.any_horizontal(pl.col(c).str.len_bytes() > limit for c in columns)


def money(column: str) -> pl.Expr:
    """
    The exact decimal, null where the text is no plain number or too long for one.

    Decimals past the eighteenth are rounded: contracts refuse them by the text.
    """
    text = pl.col(text_of(column))
    decimal = text.cast(pl.Decimal(38, 18), strict=False)
    return pl.when(text.str.contains(NUMBER)).then(decimal).alias(column)


def day(column: str) -> pl.Expr:
    """The date, null where the text is no day of the calendar written YYYY-MM-DD."""
    text = pl.col(text_of(column))
    date = text.str.to_date("%Y-%m-%d", strict=False)
    return pl.when(text.str.contains(DAY)).then(date).alias(column)


def one_of(column: str, words: Iterable[str]) -> pl.Expr:
    """The word of the vocabulary, null where the text is none of them."""
    return pl.col(text_of(column)).cast(pl.Enum(words), strict=False).alias(column)


def texts(column: str) -> pl.Expr:
    """The list of a text joined with ``|``; empty items are none."""
    items = pl.col(text_of(column)).str.split("|")
    return items.list.filter(pl.element() != "").fill_null([]).alias(column)


def flag(column: str) -> pl.Expr:
    text = pl.col(text_of(column))
    words = {"true": True, "false": False}
    return text.replace_strict(words, default=None, return_dtype=pl.Boolean).alias(
        column
    )


def real(column: str) -> pl.Expr:
    """A float, null where the text is no plain number."""
    text = pl.col(text_of(column))
    number = text.cast(pl.Float64, strict=False)
    return pl.when(text.str.contains(NUMBER)).then(number).alias(column)
