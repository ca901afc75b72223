"""How fast money left an account again: what a freeze has to be quicker than."""

from statistics import median
from typing import NamedTuple

from pipeline.report.case_file import CaseFile

HOUR = 3600
EXACT = ("second", "minute")  # precisions that can tell hours


class Onward(NamedTuple):
    """Times from money in to the next money out, in hours."""

    waits: list[float]  # ascending; empty: never measured

    @property
    def quickest(self) -> float | None:
        return self.waits[0] if self.waits else None

    @property
    def usual(self) -> float | None:
        return median(self.waits) if self.waits else None


def onward(case: CaseFile, account: str) -> Onward:
    """
    For each payment to ``account``, the hours until its next own payment.

    Both must be known to the minute; payments to itself do not count. Cost: O(n) for
    n payments of the case.
    """
    waits: list[float] = []
    arrived: list[float] = []
    for row in case.payments:
        ends = row["sender_account"], row["receiver_account"]
        if row["time_precision"] not in EXACT or ends[0] == ends[1]:
            continue
        at = row["booked_at"].timestamp()
        if ends[0] == account:
            waits += [(at - came) / HOUR for came in arrived]
            arrived = []
        elif ends[1] == account:
            arrived.append(at)
    return Onward(sorted(waits))


def hours(value: float) -> str:
    """``40 minutes``, ``6 hours``, ``3 days``: rounded down, at least one minute."""
    if value < 1:
        number, unit = max(1, int(value * 60)), "minute"
    elif value < 48:
        number, unit = int(value), "hour"
    else:
        number, unit = int(value / 24), "day"
    return f"{number:,} {unit}{'' if number == 1 else 's'}"
