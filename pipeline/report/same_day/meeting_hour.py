"""The hour at which several jurisdictions are at work at once."""

from pipeline.reference.office_hours import DAY, office_hours, open_countries
from pipeline.report.wording import counted, listing, place

STEP = 30  # minutes between the starts that are tried
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def meeting_hour(countries: list[str]) -> str:
    """
    The longest stretch of a UTC day in which most of ``countries`` are at work.

    Of equal stretches the earliest, counted from midnight UTC. Standard time.
    """
    starts = range(0, DAY, STEP)
    present = [len(open_countries(minute, countries)) for minute in starts]
    most = max(present)
    if not most:
        return "Office hours are not known for any of them; agree an hour."
    first, length = _longest(present, most)
    begin, end = first * STEP, (first + length) * STEP
    there = open_countries(begin, countries)
    missing = [country for country in countries if country not in there]
    absent = (
        f" Outside office hours, so ask for the officer on duty: "
        f"{listing([place(country) for country in missing])}."
        if missing
        else ""
    )
    return (
        f"{_clock(begin)} to {_clock(end)} UTC lay in office hours of "
        f"{counted(most, 'jurisdiction')} of {len(countries)} (standard time; summer "
        f"time shifts it by an hour).{absent} {_days(countries)}"
    )


def _longest(present: list[int], most: int) -> tuple[int, int]:
    """Start and length of the longest run of ``most``; runs may pass midnight."""
    best = (0, 0)
    for start, here in enumerate(present):
        if here == most and (present[start - 1] != most or min(present) == most):
            length = 0
            while (
                length < len(present)
                and present[(start + length) % len(present)] == most
            ):
                length += 1
            if length > best[1]:
                best = (start, length)
    return best


def _clock(minute: int) -> str:
    return f"{minute % DAY // 60:02d}:{minute % 60:02d}"


def _days(countries: list[str]) -> str:
    hours = office_hours()
    off = set().union(*(hours[c].weekend for c in countries if c in hours))
    shared = [name for number, name in enumerate(WEEK) if number not in off]
    if not shared:
        return "No day is a working day for all of them."
    return f"Working days they share: {', '.join(shared)}."
