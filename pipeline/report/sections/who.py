"""Who: the party register by role, with reasons, identifiers and list screening."""

from typing import Any, NamedTuple

from pipeline.report.case_file import CaseFile, Row
from pipeline.report.roles import ROLES, Role
from pipeline.report.wording import day, spoken

MOST_MEMBERS = 150  # on a page; all are in case.json


class Member(NamedTuple):
    account_id: str
    core: bool
    names: list[str]  # first is the main one
    about: list[str]  # kind, institution, owner
    country: str
    identifiers: list[str]
    reason: str
    received_cents: int
    sent_cents: int
    priority: float | None
    screening: list[str]


class RoleGroup(NamedTuple):
    role: Role
    members: list[Member]
    left_out: int  # members not shown


def who(case: CaseFile, most: int = MOST_MEMBERS) -> list[RoleGroup]:
    """Members by role, from the source of money to its end; core ones first."""
    hits = screening_words(case)
    by_role: dict[str, list[Row]] = {}
    for row in case.member_rows:
        by_role.setdefault(row["role"], []).append(row)
    room = most
    groups = []
    for name, role in ROLES.items():
        rows = by_role.get(name, [])
        if rows:
            shown = rows[:room]
            members = [_member(case, row, hits) for row in shown]
            groups.append(RoleGroup(role, members, len(rows) - len(shown)))
            room -= len(shown)
    return groups


def _member(case: CaseFile, row: Row, hits: dict[str, list[str]]) -> Member:
    about = [spoken(row["kind"])] if row["kind"] else []
    about += [row["institution"]] if row["institution"] else []
    if row["party_id"] and row["party_id"] != row["account_id"]:
        about.append(f"owner {row['party_id']}")
    for what in ("opened", "closed"):
        if row[f"{what}_on"]:
            about.append(f"{what} {day(row[f'{what}_on'])}")
    identifiers = row["identifiers"] or []
    return Member(
        account_id=row["account_id"],
        core=row["part"] == "core",
        names=row["names"] or [],
        about=about,
        country=_country(case, row),
        identifiers=[f"{spoken(i['type'])} {i['value']}" for i in identifiers],
        reason=row["reason"],
        received_cents=row["received_cents"],
        sent_cents=row["sent_cents"],
        priority=row["priority"],
        screening=hits.get(row["party_id"], []),
    )


def _country(case: CaseFile, row: Row) -> str:
    if row["country"]:
        return str(row["country"])
    seen = case.country_of_account.get(row["account_id"])
    return f"{seen} by its payments" if seen else "not known"


def screening_words(case: CaseFile) -> dict[str, list[str]]:
    """For each party, what it resembles; a resemblance is for a person to decide."""
    words: dict[str, list[str]] = {}
    for hit in case.screening_hits.to_dicts():
        dated = day(hit["list_date"]) if hit["list_date"] else "date not given"
        kind = "same identifier" if hit["exact_identifier"] else "similar name"
        words.setdefault(hit["party_id"], []).append(
            f"{kind} as {hit['entity']} on {hit['list_name']} ({dated}), "
            f"{hit['similarity']:.0%} on {spoken(hit['matched_on'])}; not confirmed"
        )
    return words


def no_resemblance(case: CaseFile) -> str:
    """What it means that no member resembles a listed entry."""
    if not case.run.listed_entries:
        return "Nobody was screened: this run was given no watchlist."
    return (
        f"No member resembles one of the {case.run.listed_entries:,} entries of the "
        "lists screened."
    )


def lists(case: CaseFile) -> list[str]:
    """The lists with entries that a member resembles, and the date of each."""
    hits = zip(
        case.screening_hits["list_name"], case.screening_hits["list_date"], strict=True
    )
    return sorted(
        {
            f"{name} ({day(dated) if dated else 'date not given'})"
            for name, dated in hits
        }
    )


def relations(case: CaseFile) -> list[dict[str, Any]]:
    """Who stands in which relation to whom, with its source."""
    return [
        {
            "a": row["a"],
            "relation": spoken(row["relation"]),
            "b": row["b"],
            "when": f"{_since(row['valid_from'])} {_until(row['valid_to'])}".strip(),
            "source": row["source"] or f"{row['source_file']}:{row['source_line']}",
        }
        for row in case.relations.to_dicts()
    ]


def _since(first: Any) -> str:
    return f"from {day(first)}" if first else ""


def _until(past: Any) -> str:
    return f"until {day(past)}" if past else ""
