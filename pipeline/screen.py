"""
Screening: parties against a plain list, as of each entry's dates; a person decides.

The list is a CSV with the columns entity, names, identifiers, listed_from, listed_to
(exclusive; empty: still), list; names or identifiers are joined with ``|``, an
identifier is ``type:value``. An identifier matches exactly. A name matches when it is
the same after folding case, accents and word order, or nearly so (``similar_names``);
names of fewer than four letters are everybody's and never match. A hit is a lead: of a
name alone it is mostly another person.
"""

from typing import Annotated

import msgspec
import polars as pl

from pipeline.errors import InputError
from pipeline.schemas import conform
from pipeline.similar_names import similar, words_in_order

PAIR = ["party_id", "list_name", "entity", "matched_on"]
DAYS = ("listed_from", "listed_to")


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    list_file: Annotated[
        str | None,
        msgspec.Meta(
            description="CSV of listed entities. Unset: nobody is screened, and the "
            "red flags that need it are reported as not testable."
        ),
    ] = None
    min_similarity: Annotated[
        float,
        msgspec.Meta(
            ge=0.8,
            le=1,
            description="Of a name to a listed one. The catalogue's 0.92 (TF-INFO-04): "
            "one letter of some twelve. 1: only the same name.",
        ),
    ] = 0.92


def screen(
    parties: pl.LazyFrame, watchlist: pl.LazyFrame, settings: Settings
) -> dict[str, pl.DataFrame]:
    """
    ``screening_lists`` and ``screening_hits``: of a party and an entity at most one by
    identifier and one by name, the most similar, for each period it was listed in.

    ``watchlist`` has the CSV's columns as text. Raises InputError for entries without
    entity or list, and for days that are none.
    """
    listed = _dated(watchlist.collect())
    people = parties.select("party_id", "names", "identifiers").collect()
    hits = pl.concat(
        [_by_identifier(people, listed), _by_name(people, listed, settings)]
    )
    lists = listed.group_by(list_name="list").agg(entries=pl.len()).sort("list_name")
    return {
        "screening_lists": conform("screening_lists", lists),
        "screening_hits": conform("screening_hits", hits).sort(*PAIR, *DAYS),
    }


def _dated(listed: pl.DataFrame) -> pl.DataFrame:
    """The entries with days as dates; their first place where they are wrong."""
    days = listed.with_row_index("line", 2).with_columns(
        pl.col(day).str.to_date("%Y-%m-%d", strict=False).alias(f"{day}_read")
        for day in DAYS
    )
    unread = [pl.col(d).is_not_null() & pl.col(f"{d}_read").is_null() for d in DAYS]
    wrong = days.filter(
        pl.any_horizontal(pl.col("entity", "list").is_null())
        | pl.any_horizontal(unread)
        | (pl.col("listed_to_read") < pl.col("listed_from_read"))
    )
    if wrong.height:
        raise InputError(
            f"{wrong.height} of {listed.height} entries of screen.list_file cannot be "
            f"used, first on line {wrong['line'][0]}. Each needs entity and list; "
            "listed_from and listed_to are YYYY-MM-DD, in that order, or empty."
        )
    return days.with_columns(pl.col(f"{day}_read").alias(day) for day in DAYS)


def _by_identifier(people: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    field = pl.element().struct.field
    mine = _each(
        people.select(
            "party_id",
            key=pl.col("identifiers").list.eval(
                pl.concat_str(field("type"), field("value"), separator=":")
            ),
        )
    )
    keys = _each(listed.select("entity", "list", *DAYS, key=_split("identifiers")))
    return _hits(mine.join(keys, on="key").with_columns(similarity=1.0), exact=True)


def _by_name(
    people: pl.DataFrame, listed: pl.DataFrame, settings: Settings
) -> pl.DataFrame:
    mine = _each(people.select("party_id", key="names"))
    keys = _each(listed.select("entity", "list", *DAYS, key=_split("names")))
    mine, keys = (
        names.with_columns(words_in_order(names["key"]).alias("key"))
        for names in (mine, keys)
    )
    pairs = similar(mine["key"], keys["key"], settings.min_similarity)
    found = mine.join(pairs, left_on="key", right_on="mine").join(
        keys, left_on="listed", right_on="key"
    )
    return _hits(found, exact=False)


def _split(column: str) -> pl.Expr:
    return pl.col(column).str.split("|").list.eval(pl.element().str.strip_chars())


def _each(keyed: pl.DataFrame) -> pl.DataFrame:
    return keyed.explode("key", empty_as_null=False, keep_nulls=False).filter(
        pl.col("key") != ""
    )


def _hits(found: pl.DataFrame, exact: bool) -> pl.DataFrame:
    return (
        found.select(
            "party_id",
            "entity",
            "similarity",
            *DAYS,
            list_name="list",
            matched_on=pl.lit("identifier" if exact else "name"),
            exact_identifier=pl.lit(exact),
        )
        .sort(*PAIR, *DAYS, "similarity", descending=[False] * 6 + [True])
        .unique([*PAIR, *DAYS], keep="first", maintain_order=True)
    )
