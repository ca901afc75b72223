"""Who is drawn and what flows between them, from the payments of a case."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.report.case_file import CaseFile, Row
from pipeline.report.roles import ROLE_RANK, ROLES
from pipeline.report.wording import counted

MOST_RINGS = 5  # with more a ring means nothing
MOST_FLOWS = 160  # more lines than that show nothing


@dataclass
class Dot:
    """An account, or all accounts of a role where they would not fit."""

    name: str
    role: str
    accounts: list[str]
    country: str | None = None
    core: bool = False
    key_channel: bool = False
    received_cents: int = 0
    sent_cents: int = 0

    @property
    def cents(self) -> int:
        return max(self.received_cents, self.sent_cents)


@dataclass
class Flow:
    """All payments from one dot to another, oldest first."""

    sender: int
    receiver: int
    payments: list[tuple[datetime, int | None]] = field(default_factory=list)
    channels: Counter[str] = field(default_factory=Counter)
    numbers: list[int] = field(default_factory=list)  # of the payments in the case
    flags: set[str] = field(default_factory=set)  # that one of them is evidence for
    evidence: bool = False

    @property
    def cents(self) -> int:
        return sum(cents for _, cents in self.payments if cents is not None)

    @property
    def unknown(self) -> int:
        return sum(cents is None for _, cents in self.payments)


def dots_and_flows(case: CaseFile, most_dots: int) -> tuple[list[Dot], list[Flow]]:
    """
    Dots in role order, flows by their ends; payments of a dot to itself are left out.

    Above ``most_dots`` (or too many flows) each role shows its biggest accounts, as
    many as fit, and one dot for the others; key channels always stay on their own.
    """
    every = dots = _every_account(case)
    pairs = {(row[ENDS[0]], row[ENDS[1]]) for row in case.payments}
    shown = most_dots
    while shown and (len(dots) > most_dots or _lines(pairs, dots) > MOST_FLOWS):
        shown = shown * 3 // 4
        dots = _collapsed(every, shown)
    return dots, _flows(case, dots)


def _lines(pairs: set[tuple[str, str]], dots: list[Dot]) -> int:
    """How many flows ``dots`` would have."""
    number = _numbers(dots)
    lines = {(number[sender], number[receiver]) for sender, receiver in pairs}
    return sum(begin != end for begin, end in lines)


def _numbers(dots: list[Dot]) -> dict[str, int]:
    """In which dot each account is."""
    return {account: i for i, dot in enumerate(dots) for account in dot.accounts}


def _every_account(case: CaseFile) -> list[Dot]:
    ringed, seen = _strongest_channels(case), case.country_of_account
    dots = [
        _dot(row, seen.get(row["account_id"]), row["account_id"] in ringed)
        for row in case.member_rows
    ]
    known = case.member_by_account
    ends = {row[end] for row in case.payments for end in ENDS}
    dots += [Dot(end, "outside", [end]) for end in sorted(ends) if end not in known]
    return sorted(
        dots, key=lambda dot: ROLE_RANK[dot.role]
    )  # stable: keeps value order


ENDS = ("sender_account", "receiver_account")


def _strongest_channels(case: CaseFile) -> set[str]:
    """Accounts of the minimum cut, or without one any, that stop most."""
    rows = [row for row in case.key_channels.to_dicts() if row["kind"] == "account"]
    cut = [row for row in rows if row["in_minimum_cut"]]
    return {row["channel"] for row in (cut or rows)[:MOST_RINGS]}


def _dot(member: Row, country: str | None, key_channel: bool) -> Dot:
    return Dot(
        name=member["account_id"],
        role=member["role"],
        accounts=[member["account_id"]],
        country=country,
        core=member["part"] == "core",
        key_channel=key_channel,
        received_cents=member["received_cents"],
        sent_cents=member["sent_cents"],
    )


def _collapsed(dots: list[Dot], shown: int) -> list[Dot]:
    """``shown`` biggest accounts of each role and one dot for its others."""
    by_role: dict[str, list[Dot]] = {}
    for dot in dots:
        by_role.setdefault(dot.role, []).append(dot)
    kept: list[Dot] = []
    for role, own in by_role.items():
        own.sort(key=lambda dot: (not dot.key_channel, -dot.cents, dot.name))
        room = max(shown, sum(dot.key_channel for dot in own))
        if len(own) <= room + 1:  # a dot for one other account would save nothing
            kept += own
        else:
            kept += [*own[:room], _others(role, own[room:], "other " if room else "")]
    return kept


def _others(role: str, dots: list[Dot], other: str) -> Dot:
    name, heading = ROLES[role].name, ROLES[role].heading.lower()
    return Dot(
        name=counted(len(dots), other + name, other + heading),
        role=role,
        accounts=[account for dot in dots for account in dot.accounts],
        core=any(dot.core for dot in dots),
        received_cents=sum(dot.received_cents for dot in dots),
        sent_cents=sum(dot.sent_cents for dot in dots),
    )


def _flows(case: CaseFile, dots: list[Dot]) -> list[Flow]:
    number = _numbers(dots)
    flows: dict[tuple[int, int], Flow] = {}
    for row in case.payments:
        ends = number[row["sender_account"]], number[row["receiver_account"]]
        if ends[0] == ends[1]:
            continue
        flow = flows.setdefault(ends, Flow(*ends))
        flow.payments.append((row["booked_at"], row["value_cents"]))
        flow.channels[row["channel"]] += 1
        flow.numbers.append(row["number"])
        flow.flags.update(case.flags_of(row))
        flow.evidence |= row["part"] == "evidence"
    return [flows[ends] for ends in sorted(flows)]


def neighbours(flows: list[Flow]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """For each dot, whom it pays and who pays it."""
    pays: dict[int, list[int]] = defaultdict(list)
    paid_by: dict[int, list[int]] = defaultdict(list)
    for flow in flows:
        pays[flow.sender].append(flow.receiver)
        paid_by[flow.receiver].append(flow.sender)
    return pays, paid_by
