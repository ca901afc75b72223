"""
Which claims on an account or transaction count, and by how much: none of it twice.

Of alerts of one red flag the strongest counts, of equals the first by id, and each
further one ``repeat`` times what it would count in the place before; of a family that
counts once, the strongest alone. For a transaction so for its evidence, payer and payee
each.
Where red flags often fall on the same accounts they say the same thing. The overlap of
one with another is the share of the accounts it speaks about that the other speaks
about too, believed by half where it speaks about ``believed`` accounts. Beside heavier
red flags, a lighter one keeps its weight less its largest overlap with those.

No red flag tells by itself; several that are independent do. So evidence is multiplied
by how many families it comes from, to a power: as many as would divide it equally, the
square of its sum over the sum of the squares of what each family brings.
"""

import polars as pl

from pipeline.priority import CAPPED_FAMILIES, evidence

MOST_REPEATS = 4  # a fifth would count next to nothing
COARSE = 2**12  # evidence is counted in so many units where it is squared
COUNTED = ("subject", "alert", "evidence", "way", "hops", "via")


def counted_as() -> pl.Expr:
    """The red flag, or its family where that counts once."""
    capped = pl.when(pl.col("family").is_in(CAPPED_FAMILIES)).then("family")
    return capped.otherwise("red_flag")


def overlaps(alerts: pl.DataFrame, believed: int) -> pl.DataFrame:
    """
    counted_as, beside, overlap (above 0) of ``alerts`` (counted_as, account).
    """
    spoken = alerts.select("counted_as", "account").unique()
    size = spoken.group_by("counted_as").agg(size=pl.len())
    return (
        spoken.join(spoken, on="account", suffix="_too")
        .filter(pl.col("counted_as") != pl.col("counted_as_too"))
        .group_by("counted_as", beside="counted_as_too")
        .agg(both=pl.len())
        .join(size, on="counted_as")
        .select(
            "counted_as",
            "beside",
            overlap=pl.col("both") / (pl.col("size") + believed),
        )
        .sort("counted_as", "beside")
    )


def count(
    claims: pl.DataFrame,
    overlap: pl.DataFrame,
    repeat: float = 0.0,
    corroboration: float = 0.0,
) -> pl.DataFrame:
    """
    COUNTED of ``claims`` (subject, alert, counted_as, family, weight, part, way, hops,
    via).

    Of each subject, ``counted_as`` and ``part`` at most ``MOST_REPEATS``. O(claims ·
    log), and for each subject the square of the red flags that count.
    """
    group = ["subject", "counted_as", "part"]
    place = pl.int_range(pl.len()).over(group)
    allowed = pl.when(pl.col("counted_as").is_in(CAPPED_FAMILIES)).then(1)
    by = [*group, "weight", "alert"]
    strongest = (
        claims.filter(evidence(pl.col("weight")) > 0)
        .sort(by, descending=[name == "weight" for name in by])
        .with_columns(place=place)
        .filter(pl.col("place") < allowed.otherwise(MOST_REPEATS))
        .with_columns(weight=pl.col("weight") * repeat ** pl.col("place"))
        .filter(evidence(pl.col("weight")) > 0)
    )
    heaviest = strongest.group_by("subject", "counted_as").agg(pl.col("weight").max())
    pairs = (
        heaviest.join(overlap, on="counted_as")
        .join(
            heaviest.select("subject", beside="counted_as", heavier="weight"),
            on=["subject", "beside"],
        )
        .filter(
            (pl.col("heavier") > pl.col("weight"))
            | (pl.col("heavier") == pl.col("weight"))
            & (pl.col("beside") < pl.col("counted_as"))
        )
        .group_by("subject", "counted_as")
        .agg(pl.col("overlap").max())
    )
    single = (
        strongest.join(
            pairs, on=["subject", "counted_as"], how="left", maintain_order="left"
        )
        .with_columns(
            evidence=evidence(pl.col("weight") * (1 - pl.col("overlap").fill_null(0.0)))
        )
        .filter(pl.col("evidence") > 0)
    )
    return _corroborated(single, corroboration).select(COUNTED)


def _corroborated(counted: pl.DataFrame, power: float) -> pl.DataFrame:
    """``counted`` with its evidence multiplied; whole sums depend on no order."""
    coarse = pl.col("evidence") // COARSE + 1
    brought = counted.group_by("subject", "family").agg(brought=coarse.sum())
    families = brought.group_by("subject").agg(
        families=pl.col("brought").sum().cast(pl.Float64) ** 2
        / (pl.col("brought") ** 2).sum()
    )
    more = pl.col("evidence") * pl.col("families") ** power
    return counted.join(
        families, on="subject", how="left", maintain_order="left"
    ).with_columns(evidence=more.round().cast(pl.Int64))
