"""What would undo the case: the least evidence, and the lawful explanations."""

from typing import NamedTuple

from pipeline.report.case_file import CaseFile
from pipeline.report.hostile_text import brief
from pipeline.report.red_flag_text import red_flag_text
from pipeline.report.wording import counted, listing

MOST_NAMED = 8
# Name, and what beyond the payments would tell; see the look-alikes' own pages.
EXPLANATIONS = {
    "remittance": (
        "A remittance office or agent",
        "its licence; customers with a habit of their own; fees and settlement in its "
        "books",
    ),
    "family_support": (
        "Support of a relative",
        "kinship; where the receiver lives; pay days and illness. Payments alone do "
        "not tell it from support of a fighter",
    ),
    "charity_appeal": (
        "An appeal of a charity, or on a page that raises funds",
        "a registered number; published accounts; spending with known suppliers after "
        "the appeal",
    ),
    "trade": (
        "Trade in goods or services",
        "invoices, bills of lading and duties; named buyers; a trader's margin",
    ),
    "credit": (
        "Use of a loan or of credit",
        "the loan contract; who was paid with it; instalments that go on",
    ),
    "payroll": (
        "Wages, or stipends by rule",
        "contracts; debits of the client before pay day; the tax office among payees",
    ),
    "savings_circle": (
        "A savings circle",
        "a closed ring in which each member pays each round and receives once",
    ),
    "shared_purse": (
        "A shared purse: club, journey, wedding",
        "one occasion or one fee; a hall, an agent or an insurer among payees; refunds "
        "in equal shares",
    ),
    "rent": (
        "Rent",
        "tenancies; a mortgage and a council among payees; deposits returned",
    ),
    "student_support": (
        "Support of a student",
        "enrolment; payments that began and ended with the course",
    ),
    "shared_card": (
        "A couple or family that shared a card",
        "years of the same habit; shops and school in both places",
    ),
    "own_accounts": (
        "Moving one's own money",
        "accounts of one owner or group on a register; a notice or a removal",
    ),
}


class Explanation(NamedTuple):
    name: str
    title: str
    tells: str
    speaks_for: list[str]
    speaks_against: list[str]
    untold: list[str]


class Undone(NamedTuple):
    """A red flag of the case in the counterfactual."""

    red_flag: str
    title: str
    alerts: int
    removed: int
    stands_without: bool


class Counterfactual(NamedTuple):
    rows: list[Undone]
    said: list[str]


def explanations(case: CaseFile) -> list[Explanation]:
    """By tests against less tests for, fewest first, then by tests against."""
    facts: dict[tuple[str, str], list[str]] = {}
    for row in case.hypotheses.to_dicts():
        facts.setdefault((row["hypothesis"], row["verdict"]), []).append(row["fact"])
    seen = {name for name, _ in facts}
    listed = [
        Explanation(
            *(name, title, tells),
            *(facts.get((name, said), []) for said in ("for", "against", "untold")),
        )
        for name, (title, tells) in EXPLANATIONS.items()
        if name in seen
    ]
    return sorted(
        listed,
        key=lambda e: (
            len(e.speaks_against) - len(e.speaks_for),
            len(e.speaks_against),
        ),
    )


def fits_best(case: CaseFile) -> list[str]:
    """One sentence on the lawful explanations tested; none where none was."""
    told = explanations(case)
    if not told:
        return []
    best = told[0]
    lead, doubt = len(best.speaks_for), len(best.speaks_against)
    if lead <= doubt:
        return [
            f"Of {counted(len(told), 'lawful explanation')} tested none had more that "
            "spoke for it than against it in this data."
        ]
    against = f"{doubt:,} against" if doubt else "none against"
    return [
        f"Of {counted(len(told), 'lawful explanation')} tested the one that fits best "
        f"is: {best.title.lower()}; {counted(lead, 'measure')} for it, {against}. "
        f"{best.speaks_for[0]}"
    ]


def least_evidence(case: CaseFile) -> list[str]:
    """One sentence on how little it would take; none where it was not computed."""
    removed = sum(len(row["removed"]) for row in case.counterfactuals.to_dicts())
    if not removed:
        return []
    return [
        f"Without {removed:,} of its {counted(case.alerts.height, 'alert')} it would "
        "not have been a case."
    ]


def counterfactual(case: CaseFile) -> Counterfactual | None:
    if case.counterfactuals.is_empty():
        return None
    rows = case.counterfactuals.to_dicts()
    removed = [alert for row in rows for alert in row["removed"]]
    needed = [row["red_flag"] for row in rows if not row["stands_without"]]
    proven = rows[0]["proven"]
    fewer = "no smaller set would do" if proven else "a smaller set was not excluded"
    named = listing([brief(alert) for alert in removed], MOST_NAMED)
    return Counterfactual(
        [
            Undone(
                row["red_flag"],
                red_flag_text(row["red_flag"]).title,
                row["alerts"],
                len(row["removed"]),
                row["stands_without"],
            )
            for row in rows
        ],
        [
            f"Without {counted(len(removed), 'alert')} ({named}) the others would not "
            f"have made a case; {fewer}.",
            "Red flags that were needed, each alone taken away: "
            f"{listing(needed, MOST_NAMED)}."
            if needed
            else "It would have stayed a case without any one of its red flags.",
        ],
    )
