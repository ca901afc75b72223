"""
The role a member plays in its case, from what it measurably did there.

A role is a reading of payments, no finding about a person.
"""

from collections.abc import Sequence

from pipeline.cases.role_ends import ENDS, SOURCES
from pipeline.cases.role_reading import Reading, Rule
from pipeline.cases.role_rules import BY_DEALINGS, touched
from pipeline.cases.standing import Member
from pipeline.cases.words import money


def roles_of(measured: Sequence[Member]) -> list[tuple[str, str]]:
    """
    Role and reason of each member.

    Who would be a donor, but only fills another account of the same principal, has
    the role of that account.
    """
    reading = Reading(measured)
    everybody = range(len(measured))
    _read(reading, everybody, BY_DEALINGS)
    _read(reading, [n for n in everybody if measured[n].givers], ENDS)
    _read(reading, [n for n in everybody if measured[n].takers], SOURCES)
    _read(reading, everybody, (*ENDS, *SOURCES))
    found = [
        reading.roles.get(n, ("unwitting", touched(m))) for n, m in enumerate(measured)
    ]
    return [
        (found[member.purse][0], _fills(member, found[member.purse][0]))
        if role == "donor" and member.purse is not None
        else (role, reason)
        for member, (role, reason) in zip(measured, found, strict=True)
    ]


def _read(
    reading: Reading, places: Sequence[int], rules: Sequence[tuple[str, Rule]]
) -> None:
    """Roles of those of ``places`` that have none; they do not see each other's."""
    found: dict[int, tuple[str, str]] = {}
    for place in places:
        if place in reading.roles:
            continue
        for role, rule in rules:
            if reason := rule(reading.members[place], reading):
                found[place] = role, reason
                break
    reading.roles |= found


def _fills(m: Member, role: str) -> str:
    return (
        f"moves {money(m.paid_cents)} only to accounts of the same principal, the "
        f"largest of them {role}"
    )
