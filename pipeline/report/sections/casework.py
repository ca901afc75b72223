"""What a case report says beyond the findings: judgements, partners, plans, tasks."""

from collections.abc import Callable
from typing import Any

from pipeline.cooperation import Channel
from pipeline.report.case_file import CaseFile
from pipeline.report.partners.jurisdictions import Jurisdiction
from pipeline.report.partners.request_files import RequestFile, request_files
from pipeline.report.same_day.action_plan import action_plan
from pipeline.report.same_day.onward import Onward
from pipeline.report.sections.annexes import annexes
from pipeline.report.sections.basis import basis
from pipeline.report.sections.cooperation import Cooperation, cooperation
from pipeline.report.sections.disruption import key_channels
from pipeline.report.sections.gaps import gaps
from pipeline.report.sections.judgements import CONFIDENCE, SUPPORT, judgements
from pipeline.report.sections.money import stage_totals
from pipeline.report.sections.narrative import narrative
from pipeline.report.sections.outcome import effect, measures
from pipeline.report.sections.tasking import tasks
from pipeline.report.sections.why import Fired
from pipeline.report.timeline import timeline

MOST_DRAFTED = 4  # jurisdictions whose drafts a page shows; requests/ has all
MOST_DRAFT_ROWS = 8  # payments of a draft on a page
TOLD = (
    *("judgements", "basis", "narrative", "cooperation", "requests", "action_plan"),
    *("measures", "effect", "tasks", "annexes"),
)


def casework(case: CaseFile, flags: list[Fired]) -> dict[str, Any]:
    """Facts for templates and for case.json; ``flags`` as ``why.fired`` has them."""
    times, plan = timeline(case), cooperation(case)
    files, freeze, known = request_files(case, plan), action_plan(case), basis(case)
    return {
        "judgements": judgements(case, stage_totals(case), key_channels(case)),
        "support_words": SUPPORT,
        "confidence_words": CONFIDENCE,
        "basis": known,
        "narrative": narrative(case, flags, times),
        "cooperation": plan,
        "requests": files,
        "most_draft_rows": MOST_DRAFT_ROWS,
        "action_plan": freeze,
        "measures": measures(case),
        "effect": effect(case, times),
        "tasks": tasks(case, gaps(case), plan, files, freeze, known),
        "annexes": annexes(case, files),
    }


def casework_rows(facts: dict[str, Any]) -> dict[str, Any]:
    """
    The same for case.json: named tuples as objects.

    Drafts are told by file and hash, accounts by id, instruments and the sources of
    memberships once.
    """
    rows = {name: _object(facts[name]) for name in TOLD}
    rows["cooperation"]["memberships"] = _memberships(facts["cooperation"])
    return rows


def _memberships(plan: Cooperation) -> list[dict[str, str]]:
    found = {
        (one.instrument.framework or "", *source.split(": ", 1))
        for pair in plan.pairs
        for one in pair.channels
        for source in one.sources
    }
    return [
        {"framework": framework, "country": country, "source": source}
        for framework, country, source in sorted(found)
    ]


SHORT: dict[type, Callable[[Any], Any]] = {
    RequestFile: lambda one: {
        "country": one.country,
        "file": one.path,
        "sha256": one.sha256,
    },
    Channel: lambda one: {
        "instrument": one.instrument.key,
        "sides": one.sides,
        "state": one.state,
        "confidence": one.confidence,
        "cautions": one.cautions,
    },
    Onward: lambda one: {
        "measured": len(one.waits),
        "quickest_hours": one.quickest,
        "usual_hours": one.usual,
    },
}


def _object(value: Any) -> Any:
    if type(value) in SHORT:
        return SHORT[type(value)](value)
    if hasattr(value, "_asdict"):
        told = {name: _object(inner) for name, inner in value._asdict().items()}
        if isinstance(value, Jurisdiction):
            told["core"] = [row["account_id"] for row in value.core]
        return told
    if isinstance(value, list | tuple):
        return [_object(inner) for inner in value]
    return value
