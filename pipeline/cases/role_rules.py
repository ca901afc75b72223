"""
What must be measured of a member for a role that its own dealings tell.

Each rule gives its reason in figures, or nothing; the first that holds names the role.
Those of ``role_ends`` also ask what the members are whom one dealt with. The shares and
counts are our reading of what the words mean; none is published.
"""

from pipeline.cases.role_payers import (
    acted_for,
    acts_for,
    feeds_firm,
    kin_of_paymaster,
    loads_cards,
    paid_back,
    pays_many,
    rest_taken,
    returner,
    takes_rest,
)
from pipeline.cases.role_reading import FEW, LIVES, MANY, MOST, Reading, Rule
from pipeline.cases.standing import Member
from pipeline.cases.words import members, money


def cash(m: Member, _: Reading) -> str | None:
    if m.kind == "cash" and m.receipts and not m.payments:
        return f"cash: {money(m.received_cents)} leaves the accounts here"
    return None


def hub(m: Member, reading: Reading) -> str | None:
    if m.hub and not m.subject and not (m.kind == "npo" and front(m, reading)):
        kind = f"a {m.kind} account" if m.kind else "an account"
        return f"{kind} that deals with {m.dealt:,}; no alert speaks about it"
    return None


def context(m: Member, _: Reading) -> str | None:
    return None if m.core else touched(m)


def brings_cash(m: Member, _: Reading) -> str | None:
    if m.firm or m.brought < 2:
        return None
    return (
        f"brought {money(m.brought_cents)} in cash, {m.brought} times, to an account "
        "of an organisation in the case"
    )


def customer(m: Member, _: Reading) -> str | None:
    if not m.firm or m.subject or m.givers or not m.paid_in_all_cents:
        return None
    part = m.paid_cents / m.paid_in_all_cents
    if part > FEW or not m.takers:
        return None
    kind = f"a {m.kind} account" if m.kind else "an organisation"
    return (
        f"{kind} whose {money(m.paid_cents)} to the case is {part:.1%} of "
        "what it paid in all"
    )


def front(m: Member, _: Reading) -> str | None:
    spends = m.givers and m.spent_cents >= MOST * m.given_cents
    public = m.kind == "npo"  # whose givers a case seldom holds
    came = m.givers or m.banked_cents or public
    if not m.firm or not came or not (m.onward or spends):
        return None
    return (
        f"an organisation that received {money(m.given_cents)} from "
        f"{members(len(m.givers))} and {money(m.banked_cents)} as cash and paid "
        f"{money(m.taken_cents)} to {members(len(m.takers))}"
    )


def funnel(m: Member, reading: Reading) -> str | None:
    second = [n for n in m.givers if reading.members[n].givers - m.takers]
    few = 0 < len(m.onward) <= len(m.givers)
    if len(second) < 2 or len(second) < MOST * len(m.givers) or not few:
        return None
    if m.passed_on < MOST:
        return None
    return (
        f"{members(len(second))} who had been paid pay it and {m.passed_on:.0%} goes "
        f"on to {members(len(m.takers))}, {m.abroad:.0%} across a border"
    )


def collector(m: Member, reading: Reading) -> str | None:
    ours = m.given_cents + m.banked_cents >= MOST * m.paid_cents
    first = all(not reading.members[n].givers for n in m.givers)
    ends = not first and not m.onward and lives(m, reading) is not None
    if len(m.givers) >= MANY and ours and not ends:
        return f"{members(len(m.givers))} pay it {money(m.given_cents)}"
    if len(m.givers) >= 2 and first and m.drawn >= MOST and m.shops < LIVES:
        return (
            f"{members(len(m.givers))} whom no member paid pay it "
            f"{money(m.given_cents)}; it draws {money(m.cash_cents)} as cash"
        )
    into = [n for n in m.onward if len(reading.members[n].givers) >= MANY]
    if not m.givers or not first or not into or m.passed_on < MOST:
        return None
    return (
        f"{members(len(m.givers))} whom no member paid pay it {money(m.given_cents)}, "
        f"and {m.passed_on:.0%} goes on to one whom {MANY} or more pay"
    )


def lives(m: Member, _: Reading) -> str | None:
    if m.shops < LIVES or m.taken_cents > m.spent_cents + m.cash_cents:
        return None
    return (
        f"spent {money(m.spent_cents)} with {m.shops} that sell to all and drew "
        f"{money(m.cash_cents)} as cash; members gave it {money(m.given_cents)}"
    )


def pass_through(m: Member, _: Reading) -> str | None:
    if not m.givers or not m.onward or m.passed_on < MOST:
        return None
    return (
        f"received {money(m.given_cents)} from {members(len(m.givers))} and passed on "
        f"{m.passed_on:.0%}"
    )


def touched(m: Member) -> str:
    if not m.receipts + m.payments:
        return "no payment in the case to or from another member"
    number = m.receipts + m.payments
    return f"takes part in {number} of the case's transactions, at its edge"


BY_DEALINGS: tuple[tuple[str, Rule], ...] = (
    ("cash-out", cash),
    ("unwitting", hub),
    ("paymaster", paid_back),
    ("facilitator", takes_rest),
    ("paymaster", rest_taken),
    ("facilitator", kin_of_paymaster),
    ("facilitator", acted_for),
    ("unwitting", context),
    ("operative", returner),
    ("collector", brings_cash),
    ("facilitator", loads_cards),
    ("paymaster", pays_many),
    ("unwitting", customer),
    ("paymaster", feeds_firm),
    ("front", front),
    ("funnel", funnel),
    ("collector", collector),
    ("operative", lives),
    ("pass-through", pass_through),
    ("facilitator", acts_for),
)
