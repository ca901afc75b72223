"""
Propose a mapping for a table that nobody has described yet.

What the head of the file shows is filled in, every guess marked ``GUESS`` with its
reason. What it cannot show is not guessed but marked ``CHOOSE``: until someone does,
the proposal holds settings under which the doubtful rows are stopped.
"""

from pathlib import Path

from pipeline.ingest.glance import Glance, glance
from pipeline.ingest.guess_columns import LOOKED_AT, Columns, guess_columns, told
from pipeline.ingest.guess_values import AmountGuess, guess_amounts, guess_times
from pipeline.ingest.mapping import Amounts
from pipeline.ingest.propose_words import currency, external, vocabularies
from pipeline.ingest.toml_text import Lines, quoted

INTRODUCTION = (
    "How tfnet reads this bank's table, proposed from the first rows of a file. Lines "
    "marked GUESS need a look, lines marked CHOOSE a decision. Every key is explained "
    "in pipeline/ingest/mapping.py. Then: tfnet run --input TABLE --mapping THIS_FILE"
)
NOT_FOUND = "CHOOSE: no column was recognised; write its header here"


def propose_mapping(path: Path) -> str:
    """
    The text of a mapping for the table at ``path``, or for the first of a folder.

    It loads as it stands, and reads the file unless a column was not recognised.
    Raises InputError where there is no table.
    """
    seen = glance(path)
    found = guess_columns(seen)
    amounts = _amounts_of(seen, found)
    lines = Lines()
    lines.comment(INTRODUCTION)
    _file(lines, seen, amounts)
    _columns(lines, seen, found)
    _constants(lines, seen, found)
    _times(lines, seen, found)
    _amounts(lines, found, amounts)
    vocabularies(lines, seen, found)
    external(lines, seen, found)
    return lines.text()


def _amounts_of(seen: Glance, found: Columns) -> AmountGuess:
    headers = [found.of.get(name) for name in ("amount", "amount_in", "amount_out")]
    return guess_amounts(
        [v for header in headers if header for v in told(seen, header)]
    )


def _file(lines: Lines, seen: Glance, amounts: AmountGuess) -> None:
    if seen.delimiter is None:  # Parquet
        return
    lines.table("[file]")
    lines.say("delimiter", seen.delimiter)
    note = seen.notes.get("encoding")
    lines.say("encoding", seen.encoding, f"GUESS: {note}" if note else None)
    if seen.skip_lines:
        lines.say("skip_lines", seen.skip_lines, "GUESS: these are cut otherwise")
    if not seen.has_header:
        names = list(seen.columns)
        lines.say("columns", names, "GUESS: the first line holds figures, not names")
    if not amounts.digits.isascii():
        lines.say("digits", amounts.digits)


def _columns(lines: Lines, seen: Glance, found: Columns) -> None:
    lines.table("[columns]", "our field = the header in the file")
    for name, header in found.of.items():
        content = name in found.by_content
        note = "GUESS by what it holds" if content else "GUESS by its name"
        if name == "booked_at":
            lines.say(name, _time_headers(seen, found), note)
        elif name != "time":
            lines.say(name, header, note)
    needed = ["booked_at", *([] if "amount_in" in found.of else ["amount"])]
    needed += ["account"] if found.one_sided else []
    for name in needed:
        if name not in found.of:
            note = NOT_FOUND
            note += ", or its number under [constants]" if name == "account" else ""
            lines.say(name, f"header of {name}", note)
    if "transaction_id" not in found.of:
        lines.comment("No column tells every row from the others: file and line will.")
    used = {*found.of.values(), *_time_headers(seen, found)}
    spare = [quoted(name) for name in seen.columns if name not in used]
    if spare:
        lines.comment(f"Not mapped, kept beside each row: {', '.join(spare)}")


def _constants(lines: Lines, seen: Glance, found: Columns) -> None:
    lines.table("[constants]")
    currency(lines, seen, found)
    if "channel" not in found.of:
        lines.say("channel", "other", "GUESS: no column tells how the money moved")
    if "counterparty_bank" in found.of and "bank" not in found.of:
        note = "GUESS: a code of its own keeps other banks' numbers apart"
        lines.say("bank", "OWN", note)


def _time_headers(seen: Glance, found: Columns) -> list[str]:
    """The header of the day, with that of the clock where they stand apart."""
    day, clock = found.of.get("booked_at"), found.of.get("time")
    if day is None:
        return []
    both = clock is not None and not any(":" in value for value in told(seen, day))
    return [day, clock] if both and clock else [day]


def _times(lines: Lines, seen: Glance, found: Columns) -> None:
    headers = _time_headers(seen, found)
    rows = zip(*(seen.columns[header] for header in headers), strict=True)
    values = [" ".join(row) for row in rows if all(row)]
    guess = guess_times(values[:LOOKED_AT])
    lines.table("[times]")
    if not guess.formats:
        lines.say("formats", ["iso"], "CHOOSE: no format known here fits")
    elif len(guess.formats) == 1:
        lines.say("formats", guess.formats, "GUESS: it fits the rows looked at")
    else:
        lines.comment(
            "CHOOSE: nothing in the rows looked at tells which of these is meant. "
            "Delete all but one; until then, values they read differently are stopped."
        )
        lines.say("formats", guess.formats)
    if guess.needs_zone:
        note = 'GUESS: none is named; likelier the bank\'s own, as "Europe/Prague"'
        lines.say("zone", "UTC", note)


def _amounts(lines: Lines, found: Columns, guess: AmountGuess) -> None:
    marks, usual = guess.marks, Amounts()
    lines.table("[amounts]")
    if guess.read < 1:
        share = f"{1 - guess.read:.0%}"
        lines.comment(f"{share} of the values looked at are no amounts and stopped.")
    if guess.ambiguous:
        lines.comment(
            "CHOOSE: the mark in these amounts parts thousands or decimals, and "
            "nothing tells which. Set both marks; until then such amounts are stopped."
        )
    lines.say("decimal_mark", marks.decimal_mark)
    lines.say("thousands_mark", marks.thousands_mark)
    if marks.negative != usual.negative:
        lines.say("negative", marks.negative)
    if marks.grouping != usual.grouping:
        lines.say("grouping", marks.grouping)
    says_who = {"direction", "amount_in"} & found.of.keys()
    if found.one_sided and not says_who:
        note = "GUESS: a minus is money out" if guess.signed else (
            "CHOOSE: nothing tells money in from money out"
        )  # fmt: skip
        lines.say("sign", "in_is_positive", note)
    elif found.one_sided and guess.signed:
        lines.say("sign", "ignored", "GUESS: another column says who paid")
    elif guess.signed:
        lines.comment("Negative amounts are stopped: the row says already who paid.")
