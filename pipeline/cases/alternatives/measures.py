"""What can be measured of a case for or against a lawful explanation."""

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from statistics import median
from typing import NamedTuple

from pipeline.cases.alternatives.facts import CASH, Dealt, Facts, share
from pipeline.flow_graph import DAY

STEADY_SPREAD = 0.2  # standard deviation over mean: steps of a wage or rent fit in
STEADY_GAPS = (5, 45)  # days between payments: weekly to monthly, a holiday between
GAP_SPREAD = 0.5
LONG_BEFORE = 180  # days: longer than the preparation of a plot that is on record
FEE = (0.003, 0.08)  # of what passes: from informal brokers to costly corridors
BURST = 45  # days
CARD_DAYS = 5  # fewer tell nothing of a habit


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


def steady(facts: Facts) -> Found:
    """Share of the value that pairs paid in like sums at like intervals."""
    frequent = [paid for paid in facts.pairs.values() if len(paid) >= 3]
    if not frequent or not facts.value:
        return Found(None, "No account paid another three times.")
    kept = [paid for paid in frequent if is_steady(paid)]
    part = sum(p.cents for paid in kept for p in paid) / facts.value
    return Found(
        part,
        f"Of {count(len(frequent), 'pair')} of accounts with three or more payments "
        f"{len(kept)} kept sum and interval: {per_cent(part)} of the value.",
    )


def is_steady(paid: list[Dealt]) -> bool:
    """At least two payments of like sums, 5 to 45 days apart and evenly."""
    sums = [p.cents for p in paid if p.cents]
    if len(sums) < 2 or not _alike(sums, STEADY_SPREAD):
        return False
    gaps = [b.seconds - a.seconds for a, b in pairwise(paid)]
    low, high = STEADY_GAPS
    return low * DAY <= median(gaps) <= high * DAY and _alike(gaps, GAP_SPREAD)


def _alike(numbers: Sequence[int], spread: float) -> bool:
    """Whether the standard deviation is at most so much of the mean."""
    mean = sum(numbers) / len(numbers)
    return sqrt(sum((n - mean) ** 2 for n in numbers) / len(numbers)) <= spread * mean


def long_ties(facts: Facts) -> Found:
    """Share of the value paid between accounts that had long dealt with each other."""
    shown = [p.seconds for p in facts.payments if p.evidence]
    first = min(shown, default=None)
    if first is None or facts.data_from > first - LONG_BEFORE * DAY:
        return Found(
            None,
            f"The data began less than {LONG_BEFORE} days before the first evidence.",
        )
    old = [
        p
        for p in facts.payments
        if facts.known_since[_pair(p)] <= first - LONG_BEFORE * DAY
    ]
    part = share(old, facts.payments)
    if part is None:
        return NO_VALUE
    return Found(
        part,
        f"{per_cent(part)} of the value was paid between accounts that had dealt with "
        f"each other {LONG_BEFORE} days before the first evidence or longer.",
    )


def related(facts: Facts) -> Found:
    """Share of the value paid between holders who are recorded as family."""
    if not facts.related["family"]:
        return Found(None, "No family relation of a member was recorded.")
    kin = [p for p in facts.payments if _holders(facts, p) in facts.related["family"]]
    part = share(kin, facts.payments)
    if part is None:
        return NO_VALUE
    return Found(
        part, f"{per_cent(part)} of the value was paid between recorded relatives."
    )


def one_principal(facts: Facts) -> Found:
    """Share of the value that stayed with one principal."""
    behind = [member.principals for member in facts.members]
    own = [p for p in facts.payments if behind[p.payer] & behind[p.payee]]
    part = share(own, facts.payments)
    if part is None:
        return NO_VALUE
    return Found(
        part, f"{per_cent(part)} of the value went between accounts of one principal."
    )


def abroad(facts: Facts) -> Found:
    """Share of the value that crossed a border, of what is known to or not to."""
    told = [p for p in facts.payments if p.left and p.reached]
    part = share([p for p in told if p.left != p.reached], told)
    if part is None:
        return Found(None, "The countries of the payments were not known.")
    return Found(part, f"{per_cent(part)} of the value crossed a border.")


def between_firms(facts: Facts) -> Found:
    firm = [member.firm for member in facts.members]
    part = share(
        [p for p in facts.payments if firm[p.payer] and firm[p.payee]], facts.payments
    )
    if part is None:
        return NO_VALUE
    return Found(part, f"{per_cent(part)} of the value was paid by firms to firms.")


def two_ways(facts: Facts) -> Found:
    """Share of the value between accounts that paid each other in both directions."""
    both = [p for p in facts.payments if (p.payee, p.payer) in facts.pairs]
    part = share(both, facts.payments)
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


def principals(facts: Facts) -> Found:
    if not facts.payments:
        return NOBODY
    behind = {member.holder for member in facts.members}
    return Found(
        float(len(behind)), f"{count(len(behind), 'holder')} stood behind the accounts."
    )


def cards_in_two_countries(facts: Facts) -> Found:
    """Of days with card or cash use of one account, those in two countries."""
    days: dict[tuple[int, int], set[str]] = {}
    for p in facts.payments:
        if p.channel in ("card", CASH) and p.reached:
            days.setdefault((p.payer, p.seconds // DAY), set()).add(p.reached)
    if len(days) < CARD_DAYS:
        return Found(
            None, f"Fewer than {CARD_DAYS} days of card or cash use were seen."
        )
    twice = sum(len(countries) > 1 for countries in days.values())
    return Found(
        twice / len(days),
        f"On {twice} of {count(len(days), 'day')} of card or cash use one account was "
        "used in two countries.",
    )


def _pair(paid: Dealt) -> tuple[int, int]:
    return min(paid.payer, paid.payee), max(paid.payer, paid.payee)


def _holders(facts: Facts, paid: Dealt) -> tuple[int, int]:
    ends = facts.members[paid.payer].holder, facts.members[paid.payee].holder
    return min(ends), max(ends)
