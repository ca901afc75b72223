"""
Areas in or beside an armed conflict, by interval, to be read at the time of a payment.

FATF's lists name countries for their rules, not for a war next door (neither Türkiye in
2015 nor the Emirates in 2000 stood on one), so this is a layer of its own.
``conflict_areas.csv``: each area has its source and a confidence (H, M, L), most places
within a country are circles that we drew. It is no list of suspects: nearly everybody
who pays there lives, works or helps there. Operators extend or replace it by a file
with the same columns (``conflict_areas_file``).
"""

from pathlib import Path

import polars as pl

from pipeline.errors import InputError
from pipeline.reference.codes import country_codes
from pipeline.reference.partial_dates import first_certain_day, last_certain_day

CONFLICT_AREAS = Path(__file__).with_name("conflict_areas.csv")
COLUMNS = (
    *("area", "iso", "kind", "latitude", "longitude", "radius_km", "from", "to"),
    *("source", "confidence"),
)
KINDS = ("conflict_country", "border_area", "transit_hub")


def load_conflict_areas(file: Path | None = None) -> pl.DataFrame:
    """
    area, country, kind, latitude, longitude, radius_km (null: the whole country),
    listed_from, listed_to (exclusive; null: still), source, confidence.

    Where only a month is known, only the days that are certain count. Raises InputError
    for a file that cannot be read, lacks a column, or has rows that say nothing: an
    unknown country or kind, a circle without centre, a date that is none.
    """
    rows = _read(file or CONFLICT_AREAS)
    number = pl.col("latitude", "longitude", "radius_km").cast(pl.Float64, strict=False)
    known = rows.select(
        "area",
        number,
        country="iso",
        kind="kind",
        listed_from=first_certain_day("from"),
        listed_to=last_certain_day("to"),
        source="source",
        confidence="confidence",
        wrong=_wrong(),
    )
    if broken := known.filter("wrong").height:
        first = known.with_row_index("line", 2).filter("wrong")["line"][0]
        raise InputError(
            f"{broken} rows of conflict_areas_file cannot be used, first on line "
            f"{first}. Each needs a country code, one of the kinds {', '.join(KINDS)}, "
            "a date in from (YYYY, YYYY-MM or YYYY-MM-DD) and, with radius_km, "
            "latitude and longitude."
        )
    return known.drop("wrong").sort("country", "listed_from", "area")


def _wrong() -> pl.Expr:
    """Whether a row lacks what it needs; ``to`` may be empty, but not nonsense."""
    latitude, longitude, radius = (
        pl.col(name).cast(pl.Float64, strict=False)
        for name in ("latitude", "longitude", "radius_km")
    )
    inside = (latitude.abs() <= 90) & (longitude.abs() <= 180) & (radius > 0)
    return ~(
        pl.col("iso").is_in(country_codes())
        & pl.col("kind").is_in(KINDS)
        & first_certain_day("from").is_not_null()
        & (pl.col("to").is_null() | last_certain_day("to").is_not_null())
        & (pl.col("radius_km").is_null() | inside.fill_null(False))
    ).fill_null(False)


def _read(file: Path) -> pl.DataFrame:
    try:
        rows = pl.read_csv(file, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(
            "conflict_areas_file cannot be read as CSV; resend it."
        ) from error
    if missing := [name for name in COLUMNS if name not in rows.columns]:
        raise InputError(f"conflict_areas_file lacks the columns {', '.join(missing)}.")
    return rows
