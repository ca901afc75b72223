"""
Typed Parquet columns as text, without loss.

Decimals and floats are plain digits (a float by the shortest text that reads back as
it), a time with a zone is ISO 8601 in UTC (``+00:00``), one without has none, so that
validate can judge it. Lists are joined with ``|``, pairs of type and value with ``:``.
"""

from decimal import Decimal

import polars as pl
import pyarrow as pa

FIRST_DAY, PAST_DAY = -719_162, 2_932_897  # years 1 to 9999, in days from 1970
PER_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400 * 10**9}


def has_text(kind: pa.DataType) -> bool:
    """Whether values of the type can be told in text."""
    if pa.types.is_dictionary(kind):
        return has_text(kind.value_type)
    if is_list(kind):
        item = kind.value_type
        return is_string(item) or (
            pa.types.is_struct(item)
            and {item.field(place).name for place in range(item.num_fields)}
            == {"type", "value"}
            and is_string(item.field("type").type)
            and any(
                test(item.field("value").type) for test in (is_string, pa.types.is_date)
            )
        )
    return is_string(kind) or any(
        test(kind)
        for test in (
            *(pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating),
            *(pa.types.is_decimal128, pa.types.is_date, pa.types.is_timestamp),
            *(pa.types.is_time, pa.types.is_null),
        )
    )


def is_string(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_binary_view(kind)
        or pa.types.is_fixed_size_binary(kind)
    )


def is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind))


def as_text(values: pa.Array) -> pl.Series:
    """Raises pa.ArrowInvalid where bytes are no UTF-8; ``has_text`` must hold."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return as_text(values.dictionary_decode())
    if is_string(kind):
        text = pl.Series(values.cast(pa.large_binary()).cast(pa.large_string()))
    elif is_list(kind):
        text = _elements(values).list.join("|", ignore_nulls=True)
    elif pa.types.is_date(kind):
        text = _days(pl.Series(values.cast(pa.date32())))
    elif pa.types.is_timestamp(kind):
        text = _instants(pl.Series(values.cast(pa.int64())), kind)
    elif pa.types.is_time(kind):
        text = pl.Series(values).dt.to_string("%H:%M:%S%.9f")
    elif pa.types.is_floating(kind):
        wide = values if kind != pa.float16() else values.cast(pa.float32())
        text = _plain(pl.Series(wide).cast(pl.String))
    else:
        text = pl.Series(values).cast(pl.String)
    return text


def _plain(floats: pl.Series) -> pl.Series:
    """``1e-7`` as ``0.0000001``; NaN and infinities keep their names."""
    if not floats.str.contains("e", literal=True).any():
        return floats
    return pl.Series(
        [
            text if text is None or "e" not in text else format(Decimal(text), "f")
            for text in floats
        ],
        dtype=pl.String,
    )


def _days(days: pl.Series) -> pl.Series:
    """ISO dates; outside years 1 to 9999 the bare day number, which is no date."""
    number = days.cast(pl.Int32)
    inside = number.is_between(FIRST_DAY, PAST_DAY, closed="left")
    text = number.set(~inside, None).cast(pl.Date).dt.to_string("%Y-%m-%d")
    return number.cast(pl.String).zip_with(~inside.fill_null(True), text)


def _instants(ticks: pl.Series, kind: pa.TimestampType) -> pl.Series:
    """ISO times; outside years 1 to 9999 the bare tick number, which is no time."""
    per_day = PER_DAY[kind.unit]
    first = max(FIRST_DAY * per_day, -(2**63))  # int64 nanoseconds span 1677 to 2262
    last = min(PAST_DAY * per_day, 2**63) - 1
    inside = ticks.is_between(first, last)
    told = ticks.set(~inside, None)
    if kind.unit == "s":
        told = told * 1_000
    unit = "ns" if kind.unit == "ns" else "us" if kind.unit == "us" else "ms"
    finer = kind.unit == "ns" and bool((told % 1_000 != 0).any())
    layout = "%Y-%m-%dT%H:%M:%S%.9f" if finer else "%Y-%m-%dT%H:%M:%S%.6f"
    text = told.cast(pl.Datetime(unit)).dt.to_string(layout)  # type: ignore[arg-type] # a Literal
    if kind.tz is not None:
        text = text + "+00:00"  # Arrow keeps zoned times in UTC
    return ticks.cast(pl.String).zip_with(~inside.fill_null(True), text)


def _elements(lists: pa.Array) -> pl.Series:
    """Lists of text, one text an element."""
    element = pl.element()
    if pa.types.is_struct(lists.type.value_type):
        as_text(lists.flatten().field("type"))  # refuse bytes that are no UTF-8
        as_text(lists.flatten().field("value"))
        kept, value = element.struct.field("type"), element.struct.field("value")
        element = pl.format("{}:{}", kept, value.cast(pl.String))
    else:
        as_text(lists.flatten())
        element = element.cast(pl.String)
    return pl.Series(lists).list.eval(element)


def ambiguous(lists: pa.Array) -> pl.Series:
    """Which lists have an element that holds the separator itself."""
    parted = pl.element().str.contains("|", literal=True)
    return _elements(lists).list.eval(parted).list.any().fill_null(False)
