"""
Draft requests to one jurisdiction, filled from the case; nothing is sent.

Each draft holds only what its reader needs: core accounts of the jurisdiction asked and
the payments that tie them to core accounts elsewhere. No name and no identifier of a
person is filled in, and accounts of the context are counted, never listed: nothing is
asked about them.
"""

from typing import NamedTuple

from pipeline.cooperation import Channel
from pipeline.cooperation.channels import OPEN, VERIFY
from pipeline.reference.codes import country_name
from pipeline.report.case_file import CaseFile
from pipeline.report.hostile_text import brief
from pipeline.report.partners.draft_facts import (
    Account,
    Payment,
    account_of,
    facts_of,
    payment_of,
    period_of,
    ties,
)
from pipeline.report.partners.draft_words import (
    ASKED,
    EVIDENCE_TERMS,
    FIELDS,
    TERMS,
    TITLES,
    blank,
)
from pipeline.report.partners.jurisdictions import Jurisdiction
from pipeline.report.sections.cooperation import Cooperation, Pair
from pipeline.report.wording import counted, place

MOST_ACCOUNTS = 30
MOST_PAYMENTS = 40


class Draft(NamedTuple):
    key: str
    title: str
    fields: list[tuple[str, str]]
    facts: list[str]
    accounts: list[Account]
    accounts_left_out: int
    payments: list[Payment]
    payments_left_out: int
    asked: list[str]
    terms: list[str]


class Material(NamedTuple):
    """What the drafts to one addressee say of the case."""

    facts: list[str]
    accounts: list[Account]
    accounts_left_out: int
    payments: list[Payment]
    payments_left_out: int
    period: str


def drafts(case: CaseFile, plan: Cooperation, to: Jurisdiction) -> list[Draft]:
    """One to the FIU, one for evidence, and 314(a) and (b) where they apply."""
    if not to.core:
        return []
    pair = next((one for one in plan.pairs if to.country in (one.one, one.other)), None)
    says = _material(case, to)
    made = []
    if len(plan.jurisdictions) > 1:
        made += [
            _draft(case, rung, to, says, _usable(pair, rung), pair)
            for rung in ("fiu", "evidence")
        ]
    if to.country == "US":
        made.append(_draft(case, "314a", to, says, [], pair))
        made += _between_institutions(case, to, pair)
    return made


def _usable(pair: Pair | None, rung: str) -> list[Channel]:
    return [
        one
        for one in (pair.channels if pair else [])
        if one.instrument.rung == rung and one.state in (OPEN, VERIFY)
    ]


def _material(case: CaseFile, to: Jurisdiction, only: str | None = None) -> Material:
    """``only``: the institution asked, where it is one; then payments to its peers."""
    core = [row for row in to.core if only in (None, row["institution"])]
    ids = {row["account_id"] for row in core}
    peers = {row["account_id"] for row in to.core} if only else None
    rows = [row for row in case.payments if ties(case, row, ids, peers)]
    accounts = [account_of(case, row) for row in core[:MOST_ACCOUNTS]]
    payments = [payment_of(case, row, ids) for row in rows[:MOST_PAYMENTS]]
    return Material(
        facts=facts_of(case, to, core, rows),
        accounts=accounts,
        accounts_left_out=len(core) - len(accounts),
        payments=payments,
        payments_left_out=len(rows) - len(payments),
        period=period_of(rows),
    )


def _draft(
    case: CaseFile,
    key: str,
    to: Jurisdiction,
    says: Material,
    channels: list[Channel],
    pair: Pair | None,
) -> Draft:
    first = channels[0] if channels else None
    fields = [
        ("Status", f"draft, not sent; case {case.case_id}"),
        ("Handling", case.run.settings.handling),
        ("Asked", f"{place(to.country)}: {FIELDS[key]}"),
        ("Asking", _asking(pair, to)),
        ("Channel", _channel(key, first)),
        ("Urgency", blank("urgent or routine, with the reason")),
        ("Reference", blank("own reference and date")),
    ]
    return Draft(
        key=key,
        title=f"{TITLES[key]}: {country_name(to.country)}",
        fields=fields,
        facts=says.facts,
        accounts=says.accounts,
        accounts_left_out=says.accounts_left_out,
        payments=says.payments,
        payments_left_out=says.payments_left_out,
        asked=[one.format(period=says.period) for one in ASKED[key]],
        terms=[*TERMS, *(EVIDENCE_TERMS if key == "evidence" else [])],
    )


def _asking(pair: Pair | None, to: Jurisdiction) -> str:
    if pair is None:
        return blank("requesting authority")
    other = pair.other if pair.one == to.country else pair.one
    return (
        f"{blank('requesting authority')}; drafted for {place(other)}, which exchanged "
        "most value with it. For another, see its pair in the report"
    )


def _channel(key: str, first: Channel | None) -> str:
    if key in ("314a", "314b"):
        return "31 CFR 1010.520" if key == "314a" else "31 CFR 1010.540"
    if first is None:
        return blank("channel; none could be chosen from the data")
    doubt = "; membership uncertain: verify before use" if first.state == VERIFY else ""
    return f"{first.instrument.name} ({first.instrument.basis}){doubt}"


def _between_institutions(
    case: CaseFile, to: Jurisdiction, pair: Pair | None
) -> list[Draft]:
    """314(b) to the institution that exchanged most with another one of the case."""
    where = {row["account_id"]: row["institution"] for row in to.core}
    moved: dict[str, int] = {}
    for row in case.payments:
        ends = [where.get(row[f"{end}_account"]) for end in ("sender", "receiver")]
        if None not in ends and ends[0] != ends[1]:
            for one in ends:
                moved[str(one)] = moved.get(str(one), 0) + (row["value_cents"] or 0)
    if not moved:
        return []
    asked = min(moved, key=lambda one: (-moved[one], one))
    draft = _draft(case, "314b", to, _material(case, to, asked), [], pair)
    return [
        draft._replace(
            fields=[*draft.fields, ("Institution asked", brief(asked))],
            facts=[
                *draft.facts,
                f"{counted(len(moved), 'institution')} of the case paid each other in "
                "the United States; this draft is for the one with the most value.",
            ],
        )
    ]
