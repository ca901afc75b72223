"""What each member of a case measurably did in it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.cases.flow_network import FlowNetwork, Payment

FIRMS = ("business", "npo", "merchant")


@dataclass(frozen=True, kw_only=True)
class Member:
    """Counts are of other members and of the case's transactions; money in cents."""

    core: bool
    subject: bool  # an alert speaks about it
    hub: bool
    dealt: int  # accounts it dealt with in all the data
    kind: str | None
    organisation: bool
    payers: int = 0
    passers: int = 0  # of the payers, those whom another member had paid before
    payees: int = 0
    receipts: int = 0
    payments: int = 0
    received_cents: int = 0
    paid_cents: int = 0
    own_cents: int = 0  # paid beyond what it had received
    feeds: float = 0.0  # its share of what came to a member that pays others; largest
    from_organisations_cents: int = 0
    left_cents: int = 0
    cash_cents: int = 0  # paid as cash withdrawals
    abroad_cents: int = 0  # paid to another country
    returners: int = 0  # paid it after one of its principals had paid one of theirs
    returned_cents: int = 0
    funded_cents: int = 0  # what those who paid it back had been paid, by then
    gave_back_cents: int = 0  # sent to such an account that at least two paid so
    gave_back: int = 0  # the payments that did
    purse: int | None = None  # its only payees share a principal with it; the largest
    acts_for: int = 0  # relations: members it acts for, or whose account it may use
    acted_for: int = 0  # relations: members who act for it
    kin_of_paymaster: bool = False

    @property
    def passed_on(self) -> float:
        """Share of what it received that it paid on; with no known value, 1 if any."""
        if self.received_cents:
            return (self.paid_cents - self.own_cents) / self.received_cents
        return float(self.receipts > 0 and self.payments > 0)

    @property
    def owned(self) -> float:
        """Share of what it paid that had not come in before."""
        if self.paid_cents:
            return self.own_cents / self.paid_cents
        return float(self.receipts == 0)

    @property
    def abroad(self) -> float:
        return self.abroad_cents / self.paid_cents if self.paid_cents else 0.0


def measure(
    members: Sequence[Member],
    payments: Sequence[Payment],
    network: FlowNetwork,
    principals: Sequence[frozenset[int]],
) -> list[Member]:
    """
    ``members`` with what they did in ``payments``, which come oldest first.

    ``principals`` are those each member answers to: a payment is a return where one of
    the payee's had paid one of the payer's before. Payments to oneself do not count.
    """
    payers = [set[int]() for _ in members]
    payees = [set[int]() for _ in members]
    passers = [set[int]() for _ in members]
    given_to = [defaultdict[int, int](int) for _ in members]
    receipts, sent, cash, abroad, firms = ([0] * len(members) for _ in range(5))
    returns, funded = _returns(payments, principals)
    for paid in payments:
        if paid.payer == paid.payee:
            continue
        if payers[paid.payer] - {paid.payee}:
            passers[paid.payee].add(paid.payer)
        if members[paid.payer].organisation or members[paid.payer].kind in FIRMS:
            firms[paid.payee] += paid.cents or 0
        given_to[paid.payer][paid.payee] += paid.cents or 0
        payers[paid.payee].add(paid.payer)
        payees[paid.payer].add(paid.payee)
        receipts[paid.payee] += 1
        sent[paid.payer] += 1
        cash[paid.payer] += paid.cash * (paid.cents or 0)
        abroad[paid.payer] += paid.abroad * (paid.cents or 0)
    returners = [len({p.payer for p in back}) for back in returns]
    paymasters = [n for n, count in enumerate(returners) if count >= 2]
    given = [[0, 0] for _ in members]
    for back in (p for n in paymasters for p in returns[n]):
        given[back.payer][0] += 1
        given[back.payer][1] += back.cents or 0
    above = frozenset[int]().union(*(principals[n] for n in paymasters))
    return [
        replace(
            member,
            payers=len(payers[n]),
            passers=len(passers[n]),
            payees=len(payees[n]),
            receipts=receipts[n],
            payments=sent[n],
            cash_cents=cash[n],
            abroad_cents=abroad[n],
            received_cents=int(network.received[n]),
            paid_cents=int(network.paid[n]),
            own_cents=int(network.own[n]),
            feeds=_feeds(n, given_to[n], payees, network),
            from_organisations_cents=firms[n],
            left_cents=int(network.left[n]),
            returners=returners[n],
            returned_cents=sum(p.cents or 0 for p in returns[n]),
            funded_cents=funded[n],
            gave_back=given[n][0],
            gave_back_cents=given[n][1],
            purse=_purse(n, payers[n], payees[n], network, principals),
            kin_of_paymaster=n not in paymasters and bool(above & principals[n]),
        )
        for n, member in enumerate(members)
    ]


def _feeds(
    member: int,
    given: Mapping[int, int],
    payees: Sequence[set[int]],
    network: FlowNetwork,
) -> float:
    shares = (
        cents / max(1, int(network.received[payee]))
        for payee, cents in given.items()
        if payees[payee] - {member}
    )
    return max(shares, default=0.0)


def _purse(
    member: int,
    payers: set[int],
    payees: set[int],
    network: FlowNetwork,
    principals: Sequence[frozenset[int]],
) -> int | None:
    foreign = [n for n in payees if not principals[n] & principals[member]]
    if payers or foreign or not payees:
        return None
    return max(sorted(payees), key=lambda n: network.received[n])


def _returns(
    payments: Sequence[Payment], principals: Sequence[frozenset[int]]
) -> tuple[list[list[Payment]], list[int]]:
    """
    Of each member the payments that came back to it; within a principal none do.

    And the known cents that those who paid them had been paid, by the principals they
    came back to, until they first paid back.
    """
    paid_so_far: dict[tuple[int, int], int] = {}
    back: list[list[Payment]] = [[] for _ in principals]
    funded = [0] * len(principals)
    for paid in payments:
        givers, takers = principals[paid.payer], principals[paid.payee]
        if paid.payer == paid.payee or givers & takers:
            continue
        before = [
            paid_so_far[taker, giver]
            for taker in takers
            for giver in givers
            if (taker, giver) in paid_so_far
        ]
        if before:
            if all(p.payer != paid.payer for p in back[paid.payee]):
                funded[paid.payee] += max(before)
            back[paid.payee].append(paid)
        for giver in givers:
            for taker in takers:
                earlier = paid_so_far.get((giver, taker), 0)
                paid_so_far[giver, taker] = earlier + (paid.cents or 0)
    return back, funded
