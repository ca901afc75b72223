"""
What must be measured of a member for each role; the first rule that holds names it.

Each rule gives its reason in figures, or nothing. The shares and counts are our reading
of what the words mean; none is published.
"""

from collections.abc import Callable

from pipeline.cases.standing import FIRMS, Member
from pipeline.cases.words import members, money, others

MANY = 3  # payers of a collector: two may be a couple
MOST = 0.5  # more than half of the money
OWN = 0.9  # nearly all of the money
FEEDS = 0.25  # more than a donor of many gives
LEFTOVERS = 0.01  # of what was paid out; published returns are a fiftieth to a tenth
SELLERS = ("business", "merchant")


def _hub(m: Member) -> str | None:
    if m.hub and not m.subject:
        kind = f"a {m.kind} account" if m.kind else "an account"
        return f"{kind} that deals with {m.dealt:,}; no alert speaks about it"
    return None


def _paymaster(m: Member) -> str | None:
    little = m.returned_cents < LEFTOVERS * m.funded_cents
    if m.returners < 2 or little:
        return None
    return (
        f"{members(m.returners)} paid {money(m.returned_cents)} back to it, after it, "
        "or one who answers to the same principal, had paid them"
    )


def _cash(m: Member) -> str | None:
    if m.kind == "cash" and m.receipts and not m.payments:
        return f"cash: {money(m.received_cents)} leaves the accounts here"
    return None


def _source(m: Member) -> str | None:
    if m.owned < OWN or m.feeds < FEEDS:
        return None
    return (
        f"pays {members(m.payees)} {money(m.paid_cents)}, {m.feeds:.0%} of what came "
        f"to one who pays others; {m.owned:.0%} of it had not come in here"
    )


def _firms_money(m: Member) -> str | None:
    firm = m.organisation or m.kind in FIRMS
    if firm or m.payees > m.payers or m.passed_on >= MOST:
        return None
    if not m.received_cents or m.from_organisations_cents < MOST * m.received_cents:
        return None
    return (
        f"a person to whom organisations paid {money(m.from_organisations_cents)}, of "
        f"which {money(m.left_cents)} stays or is spent outside the case"
    )


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
    return None if m.core else touched(m)


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
    if not (m.organisation or m.kind in FIRMS) or not (m.payers and m.payees):
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
    few = 0 < m.payees <= m.payers
    if m.passers < 2 or m.passers < MOST * m.payers or not few or m.passed_on < MOST:
        return None
    return (
        f"{members(m.passers)} who had been paid pay it and {m.passed_on:.0%} goes on "
        f"to {members(m.payees)}, {m.abroad:.0%} across a border"
    )


def _collector(m: Member) -> str | None:
    if m.payers < MANY:
        return None
    return f"{members(m.payers)} pay it {money(m.received_cents)}"


def _pass_through(m: Member) -> str | None:
    through = m.passed_on >= MOST and m.owned < MOST
    if not (m.payers and m.payees and through):
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


def touched(m: Member) -> str:
    if not m.receipts + m.payments:
        return "no payment in the case to or from another member"
    number = m.receipts + m.payments
    return f"takes part in {number} of the case's transactions, at its edge"


RULES: tuple[tuple[str, Callable[[Member], str | None]], ...] = (
    ("cash-out", _cash),
    ("unwitting", _hub),
    ("paymaster", _paymaster),
    ("facilitator", _facilitator_by_relation),
    ("unwitting", _context),
    ("paymaster", _source),
    ("cash-out", _cash_out),
    ("operative", _returner),
    ("facilitator", _facilitator_by_flow),
    ("front", _front),
    ("unwitting", _seller),
    ("funnel", _funnel),
    ("collector", _collector),
    ("pass-through", _pass_through),
    ("cash-out", _firms_money),
    ("operative", _operative),
    ("donor", _donor),
)
