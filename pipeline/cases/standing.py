"""What each member of a case measurably did in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.cases.flow_network import FlowNetwork, Payment
from pipeline.cases.partners import (
    OFFICE,
    Partners,
    one_payment,
    partners,
    through_offices,
    used_by_all,
)
from pipeline.cases.returns import rest_of, returns

FIRMS = ("business", "npo", "merchant")


@dataclass(frozen=True, kw_only=True)
class Member:
    """
    Money in known cents, of the case's transactions; others by their place.

    ``givers`` and ``takers`` are members whose money came to it, or to whom its money
    went, straight or through an office; see ``partners``.
    """

    core: bool
    subject: bool  # an alert speaks about it
    hub: bool
    dealt: int  # accounts it dealt with in all the data
    kind: str | None
    organisation: bool
    payers: int = 0  # members, what all use too
    payees: int = 0
    receipts: int = 0
    payments: int = 0
    received_cents: int = 0
    paid_cents: int = 0
    own_cents: int = 0  # paid beyond what it had received
    left_cents: int = 0
    cash_cents: int = 0  # paid as cash withdrawals
    abroad_cents: int = 0  # paid to another country
    givers: frozenset[int] = frozenset()
    takers: frozenset[int] = frozenset()
    onward: frozenset[int] = frozenset()  # takers who had given it nothing
    given_cents: int = 0
    taken_cents: int = 0
    sent_abroad_cents: int = 0  # to takers
    banked_cents: int = 0  # came as cash
    brought: int = 0  # times that it brought cash to an account of an organisation
    brought_cents: int = 0
    spent_cents: int = 0  # at shops and other things that all use
    shops: int = 0
    from_shops_cents: int = 0  # what shops paid it that it had not paid before
    paid_in_all_cents: int = 0  # in all the data
    returners: int = 0  # paid it after one of its principals had paid one of theirs
    returned_cents: int = 0
    funded_cents: int = 0  # what those who paid it back had been paid, by then
    gave_back_cents: int = 0  # sent to such an account that at least two paid so
    gave_back: int = 0  # the payments that did
    kin_paid_back: int | None = None  # another of its principal whom two paid back
    rest_of: int | None = None  # it took a rest only, from those whom this one paid
    rest_taken: bool = False  # another is such to it
    purse: int | None = None  # its only payees share a principal with it; the largest
    acts_for: int = 0  # relations: members it acts for, or whose account it may use
    acted_for: int = 0  # relations: members who act for it

    @property
    def firm(self) -> bool:
        return self.organisation or self.kind in FIRMS

    @property
    def passed_on(self) -> float:
        """Share of what members gave it that it gave on; unknown values as all."""
        if self.given_cents:
            return min(1.0, self.taken_cents / self.given_cents)
        return float(bool(self.givers and self.takers))

    @property
    def owned(self) -> float:
        """Share of what it paid that had not come in before."""
        if self.paid_cents:
            return self.own_cents / self.paid_cents
        return float(self.receipts == 0)

    @property
    def abroad(self) -> float:
        return self.abroad_cents / self.paid_cents if self.paid_cents else 0.0

    @property
    def drawn(self) -> float:
        return self.cash_cents / self.paid_cents if self.paid_cents else 0.0


def measure(
    members: Sequence[Member],
    payments: Sequence[Payment],
    network: FlowNetwork,
    principals: Sequence[frozenset[int]],
    paid_in_all: Sequence[int],
) -> list[Member]:
    """
    ``members`` with what they did in ``payments``, which come oldest first.

    ``principals`` are those each member answers to: a payment is a return where one of
    the payee's had paid one of the payer's before. Payments to oneself do not count.
    ``paid_in_all`` is what each paid in all the data.
    """
    moving = [p for p in payments if p.payer != p.payee]
    payers = [set[int]() for _ in members]
    payees = [set[int]() for _ in members]
    receipts, sent, cash, abroad = ([0] * len(members) for _ in range(4))
    for paid in moving:
        payers[paid.payee].add(paid.payer)
        payees[paid.payer].add(paid.payee)
        receipts[paid.payee] += 1
        sent[paid.payer] += 1
        cash[paid.payer] += paid.cash * (paid.cents or 0)
        abroad[paid.payer] += paid.abroad * (paid.cents or 0)
    used = used_by_all(members, moving)
    offices = {n for n, m in enumerate(members) if used[n] and m.kind == OFFICE}
    met = through_offices(offices, moving, one_payment)
    dealt = partners(members, used, met, principals)
    sellers = [used[n] or member.firm for n, member in enumerate(members)]
    back, funded = returns(met, principals, sellers)
    returners = [len({p.payer for p in each}) for each in back]
    paid_back = [n for n, count in enumerate(returners) if count >= 2]
    given_back = [[0, 0] for _ in members]
    for each in (p for n in paid_back for p in back[n]):
        given_back[each.payer][0] += 1
        given_back[each.payer][1] += each.cents or 0
    rests = rest_of([d.givers for d in dealt], [d.takers for d in dealt], sent)
    return [
        replace(
            _met(member, dealt[n], members),
            payers=len(payers[n]),
            payees=len(payees[n]),
            receipts=receipts[n],
            payments=sent[n],
            received_cents=int(network.received[n]),
            paid_cents=int(network.paid[n]),
            own_cents=int(network.own[n]),
            left_cents=int(network.left[n]),
            cash_cents=cash[n],
            abroad_cents=abroad[n],
            paid_in_all_cents=paid_in_all[n],
            returners=returners[n],
            returned_cents=sum(p.cents or 0 for p in back[n]),
            funded_cents=funded[n],
            gave_back=given_back[n][0],
            gave_back_cents=given_back[n][1],
            kin_paid_back=_kin(n, paid_back, principals),
            rest_of=rests[n],
            rest_taken=n in rests,
            purse=_purse(n, payers[n], payees[n], network, principals),
        )
        for n, member in enumerate(members)
    ]


def _met(member: Member, dealt: Partners, members: Sequence[Member]) -> Member:
    brought = [cents for whom, cents in dealt.brought if members[whom].firm]
    return replace(
        member,
        givers=frozenset(dealt.givers),
        takers=frozenset(dealt.takers),
        onward=dealt.onward,
        given_cents=sum(dealt.givers.values()),
        taken_cents=sum(dealt.takers.values()),
        sent_abroad_cents=dealt.sent_abroad_cents,
        banked_cents=dealt.banked_cents,
        brought=len(brought),
        brought_cents=sum(brought),
        spent_cents=dealt.spent_cents,
        shops=len(dealt.shops),
        from_shops_cents=sum(dealt.from_shops.values()),
    )


def _kin(
    member: int, paid_back: Sequence[int], principals: Sequence[frozenset[int]]
) -> int | None:
    if member in paid_back:
        return None
    kin = (n for n in paid_back if principals[n] & principals[member])
    return next(kin, None)


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
