"""
Whom each member of a case dealt with: people and firms, apart from what all use.

What all use are cash, and where no alert speaks about them, shops, lenders, offices
through which people send money, firms that are hubs, and sellers: firms that were paid
and paid nobody.
A payment to an office and one from it that match are one payment from the first payer
to the last payee. Accounts of one principal give each other nothing.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from pipeline.cases.flow_network import Payment
from pipeline.flow_graph import DAY

OFFICE, CASH, SHOP = "msb", "cash", "merchant"
SELLERS = ("business", SHOP)
ALL_USE = (OFFICE, SHOP, "loan", "business")  # where they are hubs
WAIT = 7 * DAY  # until what was handed in at an office is paid out
COST = 0.15  # of it at most: the dearest corridors for remittances


class Account(Protocol):
    @property
    def kind(self) -> str | None: ...
    @property
    def hub(self) -> bool: ...
    @property
    def subject(self) -> bool: ...


class Moved(Protocol):
    @property
    def seconds(self) -> int: ...
    @property
    def payer(self) -> int: ...
    @property
    def payee(self) -> int: ...
    @property
    def cents(self) -> int | None: ...


P = TypeVar("P", bound=Moved)


@dataclass
class Partners:
    """Of one member; others by their place, money in known cents."""

    givers: dict[int, int] = field(default_factory=dict)
    takers: dict[int, int] = field(default_factory=dict)
    sent_abroad_cents: int = 0  # to takers
    shops: set[int] = field(default_factory=set)  # that it paid: what all use
    spent_cents: int = 0  # at those
    banked_cents: int = 0  # came as cash
    brought: list[tuple[int, int]] = field(
        default_factory=list
    )  # cash: for whom, cents
    from_shops: dict[int, int] = field(default_factory=dict)

    @property
    def onward(self) -> frozenset[int]:
        """Takers who had given it nothing."""
        return frozenset(self.takers) - frozenset(self.givers)


def used_by_all(members: Sequence[Account], payments: Sequence[Payment]) -> list[bool]:
    """Of each member, whether it is what all use, in the words above."""
    pay = {p.payer for p in payments}
    return [
        m.kind == CASH
        or (m.hub and not m.subject and m.kind in ALL_USE)
        or (m.kind in SELLERS and not m.subject and n not in pay)
        for n, m in enumerate(members)
    ]


def partners(
    members: Sequence[Account],
    used: Sequence[bool],
    payments: Sequence[Payment],
    principals: Sequence[frozenset[int]],
) -> list[Partners]:
    """Of each member, in order; ``payments`` are those of ``through_offices``."""
    found = [Partners() for _ in members]
    for paid in payments:
        payer, payee, cents = paid.payer, paid.payee, paid.cents or 0
        if members[payer].kind == CASH:
            found[payee].banked_cents += cents
            for bringer in paid.brought_by:
                found[bringer].brought.append((payee, cents))
        elif principals[payer] & principals[payee] or members[payee].kind == CASH:
            continue
        elif used[payee]:
            found[payer].shops.add(payee)
            found[payer].spent_cents += cents
        elif used[payer]:
            if members[payer].kind == SHOP and payer not in found[payee].shops:
                got = found[payee].from_shops.get(payer, 0)
                found[payee].from_shops[payer] = got + cents
        else:
            found[payer].sent_abroad_cents += paid.abroad * cents
            found[payer].takers[payee] = found[payer].takers.get(payee, 0) + cents
            found[payee].givers[payer] = found[payee].givers.get(payer, 0) + cents
    return found


def through_offices(
    offices: Collection[int], payments: Sequence[P], join: Callable[[P, P], P]
) -> list[P]:
    """
    ``payments``, oldest first, where what an office took in and paid out are one.

    A payment out is ``join``-ed to the latest payment in that is not yet paid out, came
    at most a week before, and was of the same sum or up to 15 % more.
    """
    waiting: dict[int, list[P]] = {office: [] for office in offices}
    found: list[P] = []
    for paid in payments:
        if paid.payee in waiting and paid.payer not in waiting:
            waiting[paid.payee].append(paid)
        elif paid.payer in waiting:
            first = _handed_in(waiting[paid.payer], paid)
            found.append(join(first, paid) if first is not None else paid)
        else:
            found.append(paid)
    left = [paid for handed in waiting.values() for paid in handed]
    return sorted(found + left, key=lambda p: p.seconds)


def one_payment(first: Payment, last: Payment) -> Payment:
    return last._replace(payer=first.payer, abroad=first.abroad or last.abroad)


def _handed_in(waiting: list[P], paid: P) -> P | None:
    if not paid.cents:
        return None
    for place in reversed(range(len(waiting))):
        first = waiting[place]
        if paid.seconds - first.seconds > WAIT:
            break
        if first.cents and (1 - COST) * first.cents <= paid.cents <= first.cents:
            return waiting.pop(place)
    return None
