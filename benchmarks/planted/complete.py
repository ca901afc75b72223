"""Which attempts are complete: the shape they are named after is in the data."""

from collections.abc import Callable

import polars as pl

from benchmarks.planted.made import MADE

# Smaller ones are what any account does: three pay one within days.
LEAST_FAN = 5
LEAST_WAIST = 4  # as the catalogue has it
LEAST_SIDE = 3


def complete(attempts: pl.DataFrame) -> set[int]:
    return {
        number
        for (name, number), one in attempts.group_by("typology", "attempt")
        if name in MADE or RULES[str(name).partition(",")[0]](one.sort("time"))
    }


def _cycle(paid: pl.DataFrame) -> bool:
    """Each payment goes on from the one before, the last to the first sender."""
    following = paid["sender"].shift(-1, fill_value=paid["sender"][0])
    return bool((paid["receiver"] == following).all())


def _waist(paid: pl.DataFrame) -> bool:
    ends = pl.concat([paid["sender"], paid["receiver"]])
    waist = ends.value_counts().sort("count")[-1, 0]
    sides = (paid.filter(pl.col(end) == waist) for end in ("receiver", "sender"))
    return all(side.height >= LEAST_WAIST for side in sides)


def _scatter_gather(paid: pl.DataFrame) -> bool:
    links = paid.join(paid, left_on="receiver", right_on="sender", how="inner")
    in_order = links.filter(pl.col("time_right") >= pl.col("time"))
    return in_order["receiver"].n_unique() >= LEAST_SIDE


RULES: dict[str, Callable[[pl.DataFrame], bool]] = {
    "FAN-IN": lambda paid: paid["sender"].n_unique() >= LEAST_FAN,
    "FAN-OUT": lambda paid: paid["receiver"].n_unique() >= LEAST_FAN,
    "GATHER-SCATTER": _waist,
    "SCATTER-GATHER": _scatter_gather,
    "CYCLE": _cycle,
    # As published: two chains or payments and more, whether or not anything joins them.
    "STACK": lambda paid: paid.height >= 4,
    "BIPARTITE": lambda paid: paid.height >= 2,
    "RANDOM": lambda paid: paid.height >= 3,
}
