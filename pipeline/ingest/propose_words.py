"""The part of a proposed mapping that says what the bank's words mean."""

import re

from pipeline.ingest.glance import Glance
from pipeline.ingest.guess_columns import NOBODY, WORDS, Columns, told, words_of
from pipeline.ingest.toml_text import Lines, quoted
from pipeline.ingest.value_words import CHANNELS, DIRECTIONS, meaning_of
from pipeline.reference.codes import currency_codes

SYMBOLS = {"€": "EUR", "£": "GBP", "¥": "JPY", "$": "USD", "Kč": "CZK", "zł": "PLN"}


def currency(lines: Lines, seen: Glance, found: Columns) -> None:
    """The constant, where no column names the currency."""
    if "currency" in found.of:
        return
    amounts = [found.of.get(name, "") for name in ("amount", "amount_in")]
    codes = [
        code
        for header in amounts
        for code in re.findall(r"(?<![A-Z])[A-Z]{3}(?![A-Z])", header.upper())
        if code in currency_codes()
    ]
    if codes:
        lines.say("currency", codes[0], "GUESS by the name of the amount's column")
    else:
        note = "CHOOSE: no column names it; XXX is none, and stops every row"
        lines.say("currency", "XXX", note)


def vocabularies(lines: Lines, seen: Glance, found: Columns) -> None:
    header = found.of.get("currency")
    words = words_of(seen, header) if header else []
    symbols = [word for word in words if word in SYMBOLS]
    if symbols:
        lines.table("[values.currency]")
    for word in symbols:
        lines.say(word, SYMBOLS[word], "GUESS: the sign stands for several currencies")
    if NOBODY in _counterparties(seen, found):
        lines.table("[values.counterparty]")
        lines.say(NOBODY, "", "GUESS: nobody")
    if header := found.of.get("direction"):
        lines.table("[values.direction]", _only_these(seen))
        for word in words_of(seen, header)[:WORDS]:
            if ours := meaning_of(word, DIRECTIONS):
                lines.say(word, ours, "GUESS")
            else:
                lines.comment(f'CHOOSE: {quoted(word)} = "in" or "out"; stops its rows')
    if header := found.of.get("channel"):
        lines.table("[values.channel]", _only_these(seen))
        for word in words_of(seen, header)[:WORDS]:
            ours = meaning_of(word, CHANNELS)
            lines.say(word, ours or "other", "GUESS" if ours else "GUESS: not known")
        if "" in seen.columns[header]:
            lines.say("", "other", "GUESS: where the column is empty")


def external(lines: Lines, seen: Glance, found: Columns) -> None:
    """Rules for rows that name nobody at one end, if there are any."""
    names = (
        ("counterparty",) if found.one_sided else ("sender_account", "receiver_account")
    )
    columns = [seen.columns[found.of[name]] for name in names if name in found.of]
    empty = any("" in values or NOBODY in values for values in columns)
    if columns and not empty:
        return
    channel = found.of.get("channel")
    words: dict[str, list[str]] = {}
    for word in words_of(seen, channel)[:WORDS] if channel else []:
        words.setdefault(meaning_of(word, CHANNELS) or "", []).append(word)
    cash = words.get("cash_deposit", []) + words.get("cash_withdrawal", [])
    lines.table(
        "# Who stands at an end that the row leaves empty: the first that fits."
    )
    if channel and cash:
        _rule(lines, channel, cash, "cash of {account}", "cash")
    if channel and "internal" in words:
        _rule(lines, channel, words["internal"], "the bank itself", "external")
    lines.table("[[external]]")
    lines.say("account", "unnamed by {account}", "GUESS: one for each account")


def _rule(
    lines: Lines, channel: str, words: list[str], account: str, kind: str
) -> None:
    lines.table("[[external]]", "GUESS by the words of the channel")
    lines.say("when", {channel: words})
    lines.say("account", account)
    lines.say("kind", kind)


def _counterparties(seen: Glance, found: Columns) -> list[str]:
    header = found.of.get("counterparty")
    return told(seen, header) if header else []


def _only_these(seen: Glance) -> str:
    rows = len(next(iter(seen.columns.values()), []))
    return f"the words of the first {rows} rows; there may be others"
