"""Whether a mapping agrees with itself, before any data is touched."""

from collections.abc import Iterable
from difflib import get_close_matches
from string import Formatter
from zoneinfo import available_timezones

import polars as pl

from pipeline.errors import ConfigError
from pipeline.ingest.mapped_times import time_formats
from pipeline.ingest.mapping import ENDS, FIELDS, LEDGER, Mapping
from pipeline.reference.codes import currency_codes
from pipeline.schemas import (
    ACCOUNT_KINDS,
    AMOUNT_STATUSES,
    CHANNELS,
    COUNTRIES,
    TIME_PRECISIONS,
)

VOCABULARIES = {
    "channel": CHANNELS,
    "direction": ("in", "out"),
    "time_precision": TIME_PRECISIONS,
    "amount_status": AMOUNT_STATUSES,
    "currency": currency_codes(),
    **dict.fromkeys(("country", "counterparty_country"), COUNTRIES),
    **dict.fromkeys(("sender_country", "receiver_country"), COUNTRIES),
    **dict.fromkeys(("sender_named", "receiver_named"), ("true", "false")),
}


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that ends a message: the nearest names, or all where none is near."""
    every = list(known)
    folded = {name.casefold(): name for name in reversed(every)}
    near = get_close_matches(word.casefold(), folded, n=3, cutoff=0.5)
    if near:
        return f"nearest: {', '.join(repr(folded[name]) for name in near)}"
    return f"known: {', '.join(repr(name) for name in every[:40])}"


def check(mapping: Mapping) -> None:
    """Raises ConfigError with the place in the file and what may stand there."""
    _check_fields(mapping)
    _check_vocabularies(mapping)
    _check_shape(mapping)
    _check_writing(mapping)


def _check_fields(mapping: Mapping) -> None:
    for table in ("columns", "constants", "values"):
        for field in getattr(mapping, table):
            if field not in FIELDS:
                raise ConfigError(
                    f"unknown key {table}.{field}; {nearest(field, FIELDS)}"
                )
    for field in mapping.constants.keys() & mapping.columns.keys():
        raise ConfigError(f"{field} is both in columns and in constants; keep one")
    for field in mapping.values.keys() - mapping.columns.keys():
        raise ConfigError(f"values.{field} has no column; add columns.{field}")


def _check_vocabularies(mapping: Mapping) -> None:
    ours = [
        (f"values.{field}.{word!r}", field, value)
        for field, words in mapping.values.items()
        for word, value in words.items()
    ]
    ours += [
        (f"constants.{key}", key, value) for key, value in mapping.constants.items()
    ]
    for number, rule in enumerate(mapping.external):
        place = f"external[{number}]"
        if rule.kind not in ACCOUNT_KINDS:
            hint = nearest(rule.kind, ACCOUNT_KINDS)
            raise ConfigError(f"{place}.kind: no such kind of account; {hint}")
        ours += [(f"{place}.channel", "channel", rule.channel)] if rule.channel else []
        _check_template(f"{place}.account", rule.account)
    for place, field, value in ours:
        allowed = VOCABULARIES.get(field)
        if value and allowed and value not in allowed:
            raise ConfigError(
                f"{place}: {value!r} is no {field}; {nearest(value, allowed)}"
            )


def _check_template(place: str, template: str) -> None:
    try:
        names = {
            name for _, name, _, _ in Formatter().parse(template) if name is not None
        }
    except ValueError as error:
        raise ConfigError(f"{place}: {error}") from error
    if names - {"account"}:
        raise ConfigError(f"{place}: only {{account}} may stand in braces")


def _check_shape(mapping: Mapping) -> None:
    said = mapping.fields
    for needed in ("booked_at", "currency", "channel"):
        if needed not in said:
            raise ConfigError(
                f"{needed} is missing; name it in columns or in constants"
            )
    wrong = ENDS if mapping.one_sided else LEDGER
    mixed = sorted(said & set(wrong))
    if mixed:
        shape = "an account and its counterparty" if mapping.one_sided else "both ends"
        raise ConfigError(f"{', '.join(mixed)}: not in a table that maps {shape}")
    if not mapping.one_sided and not {"sender_account", "receiver_account"} <= said:
        raise ConfigError(
            "who paid whom is missing; map sender_account and receiver_account, or, in "
            "a one-sided ledger, account and counterparty"
        )
    if mapping.one_sided and "counterparty" not in said and not mapping.external:
        raise ConfigError("counterparty is missing; map it, or say who by [[external]]")
    ways = {
        "direction": "direction" in said,
        "amount_in and amount_out": bool({"amount_in", "amount_out"} & said),
        "amounts.sign": mapping.amounts.sign.endswith("_is_positive"),
    }
    told = [way for way, used in ways.items() if used]
    if mapping.one_sided and len(told) != 1:
        found = f"; now {' and '.join(told)} do" if told else ""
        raise ConfigError(f"one of {', '.join(ways)} must say who paid{found}")
    if not mapping.one_sided and told:
        raise ConfigError(f"{told[0]} says who paid; sender_account does already")
    if "direction" in mapping.columns and "direction" not in mapping.values:
        raise ConfigError('values.direction is missing: each word → "in" or "out"')
    pair = {"amount_in", "amount_out"}
    if (pair if pair & said else {"amount"}) - said or (
        pair & said and "amount" in said
    ):
        raise ConfigError("map either amount, or both amount_in and amount_out")


def _check_writing(mapping: Mapping) -> None:
    file, amounts, times = mapping.file, mapping.amounts, mapping.times
    try:
        "".encode(file.encoding)
    except LookupError as error:
        raise ConfigError(f"file.encoding: {error}; say utf-8 or cp1250") from error
    if file.delimiter == file.quote:
        raise ConfigError("file.delimiter and file.quote are the same character")
    if len(set(file.digits)) < len(file.digits) or not file.digits.isdigit():
        raise ConfigError("file.digits: give ten different digits, 0 to 9 in order")
    marks = amounts.decimal_mark + amounts.thousands_mark
    if len(set(marks)) < len(marks) or set(marks) & {*file.digits, "-", "+", "(", ")"}:
        raise ConfigError(
            "amounts: decimal_mark and thousands_mark must differ from each other, "
            "from digits and from signs"
        )
    formats = time_formats(times)
    if times.zone:
        try:
            pl.Series([0]).cast(pl.Datetime).dt.replace_time_zone(times.zone)
        except pl.exceptions.ComputeError as error:
            hint = nearest(times.zone, sorted(available_timezones()))
            raise ConfigError(f"times.zone: no zone {times.zone!r}; {hint}") from error
    elif any(form.needs_zone for form in formats):
        raise ConfigError(
            "times.zone is missing: times.formats read a time without one. Name the "
            'zone the bank writes in, such as "Europe/Prague" or "UTC"'
        )
