"""What each member of a case measurably did in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.cases.flow_network import FlowNetwork, Payment


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
    payees: int = 0
    receipts: int = 0
    payments: int = 0
    received_cents: int = 0
    paid_cents: int = 0
    own_cents: int = 0  # paid beyond what it had received
    left_cents: int = 0
    cash_cents: int = 0  # paid as cash withdrawals
    abroad_cents: int = 0  # paid to another country
    returners: int = 0  # paid it after one of its principals had paid one of theirs
    returned_cents: int = 0
    gave_back_cents: int = 0  # sent to such an account that at least two paid so
    gave_back: int = 0  # the payments that did
    purse: int | None = None  # its only payees share a principal with it; the largest
    acts_for: int = 0  # relations: others it acts for, or whose account it may use
    acted_for: int = 0  # relations: others who act for it
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
    receipts, sent, cash, abroad = ([0] * len(members) for _ in range(4))
    returns = _returns(payments, principals)
    for paid in payments:
        if paid.payer == paid.payee:
            continue
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
            payees=len(payees[n]),
            receipts=receipts[n],
            payments=sent[n],
            cash_cents=cash[n],
            abroad_cents=abroad[n],
            received_cents=int(network.received[n]),
            paid_cents=int(network.paid[n]),
            own_cents=int(network.own[n]),
            left_cents=int(network.left[n]),
            returners=returners[n],
            returned_cents=sum(p.cents or 0 for p in returns[n]),
            gave_back=given[n][0],
            gave_back_cents=given[n][1],
            purse=_purse(n, payers[n], payees[n], network, principals),
            kin_of_paymaster=n not in paymasters and bool(above & principals[n]),
        )
        for n, member in enumerate(members)
    ]


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
) -> list[list[Payment]]:
    """Of each member the payments that came back to it; within a principal none do."""
    funded: set[tuple[int, int]] = set()
    back: list[list[Payment]] = [[] for _ in principals]
    for paid in payments:
        givers, takers = principals[paid.payer], principals[paid.payee]
        if paid.payer == paid.payee or givers & takers:
            continue
        if any((taker, giver) in funded for taker in takers for giver in givers):
            back[paid.payee].append(paid)
        funded.update((giver, taker) for giver in givers for taker in takers)
    return back
