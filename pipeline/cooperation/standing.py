"""What is recorded of one jurisdiction: bodies, lists, duties, and how surely."""

from datetime import date
from functools import cache
from typing import NamedTuple

from pipeline.reference.fatf_lists import fatf_listings
from pipeline.reference.frameworks import (
    IN,
    NOT_KNOWN,
    SUSPENDED,
    Membership,
    membership,
    recorded_countries,
)
from pipeline.reference.reporting_duties import Duty, duties

LISTS = {
    "call_for_action": "call for action",
    "call_for_action_edd": "call for action",
    "increased_monitoring": "increased monitoring",
}


class Standing(NamedTuple):
    country: str
    recorded: bool  # has a row in the table of frameworks at all
    fatf_lists: tuple[str, ...]  # in force on the day
    fatf: str
    regional_body: str
    egmont: str
    duties: tuple[Duty, ...]


def standing(country: str, day: date) -> Standing:
    body = membership(country, "FSRB")
    return Standing(
        country=country,
        recorded=country in recorded_countries(),
        fatf_lists=fatf_lists(country, day),
        fatf=_said(membership(country, "FATF_MEMBER"), day),
        regional_body=body.status.replace("|", " and ") if body else "not recorded",
        egmont=_said(membership(country, "EGMONT_FIU"), day),
        duties=tuple(duties(country, day)),
    )


def fatf_lists(country: str, day: date) -> tuple[str, ...]:
    """FATF lists that name it on ``day``, as far as the dates are certain."""
    return tuple(
        sorted(
            {
                LISTS[name]
                for name, first, past in _listings().get(country, ())
                if first <= day and (past is None or day < past)
            }
        )
    )


@cache
def _listings() -> dict[str, list[tuple[str, date, date | None]]]:
    found: dict[str, list[tuple[str, date, date | None]]] = {}
    rows = fatf_listings().filter(fatf_listings()["listed_from"].is_not_null())
    for row in rows.to_dicts():
        interval = row["list"], row["listed_from"], row["listed_to"]
        found.setdefault(row["country"], []).append(interval)
    return found


def _said(row: Membership | None, day: date) -> str:
    if row is None:
        return "not recorded"
    if row.standing == SUSPENDED:
        return f"suspended since {row.valid_to or row.as_of}"
    if row.standing == NOT_KNOWN:
        return "not known; verify"
    words = "member" if row.standing == IN else "not a member"
    if row.standing == IN and row.begins_after(day):
        words = f"member since {row.valid_from}, after the data end"
    return f"{words}; verify" if row.verify else words


def low_capacity(about: Standing) -> list[str]:
    """
    Recorded signs that a partner may lack means; none: nothing is recorded.

    A sign, no verdict: a listing speaks of a jurisdiction's rules, and an FIU outside
    Egmont may be well equipped.
    """
    signs = []
    if not about.recorded:
        signs.append("no entry in the table of frameworks")
    elif not about.egmont.startswith("member") or "verify" in about.egmont:
        signs.append(f"membership of its FIU in the Egmont Group: {about.egmont}")
    signs += [f"on FATF's list on the day: {name}" for name in about.fatf_lists]
    return signs
