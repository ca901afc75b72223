"""Measures taken and their effect: what is recorded, and that the system takes none."""

from datetime import timedelta
from typing import NamedTuple

from pipeline.report.case_file import CaseFile
from pipeline.report.timeline import Timeline
from pipeline.report.wording import channel, counted, day, decided, listing, money

WEEK = timedelta(weeks=1)
LATE_WEEKS = 4  # before the data end: what still moved then
REVIEW_DAYS = 30  # ours: long enough for answers of days and weeks to be in


class Measures(NamedTuple):
    decision: str
    said: list[str]


class Effect(NamedTuple):
    rows: list[tuple[str, str]]
    review: str


def measures(case: CaseFile) -> Measures:
    return Measures(
        _decision(case),
        [
            "Measures taken: none recorded. The system takes none, and none is read "
            "from a partner.",
            "To be filled by the authority: measure, authority, date, amount claimed, "
            "ordered and collected; intelligence shared; arrests, charges, verdicts, "
            "designations.",
        ],
    )


def _decision(case: CaseFile) -> str:
    known = case.disposition
    if not known.get("decision"):
        return "Reviewer's decision: none recorded."
    said = decided(known["decision"], known["stands"])
    return f"Reviewer's decision: {said}, {day(known['decided_on'])}."


def effect(case: CaseFile, times: Timeline | None) -> Effect:
    """Flow before; there is no after without a measure."""
    if times is None or case.first_at is None or case.last_at is None:
        return Effect(
            [("Flow before", "not available: the case has no transaction")],
            _review(case),
        )
    currency = case.base_currency
    weeks = max(1.0, (case.last_at - case.first_at) / WEEK)
    end = case.run.last_booked or case.last_at
    late = [row for row in case.payments if row["booked_at"] > end - LATE_WEEKS * WEEK]
    late_cents = sum(row["value_cents"] or 0 for row in late)
    held = times.balance[-1][1] if times.balance else 0
    used = sorted({channel(row["channel"]) for row in case.payments})
    return Effect(
        [
            (
                "Flow before, a week on average",
                f"{money(round(case.value_cents / weeks), currency)} over "
                f"{counted(round(weeks), 'week')}",
            ),
            (
                f"Flow in the {LATE_WEEKS} weeks before the data end",
                f"{money(late_cents, currency)} in {counted(len(late), 'transaction')}",
            ),
            ("Flow after", "not available: no measure is recorded"),
            (
                "Remaining exposure",
                f"{money(held, currency)} more had come into the case than had left it "
                "at its last transaction; balances of the accounts are not known",
            ),
            (
                "Substitute channels",
                f"already used in the case: {listing(used, 8)}; others are not seen "
                "before they are used",
            ),
        ],
        _review(case),
    )


def _review(case: CaseFile) -> str:
    end = case.run.last_booked or case.last_at
    if end is None:
        return "Next review: not set, as the data have no date."
    due = end + timedelta(days=REVIEW_DAYS)
    return (
        f"Next review: {day(due)}, {REVIEW_DAYS} days after the data end, or as soon "
        "as a measure is taken or new data arrive. The interval is a proposal."
    )
