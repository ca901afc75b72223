"""
Roles of those where a case's money begins and ends, by whom they dealt with.

First those who took money from members, or paid it in; then those who only gave.
"""

from pipeline.cases.role_reading import FEEDS, FEW, MOST, Reading, Rule
from pipeline.cases.standing import Member
from pipeline.cases.words import members, money

CHAIN = ("collector", "funnel", "front", "pass-through")


def seller(m: Member, _: Reading) -> str | None:
    used = m.kind in ("business", "merchant") and not m.subject
    if used and m.receipts and not m.payments:
        return f"a {m.kind} account that {members(m.payers)} paid and that paid nobody"
    return None


def paid_out(m: Member, reading: Reading) -> str | None:
    if m.firm or not reading.having(m.givers, "paymaster", "facilitator"):
        return None
    return _kept(m, "one who pays several or supports it is among them")


def end_of_chain(m: Member, reading: Reading) -> str | None:
    before = {n for n in m.givers if passes(reading.members[n])}
    before.update(reading.having(m.givers, *CHAIN))
    if not before:
        return None
    return _kept(m, f"{len(before)} of them pass on or gather money of others")


def passes(m: Member) -> bool:
    return bool(m.givers) and m.passed_on >= MOST


def _kept(m: Member, of: str) -> str:
    rest = m.given_cents - m.taken_cents
    return (
        f"received {money(m.given_cents)} from {members(len(m.givers))}; {of}; "
        f"{money(max(0, rest))} stays or is spent outside the case, "
        f"{money(m.cash_cents)} of it drawn as cash"
    )


def paid_by_shop(m: Member, _: Reading) -> str | None:
    if m.from_shops_cents <= m.given_cents:
        return None
    return (
        f"received {money(m.from_shops_cents)} from shops that it had not paid, of "
        f"which {money(m.cash_cents)} was drawn as cash"
    )


def draws(m: Member, _: Reading) -> str | None:
    if not (m.givers or m.banked_cents) or m.drawn < MOST:
        return None
    return f"draws {m.drawn:.0%} of what it pays in cash, {money(m.cash_cents)}"


def keeps(m: Member, _: Reading) -> str | None:
    if m.firm or not (m.givers or m.banked_cents):
        return None
    if m.taken_cents > m.given_cents + m.banked_cents:
        return None
    came = m.given_cents + m.banked_cents
    return (
        f"received {money(came)}, {money(m.banked_cents)} of it as cash, of which "
        f"{money(max(0, came - m.taken_cents))} stays or is spent outside the case"
    )


def firm_pays(m: Member, _: Reading) -> str | None:
    if not m.firm or not m.takers:
        return None
    return (
        f"an organisation that pays {members(len(m.takers))} {money(m.taken_cents)}, "
        f"{m.abroad:.0%} of it across a border, and that no member paid"
    )


def small_part(m: Member, reading: Reading) -> str | None:
    came = sum(reading.members[n].received_cents for n in m.takers)
    gatherers = reading.having(m.takers, "collector", "funnel", "front")
    once = m.payments == 1 and not m.sent_abroad_cents
    if not m.takers or gatherers or m.taken_cents >= (FEEDS if once else FEW) * came:
        return None
    return (
        f"pays {money(m.taken_cents)} to {members(len(m.takers))}, "
        f"{m.taken_cents / max(1, came):.1%} of what came to them in the case"
    )


def supports(m: Member, reading: Reading) -> str | None:
    helped = reading.having(m.takers, "operative", "paymaster", "facilitator")
    abroad = m.sent_abroad_cents >= MOST * m.taken_cents
    if not helped or len(helped) < MOST * len(m.takers) or not abroad:
        return None
    return (
        f"pays {money(m.taken_cents)}, {money(m.sent_abroad_cents)} of it across a "
        f"border, to {members(len(m.takers))} who spend it or pay several, with money "
        "that no member gave it"
    )


def donor(m: Member, _: Reading) -> str | None:
    if m.takers:
        return (
            f"pays {members(len(m.takers))} {money(m.taken_cents)}, with money that no "
            "member gave it"
        )
    if m.payments:
        return (
            f"pays {money(m.paid_cents)} with money that no member gave it, "
            f"{m.drawn:.0%} of it in cash"
        )
    return None


ENDS: tuple[tuple[str, Rule], ...] = (
    ("unwitting", seller),
    ("operative", paid_out),
    ("cash-out", end_of_chain),
    ("cash-out", paid_by_shop),
    ("cash-out", draws),
    ("operative", keeps),
)
SOURCES: tuple[tuple[str, Rule], ...] = (
    ("front", firm_pays),
    ("unwitting", small_part),
    ("facilitator", supports),
    ("donor", donor),
)
