"""A case as one self-contained HTML page, and as a view in a notebook."""

from typing import Any

from pipeline.errors import ContractError
from pipeline.report.case_file import CaseFile
from pipeline.report.drawings import drawn
from pipeline.report.html_page import checked, inline, part, render, software
from pipeline.report.network import network_picture
from pipeline.report.rows import rows_on_page
from pipeline.report.sections import gaps, money, where, who, why
from pipeline.report.sections.casework import MOST_DRAFTED, casework
from pipeline.report.sections.cooperation import MOST_PAIRS
from pipeline.report.sections.disruption import freezes, key_channels, resilience
from pipeline.report.sections.doubt import counterfactual, explanations
from pipeline.report.sections.matrix import matrix
from pipeline.report.sections.replay import MOST_WEEKS, capacity, replay
from pipeline.report.sections.schedule import Line, schedule
from pipeline.report.sections.summary import rows_behind, summary
from pipeline.report.timeline import timeline

LARGEST = 500_000  # bytes of a page
MOST_FLOWS = 25  # rows of the tables of flows, corridors and relations
MOST_CHANNELS = 30
SCRIPTS = ("rows.js", "network.js", "red_flags.js", "review.js")
SCALES = (0.5, 0.2, 0.05, 0.0)  # of the long tables, until the page is small enough
SECTIONS = (
    ("summary", "Summary"),
    ("judgements", "Key judgements"),
    ("network", "Network"),
    ("handling", "Handling"),
    ("basis", "Basis"),
    ("narrative", "Narrative"),
    ("who", "Who"),
    ("money", "What and how"),
    ("where", "Where"),
    ("when", "When"),
    ("why", "Why"),
    ("silent", "Silent red flags"),
    ("gaps", "Data gaps"),
    ("lawful", "Lawful explanations"),
    ("channels", "Key channels"),
    ("cooperation", "Cooperation"),
    ("requests", "Draft requests"),
    ("plan", "Same-day plan"),
    ("measures", "Measures"),
    ("effect", "Effect"),
    ("rights", "Rights"),
    ("tasks", "Tasks"),
    ("review", "Review"),
    ("transactions", "Transactions"),
    ("method", "Method"),
    ("annexes", "Annexes"),
)
# A page without one of these is not written: limits, base rates, list dates and all.
OWED = (
    *(f'id="{anchor}"' for anchor, _ in SECTIONS),
    'id="base-rates"',
    'id="list-dates"',
)


def case_facts(case: CaseFile) -> dict[str, Any]:
    """What the templates of a case read, in HTML and Markdown."""
    lines = schedule(case)
    tables = long_tables(case, lines)
    flags = tables["flags"]
    return {
        "case": case,
        "run": case.run,
        "currency": case.base_currency,
        "summary": summary(case, flags),
        "rows_behind": rows_behind(case),
        "relations": who.relations(case),
        "most_relations": MOST_FLOWS,
        "lists": who.lists(case),
        "no_resemblance": who.no_resemblance(case),
        "stages": money.stage_totals(case),
        "total": money.total(case),
        "flows": money.main_flows(case),
        "most_flows": MOST_FLOWS,
        "corridors": where.where(case),
        "times": timeline(case),
        "numbers_of_flag": why.numbers_of_flag(case),
        "matrix": matrix(case),
        "not_fired": why.not_fired(case),
        "not_testable": why.not_testable(case),
        "not_built": why.not_built(case.run),
        "key_channels": key_channels(case),
        "freezes": freezes(case),
        "resilience": resilience(case),
        "replay": replay(case),
        "capacity": capacity(case),
        "explanations": explanations(case),
        "counterfactual": counterfactual(case),
        "most_channels": MOST_CHANNELS,
        "gaps": gaps.gaps(case),
        "sections": SECTIONS,
        "lines": lines,
        "software": software(),
        **casework(case, flags),
        **tables,
    }


def long_tables(
    case: CaseFile, lines: list[Line], scale: float = 1.0
) -> dict[str, Any]:
    """What grows with a case; ``scale`` below 1 shows so much less of it."""
    on_page = rows_on_page(case, int(scale * case.run.settings.transactions_on_page))
    return {
        "flags": why.fired(case, lines, int(scale * why.MOST_ROWS)),
        "roles": who.who(case, int(scale * who.MOST_MEMBERS)),
        "page_lines": [lines[number - 1] for number in on_page],
        "on_page": frozenset(on_page),
        "most_weeks": max(1, int(scale * MOST_WEEKS)),
        "most_pairs": max(1, int(scale * MOST_PAIRS)),
        "most_drafted": int(scale * MOST_DRAFTED),
    }


def case_page(case: CaseFile, facts: dict[str, Any]) -> bytes:
    """
    The page; where it would grow past ``LARGEST`` its long tables show less.

    Raises ContractError where something owed is missing or the page stays too large.
    """
    picture = network_picture(case)
    page = render("case.html", *SCRIPTS, **facts, **drawn(case, facts, picture))
    for scale in SCALES:
        if len(page) <= LARGEST:
            break
        facts = facts | long_tables(case, facts["lines"], scale)
        page = render("case.html", *SCRIPTS, **facts, **drawn(case, facts, picture))
    if len(page) > LARGEST:
        raise ContractError(
            f"a case page is {len(page):,} bytes at its shortest; at most {LARGEST:,} "
            "may be. This is a bug in the report stage: please report it."
        )
    return checked(page, OWED)


def notebook_view(case: CaseFile) -> str:
    """Summary and picture in one box; styles apply inside it only."""
    picture = network_picture(case)
    return part(
        "notebook.html",
        case=case,
        summary=summary(case, why.fired(case, schedule(case))),
        network=part("network.svg", picture=picture, on_page=()) if picture else None,
        style=inline("theme.css", "picture.css"),
    )
