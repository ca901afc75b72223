"""
What a mapping may say: how any bank's table becomes raw transactions.

A mapping is a TOML file. ``[columns]`` names, for each of our fields, the header (or
several, joined by a space) that holds it; ``[constants]`` gives what the file does not
say; ``[values.FIELD]`` is a vocabulary: the file's word → ours, "" the empty value,
"*" any other. The remaining tables say how numbers, times and missing ends are written.

Two shapes of the world. With both ends in a row, map ``sender_account`` and
``receiver_account``. A one-sided ledger maps ``account`` and ``counterparty``, and who
paid by one of: ``direction`` (with ``[values.direction]``: word → "in" or "out"), two
columns ``amount_in`` and ``amount_out``, or ``amounts.sign``.

``*_bank`` fields prefix the account, as ``bank:account``: numbers of two banks never
become one account. A header that occurs twice is named ``Header#1``, ``Header#2``.
"""

import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from msgspec import Meta

from pipeline.errors import ConfigError
from pipeline.schemas import RawRow, RawTransactions

NATIVE = (*RawTransactions.columns(),)
OWN = tuple(name for name in NATIVE if name not in RawRow.columns())
ENDS = tuple(
    f"{end}_{what}"
    for end in ("sender", "receiver")
    for what in ("account", "country", "named", "bank", "name")
)
LEDGER = (
    *("account", "bank", "name", "country", "counterparty", "counterparty_bank"),
    *("counterparty_name", "counterparty_country"),
    *("direction", "amount_in", "amount_out"),
)
FIELDS = tuple(dict.fromkeys((*OWN, *ENDS, *LEDGER)))
Mark = Annotated[str, Meta(min_length=1, max_length=1)]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class File(Part):
    """How the text is cut into rows; a Parquet file needs none of it."""

    delimiter: Mark = ","
    quote: Annotated[str, Meta(max_length=1)] = '"'  # "" where nothing is quoted
    encoding: str = "utf-8"
    skip_lines: Annotated[int, Meta(ge=0, le=1000)] = 0  # lines above the header
    columns: list[str] = []  # names, in order, of a file without a header line
    trim: bool = True  # spaces around a value mean nothing
    digits: Annotated[str, Meta(min_length=10, max_length=10)] = "0123456789"


class Amounts(Part):
    decimal_mark: Mark = "."
    thousands_mark: str = ""  # each character is one that may part groups
    grouping: Literal["thousands", "indian"] = "thousands"  # 1,234,567 or 12,34,567
    implied_decimals: Annotated[int, Meta(ge=0, le=18)] = 0  # 2: the file counts cents
    negative: Literal["leading", "trailing", "parentheses"] = "leading"
    # unsigned: a minus stays, and validation quarantines it; ignored: it is dropped.
    sign: Literal["unsigned", "in_is_positive", "out_is_positive", "ignored"] = (
        "unsigned"
    )


class Times(Part):
    """
    ``formats``: strptime patterns, "iso", "epoch_seconds" or "epoch_milliseconds".

    A value that two of them read differently stays as delivered. So does a local time
    that a clock change skips (``gap``) or repeats (``fold``), unless said otherwise.
    A date without a time keeps its day, as midnight UTC, whatever the zone.
    """

    formats: Annotated[list[str], Meta(min_length=1)] = ["iso"]
    zone: str = ""  # of times that carry none, e.g. "Europe/Prague"
    fold: Literal["leave", "earlier", "later"] = "leave"
    gap: Literal["leave", "before", "after"] = "leave"  # which side's offset holds
    two_digit_years_from: Annotated[int, Meta(ge=1900, le=2000)] = 1970


class External(Part):
    """
    Who stands at an end that the row leaves empty; the first rule that fits wins.

    ``account`` may hold ``{account}``, the row's other end: one person's cash is then
    kept apart from another's. Where no rule fits, the end stays empty.
    """

    account: Annotated[str, Meta(min_length=1)]
    kind: str = "external"
    channel: str = ""  # replaces the row's channel
    when: dict[str, str | list[str]] = {}  # header → values, "" empty; all must hold


class Mapping(Part):
    columns: dict[str, str | list[str]]
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    file: File = File()
    amounts: Amounts = Amounts()
    times: Times = Times()
    external: list[External] = []

    @property
    def fields(self) -> set[str]:
        return {*self.columns, *self.constants}

    @property
    def one_sided(self) -> bool:
        return "account" in self.fields

    def headers(self) -> list[tuple[str, str]]:
        """(place in the mapping, header) of every column it names."""
        named = [
            (f"columns.{field}", header)
            for field, headers in self.columns.items()
            for header in as_list(headers)
        ]
        rules = [
            (f"external[{number}].when", header)
            for number, rule in enumerate(self.external)
            for header in rule.when
        ]
        return named + rules


def as_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that ends a message: the nearest names, or all where none is near."""
    every = list(known)
    folded = {name.casefold(): name for name in reversed(every)}
    near = get_close_matches(word.casefold(), folded, n=3, cutoff=0.5)
    if near:
        return f"nearest: {', '.join(repr(folded[name]) for name in near)}"
    return f"known: {', '.join(repr(name) for name in every[:40])}"


def read_mapping(path: Path) -> Mapping:
    """Raises ConfigError for a file that is missing, is no TOML or says the unknown."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"mapping {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"mapping {path}: not TOML in UTF-8: {error}") from error
    try:
        return as_mapping(said)
    except ConfigError as error:
        raise ConfigError(f"mapping {path}: {error}") from error


def as_mapping(said: dict[str, Any]) -> Mapping:
    from pipeline.ingest.mapping_checks import check  # noqa: PLC0415 # it imports us

    refuse_unknown_keys(said, Mapping, "")
    try:
        mapping = msgspec.convert(said, Mapping)
    except msgspec.ValidationError as error:
        raise ConfigError(str(error).replace("`$.", "`")) from error
    check(mapping)
    return mapping


def refuse_unknown_keys(said: Any, part: Any, place: str) -> None:
    """As msgspec would, but with the nearest names beside the path."""
    if get_origin(part) is list:
        for number, item in enumerate(said if isinstance(said, list) else []):
            refuse_unknown_keys(item, get_args(part)[0], f"{place}[{number}]")
        return
    if not (isinstance(part, type) and issubclass(part, msgspec.Struct)):
        return
    types = {field.name: field.type for field in msgspec.structs.fields(part)}
    for key, value in said.items() if isinstance(said, dict) else ():
        path = f"{place}.{key}" if place else key
        if key not in types:
            raise ConfigError(f"unknown key {path}; {nearest(key, types)}")
        refuse_unknown_keys(value, types[key], path)
