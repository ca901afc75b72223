"""The contract of a delivered party: one rule a reason code."""

import dataframely as dy
import polars as pl

from pipeline.schemas import COUNTRIES, PARTY_KINDS, Parties, RawParties, RawRow
from pipeline.validate import words
from pipeline.validate.table import Table, native_columns
from pipeline.validate.words import refused_where, text_of, unreadable

col = pl.col
LISTS = ("names", "addresses", "phones", "devices", "programme_countries")
PAIRS = ("dates", "identifiers")  # lists of type:value
PAIR = r"^([^:]+):(.+)$"


class ArrivingParties(Parties):
    """``Parties`` with the text delivered for it, and why a row is refused."""

    party_id = dy.String(nullable=True)  # unique by find_twins, over all batches
    position = dy.UInt32()
    repeated = dy.Bool()
    conflicting = dy.Bool()
    kind_text = dy.String(nullable=True)
    country_text = dy.String(nullable=True)
    names_text = dy.String(nullable=True)
    addresses_text = dy.String(nullable=True)
    phones_text = dy.String(nullable=True)
    devices_text = dy.String(nullable=True)
    programme_countries_text = dy.String(nullable=True)
    bad_dates = dy.Bool()
    bad_identifiers = dy.Bool()

    duplicate_row = refused_where(col("repeated"))
    id_conflict = refused_where(col("conflicting"))
    party_id_missing = refused_where(col("party_id").is_null())
    id_invisible_character = refused_where(words.matches(["party_id"], words.INVISIBLE))
    id_outer_space = refused_where(words.matches(["party_id"], words.OUTER_SPACE))
    id_too_long = refused_where(words.longer(["party_id"], words.MAX_ID_BYTES))
    text_too_long = refused_where(
        words.longer([text_of(column) for column in LISTS], words.MAX_TEXT_BYTES)
    )
    kind_unknown = refused_where(unreadable("kind"))
    country_unknown = refused_where(
        unreadable("country")
        | ~col("programme_countries")
        .list.eval(pl.element().is_in(COUNTRIES))
        .list.all()
    )
    date_malformed = refused_where(col("bad_dates"))
    identifier_malformed = refused_where(col("bad_identifiers"))


def index(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(identity="party_id")


def typed(rows: pl.DataFrame) -> pl.DataFrame:
    rows = rows.with_columns(
        words.one_of("kind", PARTY_KINDS),
        words.one_of("country", COUNTRIES),
        *(words.texts(column) for column in (*LISTS, *PAIRS)),
    )
    kind = pl.element().str.extract(PAIR, 1).alias("type")
    value = pl.element().str.extract(PAIR, 2).alias("value")
    day = pl.when(value.str.contains(words.DAY)).then(
        value.str.to_date("%Y-%m-%d", strict=False)
    )
    rows = rows.with_columns(
        col("dates").list.eval(pl.struct(kind, day.alias("value"))),
        col("identifiers").list.eval(pl.struct(kind, value)),
    )
    return rows.with_columns(
        _incomplete(column).alias(f"bad_{column}") for column in PAIRS
    )


def _incomplete(column: str) -> pl.Expr:
    return (
        col(column)
        .list.eval(
            pl.any_horizontal(
                pl.element().struct.field("type").is_null(),
                pl.element().struct.field("value").is_null(),
            )
        )
        .list.any()
    )


PARTIES = Table(
    name="parties",
    native=native_columns(RawParties, RawRow),
    retyped=("kind", "country", *LISTS, *PAIRS),
    contract=ArrivingParties,
    accepts=Parties,
    indexed=("party_id",),
    index=index,
    sort_by=("identity",),
    typed=typed,
)
