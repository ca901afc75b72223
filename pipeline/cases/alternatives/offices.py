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
    """With how many the office, or else the account in the middle, dealt in all."""
    account = facts.middle if facts.office is None else facts.office
    if account is None:
        return Found(0.0, "No account passed on what came to it.")
    number = facts.members[account].dealt
    return Found(
        float(number),
        f"The account through which most passed dealt with {count(number, 'account')} "
        "in all.",
    )


def receivers(facts: Facts) -> Found:
    """How many persons the office, or else the account in the middle, paid in all."""
    account = facts.middle if facts.office is None else facts.office
    if account is None:
        return Found(0.0, "No account passed on what came to it.")
    number = facts.members[account].paid_persons
    return Found(
        float(number),
        f"The account through which most passed paid {count(number, 'person')} in all.",
    )
