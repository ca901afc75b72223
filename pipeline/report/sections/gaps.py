"""Data gaps: what this case would look different without."""

from collections.abc import Callable
from typing import NamedTuple

from pipeline.report.case_file import CaseFile, Row
from pipeline.report.wording import counted, share


class Gap(NamedTuple):
    what: str
    payments: int
    numbers: list[int]  # of the transactions in this case
    means: str


# Each: what is missing, how to see it, and what it does to the reading.
CHECKS: tuple[tuple[str, Callable[[Row], bool], str], ...] = (
    (
        "Amount not known",
        lambda row: row["value_cents"] is None,
        "Left out of every total, of widths in the picture and of the balance: totals "
        "are lower bounds.",
    ),
    (
        "Amount approximate",
        lambda row: row["amount_status"] == "approximate",
        "Rounded or estimated at the source: compare with the original documents.",
    ),
    (
        "Several payments in one row",
        lambda row: row["amount_status"] == "aggregate",
        "Counts and times of the single payments are not known, so tests of size and "
        "speed cannot see them.",
    ),
    (
        "Time known to the day only",
        lambda row: row["time_precision"] == "day",
        "Order within a day is not known; speed is measured in whole days.",
    ),
    (
        "Time approximate",
        lambda row: row["time_precision"] == "approximate",
        "Order and speed may differ from what is shown.",
    ),
    (
        "Country of an end not known",
        lambda row: row["sender_country"] is None or row["receiver_country"] is None,
        "Tests of corridors cannot see it; it counts neither for nor against anyone.",
    ),
    (
        "Country withheld by the supplier",
        lambda row: "withheld" in (row["sender_country"], row["receiver_country"]),
        "A value of its own; it counts neither for nor against anyone.",
    ),
    (
        "Channel not known",
        lambda row: row["channel"] == "other",
        "Cash and card tests cannot see it.",
    ),
)


def gaps(case: CaseFile) -> list[Gap]:
    """Only those that occur, in a fixed order."""
    found = []
    for what, applies, means in CHECKS:
        numbers = [row["number"] for row in case.payments if applies(row)]
        if numbers:
            found.append(Gap(what, len(numbers), numbers, means))
    return found


def confidence(case: CaseFile) -> tuple[str, str]:
    """
    How far the data behind the case can be trusted, and why; not how likely it is true.

    High: at most 5 % of payments have an inexact or unknown amount or an approximate
    time. Low: more than 40 %. Moderate between. The limits are ours.
    """
    if not case.payments:
        return "low", "the case has no transaction"
    weak = sum(
        row["value_cents"] is None
        or row["amount_status"] != "exact"
        or row["time_precision"] == "approximate"
        for row in case.payments
    )
    if not weak:
        return "high", "every amount is exact and no time approximate"
    part = weak / len(case.payments)
    level = "high" if part <= 0.05 else "moderate" if part <= 0.4 else "low"
    reason = (
        f"{counted(weak, 'transaction')} of {len(case.payments):,} ({share(part)}) "
        f"{'has' if weak == 1 else 'have'} an inexact or unknown amount or an "
        "approximate time"
    )
    return level, reason
