"""
The ledger as it was known at the end of a day: nothing later is told to any stage.

Transactions booked later, accounts opened later and relations that began later are set
aside, and an end that came later is unknown. So a run of a long ledger with
``known_until`` says what a run on that day would have said; thresholds, peers and
priorities cannot peek. A transaction set aside is no twin of one that is not.
"""

from datetime import date

import polars as pl

BEGINS = {
    "transactions": pl.col("booked_at").dt.date(),
    "accounts": pl.col("opened_on"),
    "relations": pl.col("valid_from"),
}
ENDS = {"accounts": "closed_on", "relations": "valid_to"}
REASON = "not_yet_known"


def split(
    table: str, rows: pl.DataFrame, until: date | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(``rows`` as known at the end of ``until``, those that were not known at all)."""
    if until is None or table not in BEGINS:
        return rows, rows.clear()
    later = (BEGINS[table] > until).fill_null(False)
    known, unknown = rows.filter(~later), rows.filter(later)
    if table in ENDS:
        end = pl.col(ENDS[table])
        known = known.with_columns(pl.when(end <= until).then(end).alias(ENDS[table]))
    return known, unknown


def without_later_ids(index: pl.DataFrame, until: date | None) -> pl.DataFrame:
    """``index`` of a table with no ``identity`` where its time is later."""
    if until is None or "booked_at" not in index.columns:
        return index
    known = (BEGINS["transactions"] <= until).fill_null(True)
    return index.with_columns(pl.when(known).then("identity").alias("identity"))
