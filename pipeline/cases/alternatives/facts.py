"""A case as tests of lawful explanations read it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pipeline.cases.partners import OFFICE, through_offices

ORGANISATIONS = ("business", "npo", "merchant", "loan", "msb", "vasp")
CASH = "cash_withdrawal"


class Dealt(NamedTuple):
    """A payment of the case; accounts by their place among the members."""

    seconds: int
    payer: int
    payee: int
    cents: int  # 0 where not known
    channel: str
    purpose: str
    category: str  # of the merchant, ISO 18245
    left: str | None  # country
    reached: str | None
    evidence: bool


class Used(NamedTuple):
    """A day on which an account was used by card or its cash was drawn."""

    day: int
    cash: bool
    countries: frozenset[str]  # where known


class Holder(NamedTuple):
    """What is known of a member account and who holds it."""

    kind: str | None
    organisation: bool
    registered: bool | None  # on the register its service must be on
    holder: int  # a number for who holds it
    principals: frozenset[int]
    dealt: int  # with how many others in all the data
    paid_persons: int  # how many accounts of persons it paid in all the data
    used: Sequence[Used]  # in all the data, oldest first; none of hubs and firms

    @property
    def firm(self) -> bool:
        return self.organisation or self.kind in ORGANISATIONS


@dataclass(frozen=True)
class Facts:
    """``payments`` are oldest first, those to oneself left out."""

    payments: Sequence[Dealt]
    members: Sequence[Holder]
    related: Mapping[str, frozenset[tuple[int, int]]]  # by relation, pairs of holders
    known_since: Mapping[
        tuple[int, int], int
    ]  # of a pair, seconds of its first dealing
    data_from: int  # seconds of the oldest transaction of all

    @cached_property
    def moved(self) -> list[Dealt]:
        """``payments`` where what an office took in and paid out are one."""
        return through_offices(self.offices, self.payments, _one)

    @cached_property
    def offices(self) -> list[int]:
        return [n for n, member in enumerate(self.members) if member.kind == OFFICE]

    @cached_property
    def office(self) -> int | None:
        """The money service that most paid; of equal ones the first."""
        payers = {
            n: {p.payer for p in self.payments if p.payee == n} for n in self.offices
        }
        return min(payers, key=lambda n: (-len(payers[n]), n), default=None)

    @cached_property
    def value(self) -> int:
        return sum(p.cents for p in self.moved)

    @cached_property
    def pairs(self) -> dict[tuple[int, int], list[Dealt]]:
        """By payer and payee, offices seen through."""
        found = defaultdict(list)
        for paid in self.moved:
            found[paid.payer, paid.payee].append(paid)
        return dict(found)

    @cached_property
    def payers(self) -> dict[int, set[int]]:
        """Of each account that received, from whom."""
        found = defaultdict(set)
        for payer, payee in self.pairs:
            found[payee].add(payer)
        return dict(found)

    @cached_property
    def payees(self) -> dict[int, set[int]]:
        found = defaultdict(set)
        for payer, payee in self.pairs:
            found[payer].add(payee)
        return dict(found)

    @cached_property
    def gatherer(self) -> int | None:
        """
        The account that most paid; of equal ones that which paid most, the first.

        Cash is none, nor are shops, which were paid and paid nobody.
        """
        others = {n: met for n, met in self.payers.items() if not self._shop(n)}
        return self._most(others, self.payees)

    @cached_property
    def spreader(self) -> int | None:
        """The account that paid most; of equal ones that which most paid, the first."""
        return self._most(self.payees, self.payers)

    @cached_property
    def middle(self) -> int | None:
        """The account through which most passed: the less of what came and went."""
        passed = {
            n: min(
                sum(p.cents for p in self.received_by(n)),
                sum(p.cents for p in self.paid_by(n)),
            )
            for n in sorted(set(self.payers) & set(self.payees))
        }
        return max(passed, key=lambda n: (passed[n], -n), default=None)

    def _shop(self, account: int) -> bool:
        kind = self.members[account].kind
        return kind == "cash" or (kind == "merchant" and account not in self.payees)

    def sells(self, account: int) -> bool:
        """Whether it is cash, a money service or a firm that was seen to pay nobody."""
        member = self.members[account]
        idle = member.firm and account not in self.payees
        return member.kind in ("cash", OFFICE) or idle

    @cached_property
    def group(self) -> dict[int, int]:
        """Of each holder the first of those who share an officer with it, or it."""
        first = {member.holder: member.holder for member in self.members}

        def root(holder: int) -> int:
            while first[holder] != holder:
                holder = first[holder]
            return holder

        of_officer: dict[int, int] = {}
        for officer, holder in sorted(self.related["officer_of"]):
            if holder in first:
                one = root(of_officer.setdefault(officer, holder))
                other = root(holder)
                first[max(one, other)] = min(one, other)
        return {holder: root(holder) for holder in first}

    @staticmethod
    def _most(by: Mapping[int, set[int]], then: Mapping[int, set[int]]) -> int | None:
        rank = {a: (-len(met), -len(then.get(a, ())), a) for a, met in by.items()}
        return min(rank, key=rank.__getitem__, default=None)

    def received_by(self, account: int | None) -> list[Dealt]:
        return [p for p in self.moved if p.payee == account]

    def paid_by(self, account: int | None) -> list[Dealt]:
        return [p for p in self.moved if p.payer == account]


def _one(first: Dealt, last: Dealt) -> Dealt:
    return last._replace(
        payer=first.payer,
        left=first.left,
        purpose=last.purpose or first.purpose,
        evidence=first.evidence or last.evidence,
    )


def share(part: Sequence[Dealt], whole: Sequence[Dealt]) -> float | None:
    """Of the known value; None where none is known."""
    total = sum(p.cents for p in whole)
    return sum(p.cents for p in part) / total if total else None
