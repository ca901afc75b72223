"""Dates of reference tables, of which some are known to the month or year only."""

import polars as pl


def first_certain_day(column: str) -> pl.Expr:
    """
    The first day by which something that began on ``column`` had surely begun.

    ``2012-06`` began some day in June, so surely by 1 July; ``2008`` by 1 January 2009.
    """
    text = pl.col(column)
    month = (text + "-01").str.to_date("%Y-%m-%d", strict=False).dt.offset_by("1mo")
    year = (text + "-01-01").str.to_date("%Y-%m-%d", strict=False).dt.offset_by("1y")
    return pl.coalesce(text.str.to_date("%Y-%m-%d", strict=False), month, year)


def last_certain_day(column: str) -> pl.Expr:
    """The first day on which something that ended on ``column`` may have been over."""
    text = pl.col(column)
    return pl.coalesce(
        (text + tail).str.to_date("%Y-%m-%d", strict=False)
        for tail in ("", "-01", "-01-01")
    )
