"""
The case told from the first payment to the last: who, what, when, where, how, why.

Every payment belongs to one sentence, so that the sentences add up to the case. What
was seen in the data, what this program inferred from it and what somebody else told
are kept apart. Past tense, no adjectives; ranges where amounts are not exact.
"""

from collections import defaultdict
from typing import NamedTuple

from pipeline.report.case_file import CaseFile, Row
from pipeline.report.hostile_text import brief
from pipeline.report.roles import ROLES
from pipeline.report.sections.amount_words import amount_words, cents_of
from pipeline.report.sections.why import Fired
from pipeline.report.timeline import Timeline
from pipeline.report.wording import channel, counted, day, listing, money, period, place

MOST_FLOWS = 12  # sentences about flows; the smaller ones share one
MOST_FLAGS = 6
Key = tuple[str, str, str | None, str | None]  # roles and countries of both ends


class Narrative(NamedTuple):
    seen: list[str]  # oldest first; each payment in one sentence
    pace: list[str]  # bursts and quiet spells
    inferred: list[str]
    told: list[str]
    reconciles: str


def narrative(case: CaseFile, flags: list[Fired], times: Timeline | None) -> Narrative:
    return Narrative(
        seen=_flows(case),
        pace=_spells(times, case.base_currency),
        inferred=[*_roles(case), *_why(flags)],
        told=_told(case),
        reconciles=_reconciles(case),
    )


def _flows(case: CaseFile) -> list[str]:
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in case.payments:
        key = (
            case.role(row["sender_account"]),
            case.role(row["receiver_account"]),
            row["sender_country"],
            row["receiver_country"],
        )
        groups[key].append(row)
    ordered = sorted(
        groups, key=lambda key: (-cents_of(groups[key]), -len(groups[key]))
    )
    told = sorted(ordered[:MOST_FLOWS], key=lambda key: groups[key][0]["number"])
    rest = [row for key in ordered[MOST_FLOWS:] for row in groups[key]]
    return [_flow(case, key, groups[key]) for key in told] + _rest(case, rest)


def _flow(case: CaseFile, key: Key, rows: list[Row]) -> str:
    sender_role, receiver_role, sender, receiver = key
    payers = {row["sender_account"] for row in rows}
    paid = {row["receiver_account"] for row in rows}
    if payers == paid and len(payers) == 1:
        whom = "itself"
    else:
        whom = f"{_accounts(paid, receiver_role)} in {_where(receiver)}"
    used = sorted({channel(row["channel"]) for row in rows})
    return (
        f"{_when(rows)}, {_accounts(payers, sender_role)} in {_where(sender)} paid "
        f"{whom} {amount_words(rows, case.base_currency)} in "
        f"{counted(len(rows), 'transaction')} by {listing(used)}."
    )


def _rest(case: CaseFile, rows: list[Row]) -> list[str]:
    if not rows:
        return []
    rows.sort(key=lambda row: row["number"])
    return [
        f"{_when(rows)}, {counted(len(rows), 'other transaction')} moved "
        f"{amount_words(rows, case.base_currency)} between accounts of other roles and "
        "countries."
    ]


def _accounts(ids: set[str], role: str) -> str:
    if role == "outside":
        return f"{counted(len(ids), 'account')} outside the case"
    number = counted(len(ids), f"{role} account")
    return f"{number} ({brief(next(iter(ids)))})" if len(ids) == 1 else number


def _where(country: str | None) -> str:
    if country is None:
        return "a country not known"
    return "a country withheld" if country == "withheld" else place(country)


def _when(rows: list[Row]) -> str:
    first, last = day(rows[0]["booked_at"]), day(rows[-1]["booked_at"])
    vague = any(row["time_precision"] == "approximate" for row in rows)
    about = " about" if vague else ""
    if first == last:
        return f"On{about} {first}"
    return f"From{about} {first} to{about} {last}"


def _spells(times: Timeline | None, currency: str) -> list[str]:
    if times is None:
        return []
    bursts = [
        f"From {day(one.start)} to before {day(one.end)}, "
        f"{counted(one.payments, 'transaction')} of {money(one.cents, currency)} fell "
        f"close together, against {times.mean:.1f} a {times.unit} on average."
        for one in times.bursts[:3]
    ]
    quiet = [
        f"From {day(one.start)} to {day(one.end)}, no transaction was seen."
        for one in times.quiet[:3]
    ]
    return bursts + quiet


def _roles(case: CaseFile) -> list[str]:
    counts: dict[str, int] = defaultdict(int)
    for row in case.member_rows:
        counts[row["role"]] += 1
    held = [
        counted(counts[name], f"{name} account") for name in ROLES if counts.get(name)
    ]
    if not held:
        return []
    return [
        f"By how money moved, the accounts were read as {listing(held, 10)}. A role "
        "describes payments, not a person."
    ]


def _why(flags: list[Fired]) -> list[str]:
    said = [
        f"{one.text.title} ({one.text.id}) was raised by "
        f"{counted(len(one.alerts) + one.left_out, 'alert')}, "
        f"{_span([alert.window for alert in one.alerts])}; published in "
        f"{one.text.source}."
        for one in flags[:MOST_FLAGS]
    ]
    more = len(flags) - MOST_FLAGS
    if more > 0:
        said.append(f"Also raised: {counted(more, 'other red flag')}.")
    return said or ["No alert is recorded for this case."]


def _span(windows: list[str]) -> str:
    return windows[0] if len(set(windows)) == 1 else f"first shown for {windows[0]}"


def _told(case: CaseFile) -> list[str]:
    said = [
        "The supplier of the data told who held accounts, at which institution, and in "
        "which country, as far as the register shows it."
    ]
    if case.relations.height:
        number = counted(case.relations.height, "relation")
        said.append(f"Source files told {number} between members and others.")
    if case.screening_hits.height:
        number = counted(case.screening_hits.height, "resemblance")
        said.append(f"Lists told names; {number} to members found, none confirmed.")
    said.append("Partners told nothing: no answer to a request was read.")
    return said


def _reconciles(case: CaseFile) -> str:
    if not case.payments:
        return "There is no payment to add up."
    unknown = (
        f" and {counted(case.unknown_values, 'amount')} not known"
        if case.unknown_values
        else ""
    )
    return (
        f"The payments told above add up to "
        f"{money(case.value_cents, case.base_currency)}{unknown} in "
        f"{counted(len(case.payments), 'transaction')} "
        f"({period(case.first_at, case.last_at)}), the total of transactions.csv."
    )
