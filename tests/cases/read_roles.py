"""Roles read from a short list of payments."""

from pipeline.cases.flow_network import Payment, build_flow_network
from pipeline.cases.roles import roles_of
from pipeline.cases.standing import Member, measure
from pipeline.flow_graph import DAY

SHOP, TILL = {"kind": "merchant", "hub": True, "dealt": 900}, {"kind": "cash"}
OFFICE, FIRM = {"kind": "msb", "hub": True, "dealt": 900}, {"kind": "business"}
NPO = {"kind": "npo"}
CARD = {"kind": "prepaid_card"}


def read(paid, *, principals=None, paid_in_all=None, **known):
    """
    Role and reason by name; ``paid`` are (payer, payee, day, cents) and further fields.

    Names are those of the payments; ``known`` are facts on members by name.
    """
    names = sorted({end for payment in paid for end in payment[:2]} | set(known))
    place = {name: n for n, name in enumerate(names)}
    payments = [
        Payment(
            int(day * DAY),
            *(place[payer], place[payee], cents, 0),
            **{
                "cash": known.get(payee) is TILL,
                **(more[0] if more else {}),
            },
        )
        for payer, payee, day, cents, *more in sorted(paid, key=lambda p: p[2])
    ]
    basic = {"core": True, "subject": False, "hub": False, "dealt": 5, "kind": None}
    people = [
        Member(**{**basic, "organisation": False, **known.get(name, {})})
        for name in names
    ]
    behind = [frozenset((principals or {}).get(n, {n})) for n in names]
    measured = measure(
        people,
        payments,
        build_flow_network(payments, len(names), 2_000),
        behind,
        [(paid_in_all or {}).get(name, 0) for name in names],
    )
    found = dict(zip(names, roles_of(measured), strict=True))
    assert all(reason for _, reason in found.values())
    return found


def roles(paid, **known):
    return {name: role for name, (role, _) in read(paid, **known).items()}


GIFTS = [(f"d{n}", "f", n, 500) for n in range(3)]
