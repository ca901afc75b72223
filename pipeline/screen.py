"""
Screening: parties against a plain list, as of each entry's dates; a person decides.

The list is a CSV with the columns entity, names, identifiers, listed_from, listed_to,
list; names or identifiers are joined with ``|``, an identifier is ``type:value``.
An identifier matches exactly; a name matches when it is the same after Unicode and case
folding, and only if it has at least four letters, since shorter ones are everybody's.
"""

import unicodedata
from typing import Annotated

import msgspec
import polars as pl

from pipeline.schemas import conform

LEAST_LETTERS = 4


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    list_file: Annotated[
        str | None,
        msgspec.Meta(
            description="CSV of listed entities. Unset: nobody is screened, and the "
            "red flags that need it are reported as not testable."
        ),
    ] = None


def screen(parties: pl.LazyFrame, watchlist: pl.LazyFrame) -> dict[str, pl.DataFrame]:
    """
    ``screening_lists`` and ``screening_hits``, the latter each pair once a key.

    ``watchlist`` has the CSV's columns as text.
    """
    people = parties.select("party_id", "names", "identifiers").collect()
    listed = watchlist.collect()
    hits = pl.concat(
        [
            _keys(people, listed.rows(named=True), "identifiers", exact=True),
            _keys(people, listed.rows(named=True), "names", exact=False),
        ]
    )
    lists = listed.group_by(list_name="list").agg(entries=pl.len()).sort("list_name")
    return {
        "screening_lists": conform("screening_lists", lists),
        "screening_hits": conform("screening_hits", hits).sort(
            "party_id", "list_name", "entity", "matched_on"
        ),
    }


def fold(name: str) -> str:
    """Case, accents and spacing away; letters and digits of any script stay."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(
        c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)
    )
    return " ".join(kept.split())


def _keys(
    people: pl.DataFrame, listed: list[dict[str, str | None]], column: str, exact: bool
) -> pl.DataFrame:
    entries = []
    for entry in listed:
        for text in (entry[column] or "").split("|"):
            key = text.strip() if exact else fold(text)
            if exact or sum(c.isalpha() for c in key) >= LEAST_LETTERS:
                entries.append({**entry, "key": key})
    entries = [entry for entry in entries if entry["key"]]
    each = people.select("party_id", column).explode(
        column, empty_as_null=False, keep_nulls=False
    )
    if exact:
        field = pl.col(column).struct.field
        mine = each.with_columns(
            key=pl.concat_str(field("type"), field("value"), separator=":")
        )
    else:
        mine = each.with_columns(
            key=pl.col(column).map_elements(fold, return_dtype=pl.String)
        )
    schema = dict.fromkeys(
        ("entity", "list", "listed_from", "listed_to", "key"), pl.String
    )
    day = pl.col("listed_from", "listed_to").str.to_date("%Y-%m-%d")
    return (
        mine.select("party_id", "key")
        .join(pl.DataFrame(entries, schema=schema), on="key")
        .with_columns(
            day,
            list_name=pl.col("list"),
            matched_on=pl.lit("identifier" if exact else "name"),
            similarity=pl.lit(1.0),
            exact_identifier=pl.lit(exact),
        )
        .unique(["party_id", "list_name", "entity", "matched_on"], keep="first")
    )
