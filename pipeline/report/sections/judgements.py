"""
Key judgements: how far each is supported, and how good the data behind it are.

Both are words with written criteria, told apart, and neither is a probability: how many
such leads are true depends on the population, and that table stands elsewhere.
"""

from typing import NamedTuple

from pipeline.report.case_file import CaseFile
from pipeline.report.red_flag_text import red_flag_text
from pipeline.report.sections.disruption import KeyChannel
from pipeline.report.sections.gaps import confidence
from pipeline.report.sections.money import Sum
from pipeline.report.sections.who import screening_words
from pipeline.report.wording import counted, listing, money, share

SUPPORT = {
    "three families or more": "red flags of at least three families were raised",
    "two families": "red flags of two families were raised",
    "one family": "red flags of one family were raised",
    "resemblance": "a name or identifier of a listed entry is similar or the same",
    "not shown": "nothing in the data supports it; payment data cannot show it",
    "measured": "computed from payments in the data, no inference about people",
}
CONFIDENCE = {
    "high": "at most 5 % of payments have an inexact or unknown amount or an "
    "approximate time",
    "moderate": "more than 5 % and at most 40 % have",
    "low": "more than 40 % have",
}


class Judgement(NamedTuple):
    statement: str
    support: str  # a key of SUPPORT
    confidence: str  # a key of CONFIDENCE
    because: str


def judgements(
    case: CaseFile, stages: list[Sum], channels: list[KeyChannel]
) -> list[Judgement]:
    data, why = confidence(case)
    return [
        _network(case, data),
        _stages(case, stages, data, why),
        *_channel(case, channels, data),
        _purpose(),
        *_listed(case),
    ]


def _network(case: CaseFile, data: str) -> Judgement:
    flags = list(dict.fromkeys(case.alerts["red_flag"]))
    families = sorted({red_flag_text(flag).family for flag in flags})
    support = {0: "not shown", 1: "one family", 2: "two families"}.get(
        len(families), "three families or more"
    )
    core = sum(row["part"] == "core" for row in case.member_rows)
    because = (
        f"{counted(len(flags), 'red flag')} of "
        f"{counted(len(families), 'family', 'families')} ({listing(families, 6)}), "
        f"{counted(case.alerts.height, 'alert')}"
        if flags
        else "no alert is recorded for this case"
    )
    return Judgement(
        f"{counted(core, 'core account')} acted together in moving money, allegedly.",
        support,
        data,
        f"{because}. Lawful explanations stand below.",
    )


def _stages(case: CaseFile, stages: list[Sum], data: str, why: str) -> Judgement:
    seen = [
        f"{one.name} {money(one.cents, case.base_currency)}"
        for one in stages
        if one.payments
    ]
    return Judgement(
        f"By role and channel, money was in these stages: {listing(seen, 4)}."
        if seen
        else "No stage was seen: the case has no transaction.",
        "measured",
        data,
        f"totals add up to transactions.csv; {why}.",
    )


def _channel(case: CaseFile, channels: list[KeyChannel], data: str) -> list[Judgement]:
    strongest = next((one for one in channels if one.stopped_cents), None)
    if strongest is None:
        return []
    return [
        Judgement(
            f"One {strongest.kind} alone carried {share(strongest.share)} of the flow "
            "from sources to ends.",
            "measured",
            data,
            f"{money(strongest.stopped_cents, case.base_currency)} by maximum flow; "
            "see key channels.",
        )
    ]


def _purpose() -> Judgement:
    return Judgement(
        "The purpose of the money is not judged.",
        "not shown",
        "low",
        "payments show amounts, times and accounts, never an intention.",
    )


def _listed(case: CaseFile) -> list[Judgement]:
    parties = screening_words(case)
    if not parties:
        return []
    exact = int(case.screening_hits["exact_identifier"].sum())
    return [
        Judgement(
            f"{counted(len(parties), 'party', 'parties')} of the case resembled a "
            "listed entry.",
            "resemblance",
            "moderate" if exact else "low",
            f"{counted(exact, 'resemblance')} by identifier, the others by name; none "
            "confirmed.",
        )
    ]
