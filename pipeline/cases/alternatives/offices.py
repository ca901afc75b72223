"""What can be measured of a money service, or of an account that acts like one."""

from pipeline.cases.alternatives.facts import Facts, share
from pipeline.cases.alternatives.measures import NO_VALUE, Found, count, per_cent


def through_office(facts: Facts) -> Found:
    """Share of the value that a money service took in or paid out."""
    if all(member.kind is None for member in facts.members):
        return Found(None, "The kinds of the accounts were not known.")
    offices = set(facts.offices)
    part = share(
        [p for p in facts.payments if offices & {p.payer, p.payee}], facts.payments
    )
    if part is None:
        return NO_VALUE
    return Found(
        part,
        f"{per_cent(part)} of the value was handed to a money service or paid by one.",
    )


def customers(facts: Facts) -> Found:
    """How many paid in at the office, or else at the account in the middle."""
    account = facts.middle if facts.office is None else facts.office
    if account is None:
        return Found(0.0, "No account passed on what came to it.")
    number = len({p.payer for p in facts.payments if p.payee == account})
    if not number:
        return Found(None, "Nobody was seen to pay in at the money service.")
    return Found(
        float(number),
        f"{count(number, 'account')} paid in at the account through which most passed.",
    )


def receivers(facts: Facts) -> Found:
    """How many persons the account in the middle paid in all, if it is no office."""
    if facts.office is not None:
        return Found(None, "That a money service pays many tells nothing of the case.")
    if facts.middle is None:
        return Found(0.0, "No account passed on what came to it.")
    number = facts.members[facts.middle].paid_persons
    return Found(
        float(number),
        f"The account through which most passed paid {count(number, 'person')} in all.",
    )
