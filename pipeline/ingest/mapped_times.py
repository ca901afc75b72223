"""
Times as banks write them → ISO 8601 in UTC, or null where a format does not fit.

A text must fit a declared format wholly: no stray spaces, no second 60, no digits of
other scripts. English month names only. Calendar and zones are those of polars.
"""

import re
from typing import NamedTuple

import polars as pl

from pipeline.errors import ConfigError
from pipeline.ingest.mapping import Times

DIGITS = "0123456789"
NARROW = {"%m": "1[0-2]|0?[1-9]", "%d": "3[01]|[12][0-9]|0?[1-9]"}
NARROW |= {"%H": "2[0-3]|[01]?[0-9]", "%I": "1[0-2]|0?[1-9]"}
NARROW |= {"%M": "[0-5]?[0-9]", "%S": "[0-5]?[0-9]"}
WIDE = {"%m": "1[0-2]|0[1-9]", "%d": "3[01]|[12][0-9]|0[1-9]"}
WIDE |= {"%H": "2[0-3]|[01][0-9]", "%I": "1[0-2]|0[1-9]"}
WIDE |= {"%M": "[0-5][0-9]", "%S": "[0-5][0-9]"}
FIXED = {"%Y": "[0-9]{4}", "%y": "[0-9]{2}", "%f": "[0-9]{1,6}", "%%": "%"}
WORDS = {"%b": "[A-Za-z]{3}", "%B": "[A-Za-z]{3,9}", "%p": "[AaPp][Mm]"}
WORDS |= {"%z": "[+-][0-9]{2}:?[0-9]{2}|Z"}
KNOWN = (*NARROW, *FIXED, *WORDS)
GAP = pl.duration(hours=3)  # longer than any clock change but the date line's
ISO = (
    "%Y-%m-%d",
    *(
        f"%Y-%m-%d{between}{time}{zone}"
        for between in ("T", " ")
        for time in ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f")
        for zone in ("", "%z")
    ),
)


class Format(NamedTuple):
    pattern: str  # regular expression of the whole text
    strptime: str  # as polars has it; "" for an epoch
    zoned: bool
    precision: str
    ticks: int = 0  # of an epoch, per second

    @property
    def needs_zone(self) -> bool:
        return self.precision != "day" and not self.zoned


def time_formats(times: Times) -> list[Format]:
    """
    What ``times.formats`` says; of ISO no time without zone unless one is declared.

    Raises ConfigError for a format that cannot be read without guessing.
    """
    formats: list[Format] = []
    for place, said in enumerate(times.formats):
        if said == "iso":
            every = [_format(form, place) for form in ISO]
            formats += [form for form in every if times.zone or not form.needs_zone]
        elif said in ("epoch_seconds", "epoch_milliseconds"):
            ticks = 1 if said == "epoch_seconds" else 1000
            formats.append(Format("-?[0-9]{1,13}", "", True, "second", ticks))
        else:
            formats.append(_format(said, place))
    return formats


def _format(said: str, place: int) -> Format:
    tokens = re.findall(r"%.|[^%]|%$", said)
    pattern = ""
    for number, token in enumerate(tokens):
        around = tokens[max(number - 1, 0) : number] + tokens[number + 1 : number + 2]
        touching = any(other in KNOWN or other in DIGITS for other in around)
        known = {**(WIDE if touching else NARROW), **FIXED, **WORDS}
        if token.startswith("%") and token not in known:
            raise ConfigError(
                f"times.formats[{place}]: {token!r} is not read here; known are "
                f"{' '.join(KNOWN)}, or say iso, epoch_seconds, epoch_milliseconds"
            )
        pattern += f"(?:{known[token]})" if token in known else re.escape(token)
    held = set(tokens)
    needed: list[tuple[set[str], str]] = [
        ({"%Y", "%y"}, "a year"),
        ({"%m", "%b", "%B"}, "a month"),
        ({"%d"}, "a day"),
    ]
    if held & {"%H", "%I", "%S", "%M", "%p"}:
        needed += [({"%H", "%I"}, "an hour"), ({"%M"}, "minutes")]
    if held & {"%I", "%p"}:
        needed += [({"%I"}, "%I beside %p"), ({"%p"}, "%p beside %I")]
    for choice, name in needed:
        if len(held & choice) != 1 or any(tokens.count(one) > 1 for one in choice):
            raise ConfigError(f"times.formats[{place}]: {said!r} needs {name}, once")
    if "%f" in held and "%S.%f" not in said:
        raise ConfigError(f"times.formats[{place}]: %f is read only as part of %S.%f")
    precision = "second" if "%S" in held else "minute" if "%M" in held else "day"
    return Format(pattern, said.replace(".%f", "%.f"), "%z" in held, precision)


def booked_at(text: pl.Expr, times: Times) -> pl.Expr:
    """
    Struct of ``booked_at`` (ISO 8601, UTC) and ``time_precision``.

    Both null where no format fits, or where two fit and disagree.
    """
    formats = time_formats(times)
    read = [_read(text, form, times) for form in formats]
    earliest, latest = pl.min_horizontal(*read), pl.max_horizontal(*read)
    agreed = pl.when(earliest == latest).then(earliest)
    precision = pl.coalesce(
        pl.when(instant.is_not_null()).then(pl.lit(form.precision))
        for instant, form in zip(read, formats, strict=True)
    )
    whole = agreed.dt.microsecond() == 0
    iso = (
        pl.when(whole)
        .then(agreed.dt.strftime("%Y-%m-%dT%H:%M:%SZ"))
        .otherwise(agreed.dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ"))
    )
    return pl.struct(
        iso.alias("booked_at"),
        pl.when(agreed.is_not_null()).then(precision).alias("time_precision"),
    )


def _read(text: pl.Expr, form: Format, times: Times) -> pl.Expr:
    """Naive datetimes in UTC; null where the text is not of this form."""
    fits = pl.when(text.str.contains(f"^(?:{form.pattern})$")).then(text)
    if form.ticks:
        return pl.from_epoch(fits.cast(pl.Int64) * (1_000_000 // form.ticks), "us")
    if form.zoned:
        zoned = fits.str.replace("Z$", "+00:00")
        utc = pl.Datetime("us", "UTC")
        read = zoned.str.strptime(utc, form.strptime, strict=False)
        return _in_century(read.dt.replace_time_zone(None), form, times)
    if form.precision == "day":
        days = fits.str.strptime(pl.Date, form.strptime, strict=False)
        return _in_century(days.cast(pl.Datetime("us")), form, times)
    naive = fits.str.strptime(pl.Datetime("us"), form.strptime, strict=False)
    return _as_utc(_in_century(naive, form, times), times)


def _in_century(read: pl.Expr, form: Format, times: Times) -> pl.Expr:
    """Two-digit years, which polars reads as 1970 to 2069, as the mapping has them."""
    if "%y" not in form.strptime or times.two_digit_years_from == 1970:
        return read
    first, year = times.two_digit_years_from, read.dt.year()
    moved = (
        pl.when(year < first)
        .then(read.dt.offset_by("100y"))
        .when(year >= first + 100)
        .then(read.dt.offset_by("-100y"))
        .otherwise(read)
    )
    return pl.when(moved.dt.day() == read.dt.day()).then(moved)  # 29 February 1900


def _as_utc(naive: pl.Expr, times: Times) -> pl.Expr:
    def localised(local: pl.Expr, ambiguous: str) -> pl.Expr:
        there = local.dt.replace_time_zone(
            times.zone,
            ambiguous=ambiguous,  # type: ignore[arg-type] # one of polars' literals
            non_existent="null",
        )
        return there.dt.convert_time_zone("UTC").dt.replace_time_zone(None)

    fold = {"leave": "null", "earlier": "earliest", "later": "latest"}[times.fold]
    read = localised(naive, fold)
    if times.gap == "leave":
        return read
    skipped = localised(naive, "earliest").is_null()
    if times.gap == "before":
        moved = localised(naive - GAP, "latest") + GAP
    else:
        moved = localised(naive + GAP, "earliest") - GAP
    return pl.when(skipped).then(moved).otherwise(read)
