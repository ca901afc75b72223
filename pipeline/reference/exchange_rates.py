"""
Dated exchange rates, in US dollars per unit.

``exchange_rates.csv`` is for the demo and the documented cases, not for casework:
yearly averages written down from memory (confidence M), each marked so, beside pegs
(exact) and coins meant to be worth a dollar (nominal). What was not known is not in it,
and a payment that needs it is quarantined. A file of the same columns replaces it.
"""

from pathlib import Path

import polars as pl

from pipeline.errors import InputError
from pipeline.reference.codes import currency_codes

EMBEDDED = Path(__file__).with_name("exchange_rates.csv")
SCHEMA = {
    "currency": pl.String,
    "valid_from": pl.Date,
    "valid_to": pl.Date,  # exclusive; null: open
    "usd_per_unit": pl.Float64,
    "source": pl.String,
    "confidence": pl.String,
}
REMEDY = "Correct the rate file, or run without one to use the embedded rates."


def load_rates(path: Path | None = None) -> pl.DataFrame:
    """
    The rates in ``path`` (CSV), else the embedded ones; by currency and day.

    Raises InputError, with the line, for a file that is absent, empty or not CSV, an
    unknown currency, a rate that is no number above zero, a period that ends before it
    starts, and periods of one currency that overlap.
    """
    path = path or EMBEDDED
    try:
        text = pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = "not found" if isinstance(error, FileNotFoundError) else "not readable"
        raise InputError(f"{path.name}: {reason} as CSV. {REMEDY}") from error
    if missing := sorted(set(SCHEMA) - set(text.columns)):
        raise InputError(f"{path.name}: no column {', '.join(missing)}. {REMEDY}")
    if text.is_empty():
        raise InputError(f"{path.name}: no rates in it. {REMEDY}")
    start, end, rate = pl.col("valid_from"), pl.col("valid_to"), pl.col("usd_per_unit")
    rates = (
        text.with_row_index("line", offset=2)  # line 1 is the header
        .with_columns(
            pl.col("valid_from", "valid_to").str.to_date("%Y-%m-%d", strict=False),
            rate.cast(pl.Float64, strict=False),
            end_given=end.is_not_null(),
        )
        .sort("currency", "valid_from", "line")
    )
    later = start.shift(-1).over("currency")
    for reason, wrong in {
        "no such currency": ~pl.col("currency").is_in(currency_codes()),
        "no rate above zero": ~(rate.is_finite() & (rate > 0)),
        "valid_from is no day": start.is_null(),
        "valid_to is no day": pl.col("end_given") & end.is_null(),
        "ends before it starts": end.is_not_null() & (end <= start),
        "overlaps the next period of its currency": later.is_not_null()
        & (end.is_null() | (end > later)),
    }.items():
        lines = rates.filter(wrong.fill_null(True))["line"].sort()
        if not lines.is_empty():
            raise InputError(
                f"{path.name}:{lines[0]}: {reason} ({lines.len()} such lines). {REMEDY}"
            )
    return rates.select(SCHEMA.keys())
