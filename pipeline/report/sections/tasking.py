"""
Recommendations and tasking: who could do what by when.

Owners are roles, deadlines count from the report and are proposals. Each task follows
from a fact of the case; one without its fact is not listed.
"""

from typing import NamedTuple

from pipeline.report.case_file import CaseFile
from pipeline.report.partners.request_files import RequestFile
from pipeline.report.same_day.action_plan import Plan
from pipeline.report.sections.basis import Basis
from pipeline.report.sections.cooperation import Cooperation
from pipeline.report.sections.gaps import Gap
from pipeline.report.wording import counted, listing

SOON, WEEK, MONTH = "within 2 days", "within 7 days", "within 30 days"


class Task(NamedTuple):
    owner: str
    action: str
    deadline: str  # counted from the report
    because: str


def tasks(
    case: CaseFile,
    gaps: list[Gap],
    plan: Cooperation,
    files: list[RequestFile],
    freeze: Plan,
    known: Basis,
) -> list[Task]:
    """In the order of their deadlines."""
    return [
        *_first(case),
        *_partners(plan, files),
        *_freeze(freeze),
        *_supplier(case, gaps, known),
        *_charities(case),
        Task(
            "case reviewer",
            "close the case or carry it on; delete it when closed without measures",
            MONTH,
            "data of people who may be innocent are kept no longer than needed",
        ),
    ]


def _first(case: CaseFile) -> list[Task]:
    made = [
        Task(
            "case reviewer",
            "hold each red flag against its lawful explanation; record the decision, "
            "the date and the reviewer",
            SOON,
            f"{counted(case.alerts.height, 'alert')}; no decision follows by itself",
        )
    ]
    if case.screening_hits.height:
        made.append(
            Task(
                "sanctions officer",
                "confirm or reject each list resemblance by identifiers",
                SOON,
                f"{counted(case.screening_hits.height, 'resemblance')}, none "
                "confirmed; a confirmed one brings the freeze duty",
            )
        )
    return made


def _partners(plan: Cooperation, files: list[RequestFile]) -> list[Task]:
    if not files:
        return []
    names = listing([file.name for file in files], 6)
    return [
        Task(
            "FIU liaison",
            f"check and send the drafts to {names}; fill every blank",
            WEEK,
            f"{counted(len(plan.pairs), 'pair')} of jurisdictions paid each other",
        )
    ]


def _freeze(freeze: Plan) -> list[Task]:
    if not freeze.steps:
        return []
    accounts = sum(len(step.targets) for step in freeze.steps)
    risks = [step.risk for step in freeze.steps]
    worst = next(one for one in ("high", "medium", "low") if one in risks)
    return [
        Task(
            "competent authority",
            "decide whether to freeze at all, and if so agree the hour of the same-day "
            "plan with every jurisdiction before the first act",
            WEEK,
            f"{counted(accounts, 'account')} in {counted(len(freeze.steps), 'step')}; "
            f"risk of tip-off: {worst}",
        )
    ]


def _supplier(case: CaseFile, gaps: list[Gap], known: Basis) -> list[Task]:
    asked = [f"{gap.what.lower()} ({gap.payments:,})" for gap in gaps]
    if not asked:
        return []
    return [
        Task(
            "data supplier",
            f"tell, for the transactions numbered under data gaps: {listing(asked, 6)}",
            WEEK,
            f"{counted(len(gaps), 'data gap')} in "
            f"{counted(len(case.payments), 'transaction')}; "
            f"{counted(len(known.missing), 'thing')} not available in all",
        )
    ]


def _charities(case: CaseFile) -> list[Task]:
    fronts = [
        row
        for row in case.member_rows
        if row["part"] == "core" and (row["role"] == "front" or row["kind"] == "npo")
    ]
    if not fronts:
        return []
    return [
        Task(
            "regulator of non-profit organisations",
            "say whether the organisation is registered and which aid it gives; keep "
            "lawful aid going (FATF Recommendation 8)",
            WEEK,
            f"{counted(len(fronts), 'core account')} of an organisation or read as one",
        )
    ]
