"""Cooperation: for each pair of jurisdictions that paid each other, the channels."""

from collections import Counter, defaultdict
from typing import NamedTuple

from pipeline.cooperation import (
    Channel,
    channels_between,
    channels_within,
    warnings,
)
from pipeline.cooperation.channels import CONFIDENCE, OPEN, VERIFY
from pipeline.reference.codes import country_name
from pipeline.reference.instruments import RUNGS, Instrument
from pipeline.report.case_file import CaseFile, Row
from pipeline.report.partners.jurisdictions import (
    Jurisdiction,
    acting_day,
    jurisdictions,
    known,
    unplaced,
)
from pipeline.report.sections.prerequisites import held_against
from pipeline.report.wording import counted, day, period

MOST_PAIRS = 8  # on a page; case.json has all
MOST_SOURCES = 12
USUAL = "M"  # confidence of most rows; told once, not on every line


class Rung(NamedTuple):
    heading: str
    usable: list[str]  # in the order in which they are tried
    cautions: list[str]  # what to check, or why one is not open
    quickest: str  # latency class of the first choice


class Pair(NamedTuple):
    one: str
    other: str
    name: str
    payments: int
    unknown: int
    value_cents: int  # both directions
    sent_by_one_cents: int
    when: str
    rungs: list[Rung]
    warnings: list[str]
    channels: list[Channel]


class Cooperation(NamedTuple):
    as_of: str
    jurisdictions: list[Jurisdiction]
    pairs: list[Pair]  # most value first
    silent_pairs: int  # jurisdictions of the case that did not pay each other
    alone: list[Rung]  # of the only jurisdiction, where there is one
    unplaced: list[str]
    instruments: list[Instrument]  # named above
    sources: list[str]  # of the memberships, with the number of rows each
    undated: int  # memberships whose start is not recorded, taken as held
    member_rows: int


def cooperation(case: CaseFile) -> Cooperation:
    found = jurisdictions(case)
    pairs = _pairs(case)
    alone = []
    if len(found) == 1:
        own = channels_within(found[0].country, acting_day(case))
        alone = held_against(case, case.payments, own)
    channels = [*alone, *(channel for pair in pairs for channel in pair.channels)]
    used = dict.fromkeys(channel.instrument for channel in channels)
    order = list(RUNGS)
    possible = len(found) * (len(found) - 1) // 2
    return Cooperation(
        as_of=day(case.run.last_booked or case.last_at),
        jurisdictions=found,
        pairs=pairs,
        silent_pairs=possible - len(pairs),
        alone=_rungs(alone),
        unplaced=unplaced(case),
        instruments=sorted(used, key=lambda one: order.index(one.rung)),
        sources=_sources(channels),
        undated=len(
            {(one.instrument.framework, c) for one in channels for c in one.undated}
        ),
        member_rows=len(
            {
                (one.instrument.framework, source.partition(": ")[0])
                for one in channels
                for source in one.sources
            }
        ),
    )


def _pairs(case: CaseFile) -> list[Pair]:
    by_pair: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in case.payments:
        ends = row["sender_country"], row["receiver_country"]
        if all(map(known, ends)) and ends[0] != ends[1]:
            one, other = sorted(ends)
            by_pair[one, other].append(row)
    found = [_pair(case, pair, rows) for pair, rows in by_pair.items()]
    return sorted(found, key=lambda one: (-one.value_cents, -one.payments, one.name))


def _pair(case: CaseFile, pair: tuple[str, str], rows: list[Row]) -> Pair:
    def sent(country: str) -> int:
        return sum(
            row["value_cents"] or 0 for row in rows if row["sender_country"] == country
        )

    # The side that sent more comes first, as its money is what both look for.
    one, other = sorted(pair, key=lambda country: (-sent(country), country))
    day_of = acting_day(case)
    channels = held_against(case, rows, channels_between(one, other, day_of))
    return Pair(
        one=one,
        other=other,
        name=f"{country_name(one)} ({one}) – {country_name(other)} ({other})",
        payments=len(rows),
        unknown=sum(row["value_cents"] is None for row in rows),
        value_cents=sent(one) + sent(other),
        sent_by_one_cents=sent(one),
        when=period(rows[0]["booked_at"], rows[-1]["booked_at"]),
        rungs=_rungs(channels),
        warnings=warnings(one, other, day_of),
        channels=channels,
    )


def _rungs(channels: list[Channel]) -> list[Rung]:
    rungs = []
    for key, heading in RUNGS.items():
        own = [one for one in channels if one.instrument.rung == key]
        usable = [one for one in own if one.state in (OPEN, VERIFY)]
        if own:
            rungs.append(
                Rung(
                    heading,
                    [_words(one) for one in usable],
                    [
                        f"{one.instrument.name}: {caution}"
                        for one in own
                        for caution in one.cautions
                    ],
                    usable[0].instrument.latency if usable else "–",
                )
            )
    return rungs


def _words(channel: Channel) -> str:
    alone = len(channel.sides) == 1
    side = f" for {channel.sides[0]}" if alone else ""
    told = [channel.instrument.latency]
    if channel.confidence != USUAL:
        told.append(f"confidence {CONFIDENCE[channel.confidence]}")
    if channel.state == VERIFY:
        told.append("verify")
    return f"{channel.instrument.name}{side} ({'; '.join(told)})"


def _sources(channels: list[Channel]) -> list[str]:
    rows = {source for channel in channels for source in channel.sources}
    texts = Counter(source.partition(": ")[2] for source in rows)
    ordered = sorted(texts.items(), key=lambda one: (-one[1], one[0]))
    shown = [f"{text} ({counted(rows, 'row')})" for text, rows in ordered]
    more = len(shown) - MOST_SOURCES
    return [
        *shown[:MOST_SOURCES],
        *([f"{more:,} more in case.json"] if more > 0 else []),
    ]
