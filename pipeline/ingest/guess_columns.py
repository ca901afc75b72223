"""Which of a bank's columns is which of our fields, by its name and what it holds."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.ingest.glance import Glance
from pipeline.ingest.guess_values import guess_times, looks_like_amounts
from pipeline.ingest.header_words import HEADERS, listed, plain
from pipeline.ingest.value_words import DIRECTIONS, meaning_of

NOBODY = "0"  # how some ledgers write an empty counterparty
WORDS = 40  # a column of more different words is text, not a vocabulary
LOOKED_AT = 300  # values; trying formats on more takes seconds
CLOCK = re.compile(r"\d{1,2}[:.]\d{2}([:.]\d{2})?( ?[AaPp][Mm])?")
CODE = re.compile(r"[A-Z]{3}|\W|Kč|zł")


@dataclass
class Columns:
    """Field → header, and the fields that what a column holds decided, not its name."""

    of: dict[str, str] = field(default_factory=dict)
    by_content: set[str] = field(default_factory=set)

    @property
    def one_sided(self) -> bool:
        return "sender_account" not in self.of


def told(glance: Glance, header: str) -> list[str]:
    """The values that are not empty, in order."""
    return [value for value in glance.columns[header] if value]


def words_of(glance: Glance, header: str) -> list[str]:
    """Its different words, in order of appearance."""
    return list(dict.fromkeys(told(glance, header)))


def guess_columns(glance: Glance) -> Columns:
    found = Columns()
    for name in ("booked_at", "time", "amount_in", "amount_out"):
        _take(found, glance, name)
    if not {"amount_in", "amount_out"} <= found.of.keys():
        for name in ("amount_in", "amount_out"):
            found.of.pop(name, None)
        _take(found, glance, "amount")
    for name in ("currency", "direction"):
        _take(found, glance, name)
    _take_direction_by_content(found, glance)
    _take_ends(found, glance)
    rest = ("transaction_id", "channel", "purpose", "merchant_category")
    sides = ("counterparty",) if found.one_sided else ("sender", "receiver")
    about = [f"{side}_{what}" for side in sides for what in ("name", "bank", "country")]
    for name in (*about, *(["bank"] if found.one_sided else []), *rest):
        _take(found, glance, name)
    _set_straight_the_bank(found, glance)
    return found


def _take(found: Columns, glance: Glance, name: str) -> None:
    """The best named column that is free and holds what the field needs."""
    named = sorted(
        (-_likeness(header, name), place, header)
        for place, header in enumerate(glance.columns)
        if header not in found.of.values()
    )
    for score, _, header in named:
        if score < 0 and HOLDS.get(name, _anything)(told(glance, header)[:LOOKED_AT]):
            found.of[name] = header
            return


def _likeness(header: str, name: str) -> int:
    """
    0 where the name says nothing; the same words count more than some of them.

    Some of them count only where the header is not just what another field is called.
    """
    words = plain(re.sub(r"#\d+$|\(.*?\)|\[.*?\]", "", header).replace("_", " "))
    known = listed(HEADERS[name])
    if words in known:
        return 1_000 - known.index(words)
    if any(words in listed(others) for others in HEADERS.values()):
        return 0
    inside = [
        place
        for place, phrase in enumerate(known)
        if len(phrase) > 2 and f" {phrase} " in f" {words} "
    ]
    return 500 - min(inside) if inside else 0


def _take_direction_by_content(found: Columns, glance: Glance) -> None:
    if "direction" in found.of or "amount_in" in found.of:
        return
    for header in glance.columns:
        if header not in found.of.values() and _is_direction(told(glance, header)):
            found.of["direction"] = header
            found.by_content.add("direction")
            return


def _take_ends(found: Columns, glance: Glance) -> None:
    """Sender and receiver, or the ledger's own account and its counterparty."""
    for name in ("sender_account", "receiver_account"):
        _take(found, glance, name)
    if {"sender_account", "receiver_account"} <= found.of.keys():
        return
    lone = found.of.pop("receiver_account", None) or found.of.pop(
        "sender_account", None
    )
    _take(found, glance, "counterparty")
    if lone and "counterparty" not in found.of:
        found.of["counterparty"] = lone
    _take(found, glance, "account")
    if "counterparty" in found.of:
        return
    first = found.of.get("account")
    _take(found, glance, "account")
    second = found.of.get("account")
    if first is None or second is None or first == second:
        return
    if not {"direction", "amount_in"} & found.of.keys():
        found.of.pop("account")
        found.of |= {"sender_account": first, "receiver_account": second}
        found.by_content |= {"sender_account", "receiver_account"}
        return
    fuller, emptier = sorted((first, second), key=lambda h: -len(told(glance, h)))
    found.of |= {"account": fuller, "counterparty": emptier}
    found.by_content |= {"account", "counterparty"}


def _set_straight_the_bank(found: Columns, glance: Glance) -> None:
    """A bank that is empty where the counterparty is, is the counterparty's."""
    bank, other = found.of.get("bank"), found.of.get("counterparty")
    if bank is None or other is None or "counterparty_bank" in found.of:
        return
    pairs = zip(glance.columns[bank], glance.columns[other], strict=True)
    together = all(code or number in ("", NOBODY) for code, number in pairs)
    if together and len(told(glance, bank)) < len(glance.columns[bank]):
        found.of["counterparty_bank"] = found.of.pop("bank")
        found.by_content.add("counterparty_bank")


def _anything(values: list[str]) -> bool:
    return True


def _is_direction(values: list[str]) -> bool:
    words = list(dict.fromkeys(values))
    known = [meaning_of(word, DIRECTIONS) for word in words]
    return 1 < len(words) <= 6 and {"in", "out"} <= set(known)


def _is_time(values: list[str]) -> bool:
    return bool(guess_times(values).formats)


def _is_clock(values: list[str]) -> bool:
    return bool(values) and all(CLOCK.fullmatch(value) for value in values)


def _is_currency(values: list[str]) -> bool:
    return bool(values) and all(CODE.fullmatch(value) for value in values)


def _is_vocabulary(values: list[str]) -> bool:
    return 0 < len(set(values)) <= WORDS


def _is_id(values: list[str]) -> bool:
    return len(set(values)) == len(values)


HOLDS: dict[str, Callable[[list[str]], bool]] = {
    "booked_at": _is_time,
    "time": _is_clock,
    **dict.fromkeys(("amount", "amount_in", "amount_out"), looks_like_amounts),
    "currency": _is_currency,
    "direction": _is_direction,
    "channel": _is_vocabulary,
    "transaction_id": _is_id,
}
