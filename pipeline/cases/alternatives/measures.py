"""What can be measured of a case for or against a lawful explanation."""

from typing import NamedTuple

from pipeline.cases.alternatives.facts import CASH, Dealt, Facts, share
from pipeline.flow_graph import DAY

FEE = (0.003, 0.08)  # of what passes: from informal brokers to costly corridors
BURST = 45  # days


class Found(NamedTuple):
    """A measured value, None where the data cannot tell, and the sentence on it."""

    value: float | None
    fact: str


def per_cent(part: float) -> str:
    return f"{part:.0%}"


def count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


NO_VALUE = Found(None, "No value of a payment was known.")
NOBODY = Found(None, "The case had no payments between accounts.")


def related(facts: Facts) -> Found:
    """Share of the value paid between holders who are recorded as family."""
    if not facts.related["family"]:
        return Found(None, "No family relation of a member was recorded.")
    kin = [p for p in facts.moved if _holders(facts, p) in facts.related["family"]]
    part = share(kin, facts.moved)
    if part is None:
        return NO_VALUE
    return Found(
        part, f"{per_cent(part)} of the value was paid between recorded relatives."
    )


def one_principal(facts: Facts) -> Found:
    """Share of the value that stayed with one principal, or a group of one officer."""
    own = [p for p in facts.moved if _one_hand(facts, p)]
    part = share(own, facts.moved)
    if part is None:
        return NO_VALUE
    return Found(
        part,
        f"{per_cent(part)} of the value went between accounts of one principal, or of "
        "organisations with a common officer.",
    )


def _one_hand(facts: Facts, paid: Dealt) -> bool:
    payer, payee = facts.members[paid.payer], facts.members[paid.payee]
    if "loan" in (payer.kind, payee.kind):  # the lender's money, whoever's the account
        return False
    same = facts.group[payer.holder] == facts.group[payee.holder]
    return same or bool(payer.principals & payee.principals)


def abroad(facts: Facts) -> Found:
    """Share of the value that crossed a border, of what is known to or not to."""
    told = [p for p in facts.moved if p.left and p.reached]
    part = share([p for p in told if p.left != p.reached], told)
    if part is None:
        return Found(None, "The countries of the payments were not known.")
    return Found(part, f"{per_cent(part)} of the value crossed a border.")


def two_ways(facts: Facts) -> Found:
    """Share of the value between accounts that paid each other in both directions."""
    both = [p for p in facts.moved if (p.payee, p.payer) in facts.pairs]
    part = share(both, facts.moved)
    if part is None:
        return NO_VALUE
    return Found(
        part,
        f"{per_cent(part)} of the value was paid between accounts that paid each other "
        "in both directions.",
    )


def cash_taken(facts: Facts) -> Found:
    part = share([p for p in facts.payments if p.channel == CASH], facts.payments)
    if part is None:
        return NO_VALUE
    return Found(part, f"{per_cent(part)} of the value was taken out as cash.")


def lasted(facts: Facts) -> Found:
    if not facts.payments:
        return NOBODY
    days = (facts.payments[-1].seconds - facts.payments[0].seconds) / DAY
    return Found(days, f"The payments spanned {count(round(days), 'day')}.")


def groups(facts: Facts) -> Found:
    """How many hold the accounts, shops left out; an officer of two makes them one."""
    traders = {n for n in range(len(facts.members)) if not facts.sells(n)}
    if not traders or not facts.payments:
        return NOBODY
    number = len({facts.group[facts.members[n].holder] for n in traders})
    return Found(
        float(number),
        f"{count(number, 'holder')}, with a common officer counted once, stood behind "
        "the accounts that were no shops.",
    )


def _holders(facts: Facts, paid: Dealt) -> tuple[int, int]:
    ends = facts.members[paid.payer].holder, facts.members[paid.payee].holder
    return min(ends), max(ends)
