"""A case in running text, from the facts of its page: for fields that hold prose."""

from typing import Any

from pipeline.report.case_file import CaseFile
from pipeline.report.case_json import NOTICE
from pipeline.report.hostile_text import visible
from pipeline.report.wording import counted

NOT_TAKEN = "Proposed for a reviewer; tfnet took no action."


def reason(case: CaseFile, facts: dict[str, Any]) -> list[str]:
    """Who, what, when, how and why, what speaks against it, and what the data lack."""
    told = facts["summary"]
    paragraphs = [
        f"{NOTICE} Case {case.case_id}; status: {case.status}.",
        " ".join(told.what),
        "Raised because: " + " ".join(told.why),
        "Against it: " + " ".join(told.against),
        " ".join(told.confidence),
        *(
            f"Data gap: {gap.what}, {counted(gap.payments, 'transaction')}. {gap.means}"
            for gap in facts["gaps"]
        ),
    ]
    return [visible_whole(one) for one in paragraphs]


def proposed(facts: dict[str, Any]) -> list[str]:
    return [visible_whole(one) for one in [NOT_TAKEN, *facts["summary"].next_steps]]


def visible_whole(paragraph: str) -> str:
    """``visible`` word by word, so that a long paragraph is not cut."""
    return " ".join(visible(word) for word in paragraph.split(" "))
