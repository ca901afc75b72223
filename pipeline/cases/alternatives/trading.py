"""What can be measured of trade and of credit in a case."""

from pipeline.cases.alternatives.facts import CASH, Dealt, Facts, share
from pipeline.cases.alternatives.measures import (
    NO_VALUE,
    NOBODY,
    Found,
    count,
    per_cent,
)
from pipeline.cases.partners import through_offices

TRADERS = ("business", "merchant")
MARGIN = (0.03, 0.3)  # of what came in: a platform's fee to a used-car trader's margin
LENDER = "loan"


def _trades(facts: Facts, account: int) -> bool:
    member = facts.members[account]
    firm = member.kind in TRADERS or (member.organisation and member.kind is None)
    return firm and account in facts.payees


def through_firms(facts: Facts) -> Found:
    """Share of the value to or from firms that both were paid and paid."""
    both = {n for n in facts.payers if _trades(facts, n)}
    part = share(
        [p for p in facts.moved if p.payer in both or p.payee in both], facts.moved
    )
    if part is None:
        return NO_VALUE
    return Found(
        part,
        f"{per_cent(part)} of the value was paid to or by firms that were paid and "
        "paid others.",
    )


def suppliers(facts: Facts) -> Found:
    """Of what firms paid that were paid too, the share that went to firms."""
    both = {n for n in facts.payers if _trades(facts, n)}
    paid = [p for p in facts.moved if p.payer in both]
    part = share([p for p in paid if facts.members[p.payee].firm], paid)
    if part is None:
        return Found(None, "No firm was seen to pass on what came to it.")
    return Found(
        part,
        f"{per_cent(part)} of what such firms paid went to firms.",
    )


def paid_out_as_cash(facts: Facts) -> Found:
    """Of what such firms paid to persons, the share that those drew as cash."""
    both = {n for n in facts.payers if _trades(facts, n)}
    paid = [
        p for p in facts.moved if p.payer in both and not facts.members[p.payee].firm
    ]
    persons = {p.payee for p in paid}
    came = sum(p.cents for p in paid)
    if not came:
        return Found(None, "No firm was seen to pay on to persons what came to it.")
    drawn = sum(
        p.cents for p in facts.moved if p.payer in persons and p.channel == CASH
    )
    part = min(1.0, drawn / came)
    return Found(
        part, f"{per_cent(part)} of what such firms paid to persons was drawn as cash."
    )


def handed_on(facts: Facts) -> Found:
    """Of what such firms paid, the share that one payment had brought within a week."""
    both = {n for n in facts.payers if _trades(facts, n)}
    paid = sum(p.cents for p in facts.moved if p.payer in both)
    if not paid:
        return Found(None, "No firm was seen to pass on what came to it.")
    whole: list[int] = []

    def met(first: Dealt, last: Dealt) -> Dealt:
        whole.append(last.cents)
        return last

    for firm in sorted(both):
        through_offices([firm], facts.moved, met)
    part = sum(whole) / paid
    return Found(
        part,
        f"{per_cent(part)} of what such firms paid was a sum that had come in one "
        "payment within a week, less at most 15%.",
    )


def kept_a_margin(facts: Facts) -> Found:
    """Whether the firm in the middle kept about a trader's or a platform's share."""
    if facts.middle is None or not _trades(facts, facts.middle):
        return Found(None, "No firm was seen to pass on what came to it.")
    came = sum(p.cents for p in facts.received_by(facts.middle))
    paid = sum(p.cents for p in facts.paid_by(facts.middle))
    kept = 1 - paid / came if came else 0.0
    low, high = MARGIN
    words = f"kept {per_cent(kept)}" if kept >= 0 else "paid out more than it received"
    return Found(float(low <= kept <= high), f"The firm in the middle {words}.")


def with_lenders(facts: Facts) -> Found:
    """Share of the value lent by lenders or card issuers, or paid to them."""
    lent = [
        p
        for p in facts.moved
        if LENDER in (facts.members[p.payer].kind, facts.members[p.payee].kind)
    ]
    part = share(lent, facts.moved)
    if part is None:
        return NO_VALUE
    return Found(part, f"{per_cent(part)} of the value was lent or paid to lenders.")


def repaid(facts: Facts) -> Found:
    """How many payments went to lenders."""
    if not facts.payments:
        return NOBODY
    if all(member.kind is None for member in facts.members):
        return Found(None, "The kinds of the accounts were not known.")
    lenders = {n for n, m in enumerate(facts.members) if m.kind == LENDER}
    number = sum(p.payee in lenders for p in facts.moved)
    return Found(float(number), f"{count(number, 'payment')} went to lenders.")


def to_persons(facts: Facts) -> Found:
    """Share of what persons paid that went to other persons."""
    persons = {n for n, m in enumerate(facts.members) if not m.firm}
    paid = [p for p in facts.moved if p.payer in persons]
    kept = [
        p
        for p in paid
        if p.payee in persons
        and facts.members[p.payee].kind != "cash"
        and not facts.members[p.payer].principals & facts.members[p.payee].principals
    ]
    part = share(kept, paid)
    if part is None:
        return Found(None, "No person's payment of known value was seen.")
    return Found(
        part, f"{per_cent(part)} of what persons paid went to other persons' accounts."
    )
