"""
Key judgements: what a reader must know after one minute, each made from stored facts.

Nothing here is written by hand or guessed: every sentence is a template over numbers
that the sections below show in full. Past tense, roles beside ids, no adjectives.
"""

from typing import NamedTuple

from pipeline.report.case_file import CaseFile
from pipeline.report.hostile_text import brief
from pipeline.report.roles import ROLE_RANK
from pipeline.report.sections.disruption import key_channels
from pipeline.report.sections.doubt import fits_best, least_evidence
from pipeline.report.sections.gaps import confidence
from pipeline.report.sections.money import channels, main_flows
from pipeline.report.sections.who import no_resemblance
from pipeline.report.sections.why import Fired, not_fired, not_testable
from pipeline.report.wording import channel, counted, listing, money, period, share

FLAGS_NAMED = 3
ENDS = ("operative", "cash-out")  # money from here to an earlier role is a return


class Summary(NamedTuple):
    what: list[str]
    why: list[str]
    against: list[str]
    confidence: list[str]
    next_steps: list[str]


Told = tuple[str, list[int]]  # a sentence and the transactions behind it


def summary(case: CaseFile, flags: list[Fired]) -> Summary:
    """``flags`` as ``why.fired`` has them."""
    level, reason = confidence(case)
    return Summary(
        what=[sentence for sentence, _ in _what(case)],
        why=[*map(_flag, flags[:FLAGS_NAMED]), *_more_flags(flags)],
        against=_against(case, flags),
        confidence=[
            f"Priority {case.priority:.0f} of 100: an order of review, not a "
            "probability.",
            *by_ranker(case),
            f"Confidence in the data: {level}; {reason}.",
            *least_evidence(case),
        ],
        next_steps=_next_steps(case),
    )


def by_ranker(case: CaseFile) -> list[str]:
    """One sentence where a ranker set the priority, none where alerts did."""
    if case.set_by != "ranker":
        return []
    return [
        "A ranker that was trained on labels set this priority and opened the case; by "
        "alerts alone its order would be another. It repeats what reviewers labelled."
    ]


def rows_behind(case: CaseFile) -> list[list[int]]:
    """For each sentence of ``Summary.what`` the numbers of its transactions."""
    return [numbers for _, numbers in _what(case)]


def _what(case: CaseFile) -> list[Told]:
    every = [row["number"] for row in case.payments]
    return [
        (_network(case), every),
        *_main_flow(case),
        *_returns(case),
        (_channels(case), every),
    ]


def named(case: CaseFile, account_id: str) -> str:
    """``F-12 (facilitator)``."""
    return f"{brief(account_id)} ({case.role(account_id)})"


def _network(case: CaseFile) -> str:
    core = sum(row["part"] == "core" for row in case.member_rows)
    touched = len(case.member_rows) - core
    known = len(case.payments) - case.unknown_values
    unknown = f" and {case.unknown_values:,} more of unknown amount"
    context = f" and {counted(touched, 'context account')}" if touched else ""
    return (
        f"{counted(core, 'core account')}{context} moved "
        f"{money(case.value_cents, case.base_currency)} in "
        f"{counted(known, 'transaction')}{unknown if case.unknown_values else ''}, "
        f"{period(case.first_at, case.last_at)}."
    )


def _main_flow(case: CaseFile) -> list[Told]:
    """In the strongest evidence: what surrounds it is often larger, and ordinary."""
    strongest = next(iter(case.alerts["red_flag"]), None)
    flows = main_flows(case, strongest)
    of = f" in the evidence of {strongest}" if strongest else ""
    lead = (f"The largest flow{of} went", "The next went")
    return [
        (
            f"{words} from {named(case, sender)} to {named(case, receiver)}: "
            f"{money(flow.cents, case.base_currency)} in "
            f"{counted(flow.payments, 'transaction')}, {flow.when}, by "
            f"{listing(flow.channels)}.",
            flow.numbers,
        )
        for words, (sender, receiver, flow) in zip(lead, flows, strict=False)
        if flow.cents
    ]


def _returns(case: CaseFile) -> list[Told]:
    """Money that operatives sent back to an earlier role; as dashed in the picture."""
    back = [
        row
        for row in case.payments
        if row["sender_role"] in ENDS
        and ROLE_RANK[case.role(row["receiver_account"])] < ROLE_RANK[ENDS[0]]
    ]
    if not back:
        return []
    cents = sum(row["value_cents"] or 0 for row in back)
    receivers = {row["receiver_account"]: None for row in back}
    sentence = (
        f"{money(cents, case.base_currency)} went back towards its source in "
        f"{counted(len(back), 'transaction')}, "
        f"{period(back[0]['booked_at'], back[-1]['booked_at'])}, to "
        f"{listing([named(case, account) for account in receivers], 2)}."
    )
    return [(sentence, [row["number"] for row in back])]


def _channels(case: CaseFile) -> str:
    used = [
        f"{channel(one.name)} {share(one.cents / case.value_cents)}"
        if case.value_cents
        else channel(one.name)
        for one in channels(case)
    ]
    if not used:
        return "Channels: not available, as the case has no transaction."
    return f"Channels by value: {listing(used, 5)}."


def _flag(flag: Fired) -> str:
    return f"{flag.text.title} ({flag.text.id}): {flag.alerts[0].sentence}"


def _more_flags(flags: list[Fired]) -> list[str]:
    more = [f"{flag.text.title} ({flag.text.id})" for flag in flags[FLAGS_NAMED:]]
    return [f"Also raised: {listing(more, 6)}."] if more else []


def _against(case: CaseFile, flags: list[Fired]) -> list[str]:
    innocent = [
        f"The same shape has lawful forms ({flag.text.id}): {flag.text.innocent}."
        for flag in flags[:FLAGS_NAMED]
    ]
    silent, blind = len(not_fired(case)), len(not_testable(case))
    return [
        *fits_best(case),
        *innocent,
        f"{counted(silent, 'tested red flag')} raised no alert in this case; "
        f"{blind:,} could not be tested with this data.",
        no_resemblance(case)
        if case.screening_hits.is_empty()
        else "A resemblance to a listed name or identifier is not confirmed.",
    ]


def _next_steps(case: CaseFile) -> list[str]:
    steps = [
        "Read the evidence below against the lawful explanations; close the case if "
        "one of them fits.",
    ]
    if not case.screening_hits.is_empty():
        steps.append("Confirm or reject each list resemblance by identifiers.")
    if case.unknown_values:
        steps.append(
            f"Ask the supplier for {counted(case.unknown_values, 'unknown amount')}."
        )
    strongest = next((c for c in key_channels(case) if c.stopped_cents), None)
    if strongest:
        who = (
            f"corridor {strongest.channel}"
            if strongest.kind == "corridor"
            else named(case, strongest.channel)
        )
        steps.append(
            f"Obtain records for {who} first: it alone carried "
            f"{share(strongest.share)} "
            f"({money(strongest.stopped_cents, case.base_currency)}) of the flow from "
            "sources to ends."
        )
    return [
        *steps,
        "Record the decision and the reviewer's name; measures are for the competent "
        "authority.",
    ]
