"""Where: corridors with the list status their countries had on the day of payment."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from pipeline.cooperation.standing import fatf_lists
from pipeline.report.case_file import CaseFile
from pipeline.report.sections.money import Sum, corridors
from pipeline.report.wording import counted, place


class Corridor(NamedTuple):
    sender_country: str  # in words
    receiver_country: str
    sum: Sum
    domestic: bool
    listed: list[str]  # FATF lists in force on the day of a payment
    codes: tuple[str | None, str | None]  # as delivered


def listed_on(country: str | None, day: date) -> list[str]:
    """FATF lists that named ``country`` on ``day``, as far as the dates are certain."""
    return list(fatf_lists(country or "", day))


def where(case: CaseFile) -> list[Corridor]:
    """Most value first. A corridor's list status never says anything about a person."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in case.payments:
        ends = row["sender_country"], row["receiver_country"]
        name = " → ".join(end or "unknown" for end in ends)
        for country in dict.fromkeys(ends):
            for listing in listed_on(country, row["booked_at"].date()):
                found[name][f"{country}: {listing}"] += 1
    rows = []
    for corridor in corridors(case):
        sender, receiver = (
            None if end == "unknown" else end for end in corridor.name.split(" → ")
        )
        listed = [
            f"{listing} ({counted(payments, 'transaction')})"
            for listing, payments in sorted(found[corridor.name].items())
        ]
        domestic = sender == receiver and sender is not None
        rows.append(
            Corridor(
                sender_country=place(sender),
                receiver_country=place(receiver),
                sum=corridor,
                domestic=domestic,
                listed=listed,
                codes=(sender, receiver),
            )
        )
    return rows
