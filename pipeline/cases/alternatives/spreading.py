"""What can be measured of the account that spreads a case's money."""

from pipeline.cases.alternatives.facts import Facts
from pipeline.cases.alternatives.habits import is_steady
from pipeline.cases.alternatives.measures import (
    FEE,
    NOBODY,
    Found,
    count,
    per_cent,
)


def payees(facts: Facts) -> Found:
    """How many the account paid that paid most."""
    if facts.spreader is None:
        return NOBODY
    number = len(facts.payees[facts.spreader])
    return Found(
        float(number),
        f"The account with most payees paid {count(number, 'account')}.",
    )


def kept_a_fee(facts: Facts) -> Found:
    """Whether the spreader kept about as much as a remitter's fee."""
    came = sum(p.cents for p in facts.received_by(facts.spreader))
    paid = sum(p.cents for p in facts.paid_by(facts.spreader))
    if not came or not paid:
        return Found(
            None, "The account with most payees was not seen to pass money on."
        )
    kept = 1 - paid / came
    low, high = FEE
    words = f"kept {per_cent(kept)}" if kept >= 0 else "paid out more than it received"
    return Found(float(low <= kept <= high), f"The account with most payees {words}.")


def organisation_pays(facts: Facts) -> Found:
    if facts.spreader is None:
        return NOBODY
    firm = facts.members[facts.spreader].firm
    held = "a firm's or organisation's" if firm else "a person's or of unknown kind"
    return Found(float(firm), f"The account with most payees was {held}.")


def employees_paid(facts: Facts) -> Found:
    """Share of the spreader's payees recorded as employees, its own or its payers'."""
    if facts.spreader is None:
        return NOBODY
    if not facts.related["employee_of"]:
        return Found(None, "No employment of a member was recorded.")
    holder = [member.holder for member in facts.members]
    payers = {facts.spreader, *facts.payers.get(facts.spreader, ())}
    paid = facts.payees[facts.spreader]
    number = sum(
        any((holder[p], holder[e]) in facts.related["employee_of"] for e in payers)
        for p in paid
    )
    return Found(
        number / len(paid),
        f"{number} of {count(len(paid), 'payee')} of the account with most payees "
        "were recorded as employees, its own or its payers'.",
    )


def steady_payees(facts: Facts) -> Found:
    """Share of the spreader's payees that it paid in like sums at like intervals."""
    own = [paid for (payer, _), paid in facts.pairs.items() if payer == facts.spreader]
    if not own:
        return NOBODY
    number = sum(is_steady(paid) for paid in own)
    return Found(
        number / len(own),
        f"The account with most payees paid {number} of "
        f"{count(len(own), 'payee')} like sums at like intervals.",
    )
