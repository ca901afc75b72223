"""
Which jurisdiction takes part in which instrument of cooperation, with confidence.

``frameworks.csv``: one row a jurisdiction and framework. Status, source and note stand
as they were recorded; ``confidence`` is H, M or L. Most rows are from memory and say
so: they choose a channel to try, an officer checks the treaty. ``from`` and ``to`` are
known for few: an instrument of ratification binds thirty days after its deposit.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipeline.reference.partial_dates import first_certain_day, last_certain_day

FRAMEWORKS = Path(__file__).with_name("frameworks.csv")
IN, OUT, SUSPENDED, NOT_KNOWN = "in", "out", "suspended", "not known"
STANDINGS = {
    **dict.fromkeys(("Y", "binding", "in_force", "agreement", "via_state"), IN),
    **dict.fromkeys(("Y via GB", "Y via CN", "Y_special"), IN),
    "Y_withdrawal_announced_2026-01": IN,
    **dict.fromkeys(("N", "non_member", "signed_not_in_force", "none"), OUT),
    **dict.fromkeys(("suspended_2023-10-18", "Y_suspended_2023-02"), SUSPENDED),
    **dict.fromkeys(("unknown", "recheck", "reported_2025_reservations"), NOT_KNOWN),
}
# Its status is the name of the regional body, not whether the jurisdiction takes part.
REGIONAL_BODY = "FSRB"
# Every member of the European Union, and nobody else, has a row of this framework.
EUROPEAN_UNION = "EU_AMLD_FIUNET"


class Membership(NamedTuple):
    country: str
    framework: str
    status: str  # as recorded
    standing: str  # in, out, suspended or not known
    valid_from: date | None  # first day that is certain; None: not recorded
    valid_to: date | None  # exclusive
    as_of: str
    confidence: str
    source: str
    note: str
    locator: str

    @property
    def verify(self) -> bool:
        """Too uncertain to be used without a look at the treaty or the body's list."""
        return self.confidence == "L" or self.standing == NOT_KNOWN

    def begins_after(self, day: date) -> bool:
        return self.valid_from is not None and day < self.valid_from


@cache
def frameworks() -> dict[tuple[str, str], Membership]:
    """By country and framework; a pair that is missing is not recorded."""
    rows = pl.read_csv(FRAMEWORKS, infer_schema=False).select(
        country="iso",
        framework="framework",
        status="status",
        standing=pl.when(pl.col("framework") == REGIONAL_BODY)
        .then(
            pl.when(pl.col("status") == "none").then(pl.lit(OUT)).otherwise(pl.lit(IN))
        )
        .otherwise(pl.col("status").replace_strict(STANDINGS, default=None)),
        valid_from=first_certain_day("from"),
        valid_to=last_certain_day("to"),
        as_of="as_of",
        confidence="confidence",
        source="source",
        note=pl.col("note").fill_null(""),
        locator=pl.col("locator").fill_null(""),
    )
    return {(row[0], row[1]): Membership(*row) for row in rows.iter_rows()}


def membership(country: str, framework: str) -> Membership | None:
    return frameworks().get((country, framework))


@cache
def recorded_countries() -> frozenset[str]:
    return frozenset(country for country, _ in frameworks())


def in_european_union(country: str) -> bool:
    """As the table stands; the United Kingdom's years as a member are not in it."""
    return (country, EUROPEAN_UNION) in frameworks()
