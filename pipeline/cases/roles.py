"""
The role a member plays in its case, from what it measurably did there.

A role is a reading of payments, no finding about a person.
"""

from collections.abc import Sequence

from pipeline.cases.role_rules import RULES, touched
from pipeline.cases.standing import Member
from pipeline.cases.words import money


def roles_of(measured: Sequence[Member]) -> list[tuple[str, str]]:
    """
    Role and reason of each member.

    Who would be a donor, but only fills another account of the same principal, has
    the role of that account.
    """
    found = [_role(member) for member in measured]
    return [
        (found[member.purse][0], _fills(member, found[member.purse][0]))
        if role == "donor" and member.purse is not None
        else (role, reason)
        for member, (role, reason) in zip(measured, found, strict=True)
    ]


def _role(member: Member) -> tuple[str, str]:
    for role, rule in RULES:
        if reason := rule(member):
            return role, reason
    return "unwitting", touched(member)


def _fills(m: Member, role: str) -> str:
    return (
        f"moves {money(m.paid_cents)} only to accounts of the same principal, the "
        f"largest of them {role}"
    )
