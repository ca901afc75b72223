"""Where: corridors with the list status their countries had on the day of payment."""

from collections import defaultdict
from datetime import date
from functools import cache
from typing import NamedTuple

from pipeline.reference.fatf_lists import fatf_listings
from pipeline.report.case_file import CaseFile
from pipeline.report.sections.money import Sum, corridors
from pipeline.report.wording import counted, place, spoken


class Corridor(NamedTuple):
    sender_country: str  # in words
    receiver_country: str
    sum: Sum
    domestic: bool
    listed: list[str]  # FATF lists in force on the day of a payment


@cache
def listings() -> dict[str, list[tuple[str, date, date | None]]]:
    """By country: list, first day, first day no longer listed."""
    by_country = defaultdict(list)
    for row in fatf_listings().to_dicts():
        if row["listed_from"] is not None:
            listed = spoken(row["list"]), row["listed_from"], row["listed_to"]
            by_country[row["country"]].append(listed)
    return dict(by_country)


def listed_on(country: str | None, day: date) -> list[str]:
    """FATF lists that named ``country`` on ``day``, as far as the dates are certain."""
    return [
        name
        for name, first, past in listings().get(country or "", [])
        if first <= day and (past is None or day < past)
    ]


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
            Corridor(place(sender), place(receiver), corridor, domestic, listed)
        )
    return rows
