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

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from pipeline.schemas import RawRow, RawTransactions

OWN = tuple(name for name in RawTransactions.columns() if name not in RawRow.columns())
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


class File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the text is cut into rows; a Parquet file needs none of it."""

    delimiter: Mark = ","
    quote: Annotated[str, Meta(max_length=1)] = '"'  # "" where nothing is quoted
    encoding: str = "utf-8"
    skip_lines: Annotated[int, Meta(ge=0, le=1000)] = 0  # lines above the header
    columns: list[str] = []  # names, in order, of a file without a header line
    trim: bool = True  # spaces around a value mean nothing
    digits: Annotated[str, Meta(min_length=10, max_length=10)] = "0123456789"


class Amounts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    decimal_mark: Mark = "."
    thousands_mark: str = ""  # each character is one that may part groups
    grouping: Literal["thousands", "indian"] = "thousands"  # 1,234,567 or 12,34,567
    implied_decimals: Annotated[int, Meta(ge=0, le=18)] = 0  # 2: the file counts cents
    negative: Literal["leading", "trailing", "parentheses"] = "leading"
    # unsigned: a minus stays, and validation quarantines it; ignored: it is dropped.
    sign: Literal["unsigned", "in_is_positive", "out_is_positive", "ignored"] = (
        "unsigned"
    )


class Times(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    ``formats``: strptime patterns, "iso", "epoch_seconds" or "epoch_milliseconds".

    A value that two of them read differently stays as delivered. So does a local time
    that a clock change skips (``gap``) or repeats (``fold``), unless said otherwise.
    A date without a time keeps its day, as midnight UTC, whatever the zone.
    """

    formats: Annotated[tuple[str, ...], Meta(min_length=1)] = ("iso",)
    zone: str = ""  # of times that carry none, e.g. "Europe/Prague"
    fold: Literal["leave", "earlier", "later"] = "leave"
    gap: Literal["leave", "before", "after"] = "leave"  # which side's offset holds
    two_digit_years_from: Annotated[int, Meta(ge=1900, le=2000)] = 1970


class External(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Who stands at an end that the row leaves empty; the first rule that fits wins.

    ``account`` may hold ``{account}``, the row's other end: one person's cash is then
    kept apart from another's. Where no rule fits, the end stays empty.
    """

    account: Annotated[str, Meta(min_length=1)]
    kind: str = "external"
    channel: str = ""  # replaces the row's channel
    when: dict[str, str | list[str]] = {}  # header → values, "" empty; all must hold


class Mapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    columns: dict[str, str | list[str]]
    constants: dict[str, Annotated[str, Meta(min_length=1)]] = {}
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
