"""The ladder of channels between two jurisdictions, or within one, as of a day."""

from datetime import date
from typing import NamedTuple

from pipeline.cooperation.standing import standing
from pipeline.reference.codes import country_name
from pipeline.reference.frameworks import IN, OUT, SUSPENDED, Membership, membership
from pipeline.reference.instruments import RUNGS, Instrument, instruments

OPEN, VERIFY, LATER, CLOSED = "open", "verify", "later", "closed"
ORDER = (OPEN, VERIFY, LATER, CLOSED)
CONFIDENCE = {"H": "high", "M": "medium", "L": "low"}


class Channel(NamedTuple):
    """
    One instrument for one pair, with everything that could stop it.

    ``open``: both sides take part as recorded. ``verify``: something recorded is
    uncertain. ``later``: it began after the day, so only a request made since can use
    it. ``closed``: a side that might take part does not, or is suspended.
    """

    instrument: Instrument
    sides: tuple[str, ...]  # the countries it is for; both, or one by itself
    state: str
    cautions: tuple[str, ...]  # why it is not simply open
    confidence: str  # the lowest of the instrument's and its rows'
    sources: tuple[str, ...]  # of each row it rests on
    undated: tuple[str, ...]  # countries whose membership has no recorded start


def channels_between(one: str, other: str, day: date) -> list[Channel]:
    """
    By rung; within it what stands open, what needs a check, what everybody may use,
    then the rest. An instrument that is for neither side is left out.
    """
    found = [
        channel
        for instrument in instruments()
        if (channel := _channel(instrument, (one, other), day))
    ]
    return _ordered(found)


def channels_within(country: str, day: date) -> list[Channel]:
    """What one jurisdiction can do by itself."""
    found = [
        channel
        for instrument in instruments()
        if instrument.rule.startswith("each")
        and (channel := _channel(instrument, (country,), day))
    ]
    return _ordered(found)


def _ordered(channels: list[Channel]) -> list[Channel]:
    rungs = list(RUNGS)
    return sorted(
        channels,
        key=lambda one: (
            rungs.index(one.instrument.rung),
            ORDER.index(one.state) > ORDER.index(VERIFY),
            one.instrument.rule == "any",
            ORDER.index(one.state),
        ),
    )


def _channel(
    instrument: Instrument, pair: tuple[str, ...], day: date
) -> Channel | None:
    rule, _, only = instrument.rule.partition(":")
    if rule == "any":
        doubt = ("not recorded; verify",) if instrument.confidence == "L" else ()
        state = VERIFY if doubt else OPEN
        return Channel(instrument, pair, state, doubt, instrument.confidence, (), ())
    framework = instrument.framework or ""
    if rule == "each":
        wanted = [side for side in pair if only in ("", side)]
        rows = [row for side in wanted if (row := membership(side, framework))]
        return _judged(instrument, rows, day) if rows else None
    if rule == "with":
        if only not in pair:
            return None
        wanted = [side for side in pair if side != only]
    else:
        wanted = list(pair)
    rows = [row for side in wanted if (row := membership(side, framework))]
    if len(rows) < len(wanted) or not rows:
        return (
            None  # a region's or one country's own instrument, and a side is not of it
        )
    judged = _judged(instrument, rows, day, together=True)
    return judged._replace(sides=pair)


def _judged(
    instrument: Instrument, rows: list[Membership], day: date, *, together: bool = False
) -> Channel:
    """``together``: one side that is out closes it; else those that are in have it."""
    taking_part = [row for row in rows if row.standing == IN]
    if taking_part and not together:
        rows = taking_part
    cautions: list[str] = []
    state = OPEN
    for row in rows:
        said, why = _row_state(row, day)
        state = max(state, said, key=ORDER.index)
        cautions += why
    if instrument.begins and day < instrument.begins:
        state = max(state, LATER, key=ORDER.index)
        cautions.append(f"began {instrument.begins}, after the data end")
    return Channel(
        instrument,
        tuple(row.country for row in rows),
        state,
        tuple(cautions),
        max(
            [instrument.confidence, *(row.confidence for row in rows)], key="HML".index
        ),
        tuple(f"{row.country}: {_source(row)}" for row in rows),
        tuple(row.country for row in rows if row.valid_from is None),
    )


def _row_state(row: Membership, day: date) -> tuple[str, list[str]]:
    name = country_name(row.country)
    if row.standing == SUSPENDED:
        return CLOSED, [f"{name} suspended since {row.valid_to or row.as_of}"]
    doubt = "; verify" if row.verify else ""
    if row.standing == OUT:
        return CLOSED, [f"{name}: recorded as {_words(row.status)}{doubt}"]
    if row.verify:
        return VERIFY, [f"{name}: recorded as {_words(row.status)}{doubt}"]
    if row.begins_after(day):
        return LATER, [f"{name} takes part since {row.valid_from}, after the data end"]
    return OPEN, []


def _words(status: str) -> str:
    known = {"Y": "taking part", "N": "not taking part"}
    return known.get(status, status.replace("_", " "))


def _source(row: Membership) -> str:
    parts = [row.source, row.locator, f"as of {row.as_of}"]
    return "; ".join(part for part in parts if part)


def warnings(one: str, other: str, day: date) -> list[str]:
    """What an officer must know before data leave for the other side."""
    said = []
    for country in dict.fromkeys((one, other)):
        about, name = standing(country, day), country_name(country)
        if not about.recorded:
            said.append(f"{name} has no entry in the table: look up every status.")
        said += [
            f"{name} stood on FATF's list: {listed}." for listed in about.fatf_lists
        ]
    if (
        all(membership(country, "SCO_RATS") for country in (one, other))
        and one != other
    ):
        said.append(
            "Both are members of the Shanghai Cooperation Organisation, whose "
            "definitions reach wider than the UN convention's: never a first choice, "
            "and a human-rights screen before any data are sent."
        )
    return said
