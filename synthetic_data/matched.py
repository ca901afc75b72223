"""
Matched pairs for fairness: one world twice, alike but for what must not matter.

``matched(world, "names")`` gives everybody names of another origin, ``"family"``
another country in the register of persons, ``"charity"`` charities another faith or
none. Not one other byte differs: what is then ranked otherwise, is ranked by that.
Where money goes stays as it is: a corridor is a feature on purpose.
"""

from dataclasses import replace
from typing import Literal, get_args

import polars as pl

from pipeline.errors import ConfigError
from synthetic_data.generate import World
from synthetic_data.world.names import family_names, given_names

Swap = Literal["names", "family", "charity"]
# Whose names are given to whom; each has enough of them that no two become one.
ORIGINS = {
    **dict(zip(("DE", "TR", "GB", "US"), ("TR", "GB", "US", "DE"), strict=True)),
    **dict(zip(("FR", "SO", "KE", "ML"), ("SO", "KE", "ML", "FR"), strict=True)),
    **dict(zip(("AE", "PK"), ("PK", "AE"), strict=True)),
}
SPARE = ("Valcombrune",)  # one more family name, where the other origin has fewer
FAITHS = ("Church Aid", "Mosque Fund", "Temple Trust", "Humanist Aid")
RELIEF = "Relief"  # how charities of a world end


def matched(world: World, swap: Swap) -> World:
    """A clone of ``world`` whose parties differ in what ``swap`` names."""
    if swap not in get_args(Swap):
        raise ConfigError(f"{swap} cannot be swapped; use {', '.join(get_args(Swap))}")
    if swap == "names":
        parties = world.parties.with_columns(names=_names(world.parties))
    elif swap == "family":
        other = pl.col("country").replace_strict(ORIGINS, default=pl.col("country"))
        person = pl.col("kind") == "person"
        parties = world.parties.with_columns(
            country=pl.when(person).then(other).otherwise("country")
        )
    else:
        parties = world.parties.with_columns(names=_faiths(world))
    return replace(world, parties=parties)


def _names(parties: pl.DataFrame) -> pl.Series:
    """Equal names stay equal and different ones different; so do second spellings."""
    rows = parties.select("country", "kind", "names").with_row_index("row")
    done = [
        _renamed(rows.filter(pl.col("country") == mine), mine, other)
        for mine, other in ORIGINS.items()
    ]
    unknown = rows.filter(~pl.col("country").is_in(list(ORIGINS)))
    return pl.concat([*done, unknown]).sort("row")["names"]


def _renamed(rows: pl.DataFrame, mine: str, other: str) -> pl.DataFrame:
    given = dict(zip(given_names(mine), given_names(other), strict=False))
    theirs = (*family_names(other), *SPARE)
    family = dict(zip(family_names(mine), theirs, strict=False))
    first = pl.col("names").str.split("|").list.first()
    parts = first.str.splitn(" ", 2).struct
    name = pl.concat_str(
        parts.field("field_0").replace(given),
        parts.field("field_1").replace(family),
        separator=" ",
    )
    second = name + "|" + name + name.str.slice(-1)
    founder = first.str.replace_many(family)
    return rows.with_columns(
        names=pl.when(pl.col("kind") != "person")
        .then(founder)
        .when(pl.col("names").str.contains("|", literal=True))
        .then(second)
        .otherwise(name)
    )


def _faiths(world: World) -> pl.Series:
    charities = world.accounts.filter(kind="npo")["party_id"].unique()
    faith = pl.Series(FAITHS).gather(
        pl.Series(range(world.parties.height)) % len(FAITHS)
    )
    ending = pl.col("names").str.strip_suffix(RELIEF) + pl.lit(faith)
    mine = pl.col("party_id").is_in(charities.implode())
    ends = pl.col("names").str.ends_with(RELIEF)
    chosen = pl.when(mine & ends).then(ending).otherwise("names")
    return world.parties.select(chosen.alias("names")).to_series()
