"""
The role a member plays in its case, from what it measurably did there.

Rules are tried in the order of ``RULES``; the first that holds names the role and gives
its reason in figures. A role is a reading of payments, no finding about a person. The
shares and counts below are our reading of what the words mean; none is published.
"""

from collections.abc import Callable, Sequence

from pipeline.cases.standing import Member
from pipeline.cases.words import members, money, others

MANY = 3  # payers of a collector: two may be a couple
MOST = 0.5  # more than half of the money
ORGANISATIONS = ("business", "npo", "merchant")
SELLERS = ("business", "merchant")


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
    return "unwitting", _touched(member)


def _fills(m: Member, role: str) -> str:
    return (
        f"moves {money(m.paid_cents)} only to accounts of the same principal, the "
        f"largest of them {role}"
    )


def _hub(m: Member) -> str | None:
    if m.hub and not m.subject:
        kind = f"a {m.kind} account" if m.kind else "an account"
        return f"{kind} that deals with {m.dealt:,}; no alert speaks about it"
    return None


def _paymaster(m: Member) -> str | None:
    if m.returners < 2:
        return None
    return (
        f"{members(m.returners)} paid {money(m.returned_cents)} back to it, after it, "
        "or one who answers to the same principal, had paid them"
    )


def _cash(m: Member) -> str | None:
    if m.kind == "cash" and m.receipts and not m.payments:
        return f"cash: {money(m.received_cents)} leaves the accounts here"
    return None


def _cash_out(m: Member) -> str | None:
    if m.paid_cents and m.cash_cents / m.paid_cents >= MOST:
        return f"draws {m.cash_cents / m.paid_cents:.0%} of what it pays in cash"
    return None


def _facilitator_by_relation(m: Member) -> str | None:
    if m.kin_of_paymaster and m.payees:
        return (
            f"pays {members(m.payees)} {money(m.paid_cents)} and answers to the same "
            "principal as the account that is paid back"
        )
    if m.acts_for and m.payees:
        return f"acts for {others(m.acts_for)} and pays {members(m.payees)}"
    if m.acted_for >= 2:
        return f"{others(m.acted_for)} act for it"
    return None


def _context(m: Member) -> str | None:
    return None if m.core else _touched(m)


def _returner(m: Member) -> str | None:
    if not m.gave_back:
        return None
    return (
        f"sent {money(m.gave_back_cents)} back to the principal that had paid it or "
        "its holder"
    )


def _facilitator_by_flow(m: Member) -> str | None:
    if m.payees < MANY or m.payees <= m.payers or m.owned < MOST or m.abroad < MOST:
        return None
    return (
        f"pays {members(m.payees)}, {m.abroad:.0%} of it across a border and "
        f"{m.owned:.0%} with money that had not come in here"
    )


def _front(m: Member) -> str | None:
    if not (m.organisation or m.kind in ORGANISATIONS):
        return None
    if not (m.payers and m.payees and m.passed_on >= MOST):
        return None
    return (
        f"an organisation that {members(m.payers)} paid and that passed on "
        f"{m.passed_on:.0%} to {members(m.payees)}"
    )


def _seller(m: Member) -> str | None:
    if m.kind in SELLERS and not m.subject and m.receipts and not m.payments:
        return f"a {m.kind} account that {members(m.payers)} paid and that paid nobody"
    return None


def _funnel(m: Member) -> str | None:
    few = 0 < m.payees <= m.payers / 2
    if m.payers < MANY or not few or m.passed_on < MOST:
        return None
    return (
        f"{members(m.payers)} pay it and {m.passed_on:.0%} goes on to "
        f"{members(m.payees)}, {m.abroad:.0%} across a border"
    )


def _collector(m: Member) -> str | None:
    if m.payers < MANY:
        return None
    return f"{members(m.payers)} pay it {money(m.received_cents)}"


def _pass_through(m: Member) -> str | None:
    if not (m.payers and m.payees and m.passed_on >= MOST):
        return None
    return (
        f"received {money(m.received_cents)} from {members(m.payers)} and passed on "
        f"{m.passed_on:.0%}"
    )


def _operative(m: Member) -> str | None:
    if not m.payers or m.own_cents > m.received_cents:
        return None
    return (
        f"received {money(m.received_cents)} from {members(m.payers)}, of which "
        f"{money(m.left_cents)} stays or is spent outside the case"
    )


def _donor(m: Member) -> str | None:
    if not m.payees:
        return None
    return (
        f"pays {members(m.payees)} {money(m.paid_cents)}, {m.owned:.0%} of it money "
        "that had not come in here"
    )


def _touched(m: Member) -> str:
    if not m.receipts + m.payments:
        return "no payment in the case to or from another member"
    number = m.receipts + m.payments
    return f"takes part in {number} of the case's transactions, none of them evidence"


RULES: tuple[tuple[str, Callable[[Member], str | None]], ...] = (
    ("cash-out", _cash),
    ("unwitting", _hub),
    ("paymaster", _paymaster),
    ("facilitator", _facilitator_by_relation),
    ("unwitting", _context),
    ("cash-out", _cash_out),
    ("operative", _returner),
    ("facilitator", _facilitator_by_flow),
    ("front", _front),
    ("unwitting", _seller),
    ("funnel", _funnel),
    ("collector", _collector),
    ("pass-through", _pass_through),
    ("operative", _operative),
    ("donor", _donor),
)
