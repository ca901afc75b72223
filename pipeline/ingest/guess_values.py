"""How a column writes its times and amounts, by trying what reads every value."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import product
from typing import NamedTuple

import polars as pl

from pipeline.ingest.mapped_amounts import canonical_amount
from pipeline.ingest.mapped_times import booked_at, time_formats
from pipeline.ingest.mapping import Amounts, Times

DAYS = (
    *(
        "%d.%m.%Y",
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%d-%m-%Y",
        "%m-%d-%Y",
        "%Y/%m/%d",
        "%Y.%m.%d",
    ),
    *("%Y%m%d", "%d%m%Y", "%m%d%Y", "%y%m%d", "%d%m%y", "%m%d%y"),
    *("%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%y/%m/%d", "%d-%m-%y", "%y-%m-%d"),
    *("%d-%b-%Y", "%d %b %Y", "%b %d %Y", "%b %d, %Y", "%d %B %Y", "%d-%b-%y"),
)
CLOCKS = ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%I:%M:%S %p", "%I:%M %p", "%H%M%S")
FORMATS = (
    *("iso", "epoch_seconds", "epoch_milliseconds", *DAYS),
    *(f"{day}{gap}{clock}" for day in DAYS for gap in (" ", "T") for clock in CLOCKS),
)
LIKELY = ("1950", "2068")  # a reading outside these years is a misreading
FIRST_EPOCH = "1990"  # smaller figures are anything but seconds
DIGITS = (
    "0123456789",
    "٠١٢٣٤٥٦٧٨٩",
    "۰۱۲۳۴۵۶۷۸۹",
    "०१२३४५६७८९",
    "０１２３４５６７８９",
)
MARKS = ".,'’٬٫ \u00a0\u202f_"
ENOUGH = 0.8  # of the values; the rest may be faults


class TimeGuess(NamedTuple):
    formats: tuple[str, ...]  # none where nothing fits; several where values decide
    needs_zone: bool


class AmountGuess(NamedTuple):
    marks: Amounts
    digits: str
    read: float  # share of the values that it reads
    ambiguous: bool  # other marks read the same values as other amounts
    signed: bool


def guess_times(values: Sequence[str]) -> TimeGuess:
    """
    The formats that read the values, those that agree with a likelier one left out.

    Several mean that nothing in the file tells which is meant.
    """
    readings: dict[str, list[str | None]] = {}
    fitting = max(ENOUGH * len(values), 1)
    for form, shape in _shapes():
        if sum(shape.fullmatch(value) is not None for value in values) < fitting:
            continue
        read = _times(values, form)
        if _fit(read) and read not in readings.values():
            readings[form] = read
    most = max((_count(read) for read in readings.values()), default=0)
    formats = [form for form, read in readings.items() if _count(read) == most]
    if formats[:1] == ["iso"]:
        formats = ["iso"]
    timed = any("%M" in form for form in formats)
    naive = formats == ["iso"] and _count(_times(values, "iso", zone="")) < most
    return TimeGuess(tuple(formats), timed or naive)


@cache
def _shapes() -> list[tuple[str, re.Pattern[str]]]:
    """What a text of each format looks like: far cheaper to try than to read it."""
    shapes = []
    for form in FORMATS:
        told = time_formats(Times(formats=(form,), zone="UTC"))
        pattern = "|".join(f"(?:{one.pattern})" for one in told)
        shapes.append((form, re.compile(pattern)))
    return shapes


def guess_amounts(values: Sequence[str]) -> AmountGuess:
    digits = max(DIGITS, key=lambda ten: sum(any(d in v for d in ten) for v in values))
    there = [mark for mark in MARKS if any(mark in value for value in values)]
    decimals = [mark for mark in ".,٫" if mark in ".," or mark in there]
    negatives = ["leading", "trailing", "parentheses"]
    groupings = ["thousands", "indian"]
    guesses: list[tuple[list[str | None], Amounts]] = []
    for decimal, thousands, negative, grouping in product(
        decimals, ["", *there], negatives, groupings
    ):
        if decimal == thousands or (not thousands and grouping == "indian"):
            continue
        said = {"decimal_mark": decimal, "thousands_mark": thousands}
        marks = Amounts(**said, negative=negative, grouping=grouping)  # type: ignore[arg-type] # of the lists above
        guesses.append((_amounts(values, marks, digits), marks))
    most = max(_count(read) for read, _ in guesses)
    best = [(read, marks) for read, marks in guesses if _count(read) == most]
    read, marks = best[0]
    ambiguous = any(_numbers(other) != _numbers(read) for other, _ in best)
    signed = any(text is not None and text.startswith("-") for text in read)
    if ambiguous:  # marks under which the doubtful values stay unread
        decimal = next(mark for mark in ".," if mark not in there)
        marks = Amounts(decimal_mark=decimal, negative=marks.negative)
    return AmountGuess(marks, digits, most / max(len(values), 1), ambiguous, signed)


def looks_like_amounts(values: Sequence[str]) -> bool:
    return bool(values) and guess_amounts(values[:200]).read >= ENOUGH


def _times(values: Sequence[str], form: str, zone: str = "UTC") -> list[str | None]:
    """Readings; none at all where one is of an unlikely year."""
    read = booked_at(pl.col("text"), Times(formats=(form,), zone=zone))
    frame = pl.DataFrame({"text": values}, {"text": pl.String})
    told = frame.select(read.struct.field("booked_at")).to_series().to_list()
    first = FIRST_EPOCH if form.startswith("epoch") else LIKELY[0]
    if any(text is not None and not first <= text < LIKELY[1] for text in told):
        return []
    return told


def _amounts(values: Sequence[str], marks: Amounts, digits: str) -> list[str | None]:
    frame = pl.DataFrame({"text": values}, {"text": pl.String})
    read = canonical_amount(pl.col("text"), marks, digits)
    return frame.select(read).to_series().to_list()


def _numbers(read: list[str | None]) -> list[float | None]:
    return [None if text is None else float(text) for text in read]


def _count(read: list[str | None]) -> int:
    return sum(text is not None for text in read)


def _fit(read: list[str | None]) -> bool:
    return bool(read) and _count(read) >= ENOUGH * len(read)
