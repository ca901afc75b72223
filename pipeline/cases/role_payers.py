"""
Rules of roles for those who pay several, or act for who does.

A paymaster pays those who use the money, and may take back the rest; a facilitator
takes the rest for him, loads cards that others use, or acts for others.
"""

from pipeline.cases.role_reading import FEEDS, LEFTOVERS, MANY, MOST, OWN, Reading
from pipeline.cases.standing import Member
from pipeline.cases.words import members, money, others


def paid_back(m: Member, _: Reading) -> str | None:
    if not m.payments or not _takes_back(m):
        return None
    return (
        f"{members(m.returners)} paid {money(m.returned_cents)} back to it, after it, "
        "or one who answers to the same principal, had paid them"
    )


def takes_rest(m: Member, _: Reading) -> str | None:
    if m.payments or not (_takes_back(m) or m.rest_of is not None):
        return None
    whose = "one who answers to the same principal" if _takes_back(m) else "a member"
    return (
        f"pays nobody, and {members(len(m.givers))} paid it {money(m.given_cents)} "
        f"after {whose} had paid them"
    )


def _takes_back(m: Member) -> bool:
    return m.returners >= 2 and m.returned_cents >= LEFTOVERS * m.funded_cents


def rest_taken(m: Member, reading: Reading) -> str | None:
    kin = m.kin_paid_back
    beside = kin is not None and not reading.members[kin].payments
    if not m.takers or not (m.rest_taken or beside):
        return None
    return (
        f"pays {members(len(m.takers))} {money(m.taken_cents)}; another account then "
        "took back what was left"
    )


def kin_of_paymaster(m: Member, _: Reading) -> str | None:
    if m.kin_paid_back is None or not m.takers:
        return None
    return (
        f"pays {members(len(m.takers))} {money(m.taken_cents)} and answers to the same "
        "principal as the account that is paid back"
    )


def acted_for(m: Member, _: Reading) -> str | None:
    return f"{others(m.acted_for)} act for it" if m.acted_for >= 2 else None


def returner(m: Member, _: Reading) -> str | None:
    if not m.gave_back:
        return None
    return (
        f"sent {money(m.gave_back_cents)} back to the principal that had paid it or "
        "its holder"
    )


def loads_cards(m: Member, reading: Reading) -> str | None:
    cards = [n for n in m.takers if reading.members[n].kind == "prepaid_card"]
    if len(cards) < 2:
        return None
    return f"pays {money(m.taken_cents)}, most of it onto {len(cards)} prepaid cards"


def pays_many(m: Member, reading: Reading) -> str | None:
    ends = [n for n in reading.ends(m) if not reading.members[n].firm]
    most = len(ends) >= MOST * len(m.takers)
    if len(ends) < MANY or len(ends) <= len(m.givers) or not most:
        return None
    relays = m.firm and any(reading.members[n].firm for n in m.givers)
    if m.kind == "npo" or relays:
        return None
    return (
        f"pays {money(m.taken_cents)} to {members(len(m.takers))}, of whom {len(ends)} "
        f"pass nothing on; {members(len(m.givers))} gave it {money(m.given_cents)}"
    )


def feeds_firm(m: Member, reading: Reading) -> str | None:
    later = m.owned >= OWN  # what members gave it came after it had paid
    little = m.given_cents <= (1 - OWN) * m.paid_cents
    if m.kind == "npo" or not (later or little):
        return None
    fed = [reading.members[n] for n in sorted(m.takers)]
    fed = [t for t in fed if t.firm and (t.onward or t.spent_cents)]
    fed = [t for t in fed if not pays_many(t, reading)]
    given = sum(t.given_cents for t in fed)
    if not fed or m.taken_cents < FEEDS * given:
        return None
    return (
        f"pays {money(m.taken_cents)}, and members gave it {money(m.given_cents)}; "
        f"they gave {money(given)} to the {len(fed)} organisations it pays"
    )


def acts_for(m: Member, _: Reading) -> str | None:
    if not m.acts_for or not m.takers:
        return None
    return f"acts for {others(m.acts_for)} and pays {members(len(m.takers))}"
