"""The contract of a delivered relation: one rule a reason code."""

import dataframely as dy
import polars as pl

from pipeline.schemas import RELATIONS as WORDS
from pipeline.schemas import RawRelations, RawRow, Relations
from pipeline.validate import words
from pipeline.validate.table import Table, native_columns
from pipeline.validate.words import given, refused_where, unreadable

col = pl.col
IDS = ("a", "b")
DAYS = ("valid_from", "valid_to")


class ArrivingRelations(Relations):
    """``Relations`` with the text delivered for it, and why a row is refused."""

    position = dy.UInt32()
    repeated = dy.Bool()
    conflicting = dy.Bool()
    relation_text = dy.String(nullable=True)
    valid_from_text = dy.String(nullable=True)
    valid_to_text = dy.String(nullable=True)

    duplicate_row = refused_where(col("repeated"))
    id_conflict = refused_where(col("conflicting"))
    a_missing = refused_where(col("a").is_null())
    b_missing = refused_where(col("b").is_null())
    id_invisible_character = refused_where(words.matches(IDS, words.INVISIBLE))
    id_outer_space = refused_where(words.matches(IDS, words.OUTER_SPACE))
    id_too_long = refused_where(words.longer(IDS, words.MAX_ID_BYTES))
    text_too_long = refused_where(words.longer(["source"], words.MAX_TEXT_BYTES))
    relation_missing = refused_where(~given("relation"))
    relation_unknown = refused_where(unreadable("relation"))
    date_malformed = refused_where(words.any_unreadable(DAYS))
    dates_reversed = refused_where(col("valid_to") < col("valid_from"))


def index(rows: pl.DataFrame) -> pl.DataFrame:
    """A relation has no id: only the same row once more shares its identity."""
    columns = [col(name).fill_null("") for name in native_columns(RawRelations, RawRow)]
    return rows.select(identity=pl.concat_str(columns, separator="\x1f"))


def typed(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        words.one_of("relation", WORDS), *(words.day(column) for column in DAYS)
    )


RELATIONS = Table(
    name="relations",
    native=native_columns(RawRelations, RawRow),
    retyped=("relation", *DAYS),
    contract=ArrivingRelations,
    accepts=Relations,
    indexed=native_columns(RawRelations, RawRow),
    index=index,
    sort_by=("identity",),
    typed=typed,
)
