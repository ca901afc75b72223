"""What was refused: counted, limited, and kept as it was delivered."""

from collections.abc import Iterator

import polars as pl

from pipeline.schemas import conform
from pipeline.validate.passes import nothing_for_empty, rows_at
from pipeline.validate.reasons import REASONS
from pipeline.validate.settings import Settings
from pipeline.validate.table import PLACE, Table

EXAMPLES = 3
# No defect of the delivery.
SET_ASIDE = ("duplicate_row", "excluded_outcome", "not_yet_known")


def quarantined(
    table: Table, raw: pl.LazyFrame, refused: pl.DataFrame, settings: Settings
) -> Iterator[pl.DataFrame]:
    """Rows of the quarantine table, by source file and line."""
    ordered = refused.sort(*PLACE, "identity")
    for first in range(0, ordered.height, settings.rows_at_once):
        stretch = ordered[first : first + settings.rows_at_once].sort("position")
        positions = stretch["position"].to_numpy()
        delivered = [
            nothing_for_empty(rows, table.native).select(as_delivered(table.native))
            for _, rows in rows_at(raw, positions, settings.batch_rows)
        ]
        kept = pl.concat([stretch, pl.concat(delivered)], how="horizontal")
        kept = kept.with_columns(table=pl.lit(table.name)).sort(
            *PLACE, "identity", "delivered"
        )
        yield conform("quarantine", kept)


def as_delivered(columns: tuple[str, ...]) -> pl.Expr:
    """``delivered`` where the adapter kept it, else the columns with a value; JSON."""
    fields = [
        pl.when(pl.col(c).is_not_null()).then(
            # {"name":"text"} without its braces
            pl.struct(c).struct.json_encode().str.slice(1).str.head(-1)
        )
        for c in columns
    ]
    row = pl.concat_str(fields, separator=",", ignore_nulls=True)
    row = pl.concat_str(pl.lit("{"), row, pl.lit("}"))
    return pl.coalesce("delivered", row).alias("delivered")


def objection(
    table: str, rows_in: int, refused: pl.DataFrame, settings: Settings
) -> str | None:
    """
    Why too much of a table is quarantined, or None.

    Rows set aside on purpose count neither as rows nor as quarantined.
    The message has places and rules; never a name, an id or an amount.
    """
    set_aside = [pl.col("reasons").list.contains(code) for code in SET_ASIDE]
    broken = refused.filter(~pl.any_horizontal(set_aside))
    rows = rows_in - (refused.height - broken.height)
    limit = settings.max_share(table)
    if broken.height <= limit * rows:
        return None
    counts = reason_counts(broken)
    commonest = next(iter(counts))
    examples = broken.sort(*PLACE, "identity").head(EXAMPLES)
    shown = ", ".join(
        f"{_printable(file)}:{line} ({' '.join(reasons)})"
        for file, line, reasons in examples.select(*PLACE, "reasons").iter_rows()
    )
    known = REASONS.get(commonest)
    return (
        f"{broken.height} of {rows} {table} break the contract; at most "
        f"{limit:.1%} may. By rule: {counts}. For example {shown}. "
        + (f"For {commonest}: {known.remedy} " if known else "")
        + "Else ask the supplier to resend, or raise validate.max_quarantined_share."
    )


def reason_counts(refused: pl.DataFrame) -> dict[str, int]:
    """Rows by reason code, most first; a row counts under each of its reasons."""
    counts = refused["reasons"].explode().value_counts()
    return dict(counts.sort("count", "reasons", descending=[True, False]).iter_rows())


def _printable(file: str) -> str:
    """A file name as one line of a log: control characters and the like as escapes."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in file)
