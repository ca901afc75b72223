"""A case as tests of lawful explanations read it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

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


class Holder(NamedTuple):
    """What is known of a member account and who holds it."""

    kind: str | None
    organisation: bool
    registered: bool | None  # on the register its service must be on
    holder: int  # a number for who holds it
    principals: frozenset[int]
    dealt: int  # with how many others in all the data

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
    def value(self) -> int:
        return sum(p.cents for p in self.payments)

    @cached_property
    def pairs(self) -> dict[tuple[int, int], list[Dealt]]:
        """By payer and payee."""
        found = defaultdict(list)
        for paid in self.payments:
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
        """The account that most paid; of equal ones that which paid most, the first."""
        return self._most(self.payers, self.payees)

    @cached_property
    def spreader(self) -> int | None:
        """The account that paid most; of equal ones that which most paid, the first."""
        return self._most(self.payees, self.payers)

    @staticmethod
    def _most(by: Mapping[int, set[int]], then: Mapping[int, set[int]]) -> int | None:
        rank = {a: (-len(met), -len(then.get(a, ())), a) for a, met in by.items()}
        return min(rank, key=rank.__getitem__, default=None)

    def received_by(self, account: int | None) -> list[Dealt]:
        return [p for p in self.payments if p.payee == account]

    def paid_by(self, account: int | None) -> list[Dealt]:
        return [p for p in self.payments if p.payer == account]


def share(part: Sequence[Dealt], whole: Sequence[Dealt]) -> float | None:
    """Of the known value; None where none is known."""
    total = sum(p.cents for p in whole)
    return sum(p.cents for p in part) / total if total else None
