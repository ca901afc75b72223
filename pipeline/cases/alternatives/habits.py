"""What can be measured of habits: like sums, like intervals, ties of long standing."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import sqrt
from statistics import median

from pipeline.cases.alternatives.facts import Dealt, Facts, share
from pipeline.cases.alternatives.measures import NO_VALUE, Found, count, per_cent
from pipeline.flow_graph import DAY

STEADY_SPREAD = 0.2  # standard deviation over mean: steps of a wage or rent fit in
STEADY_GAPS = (5, 45)  # days between payments: weekly to monthly, a holiday between
GAP_SPREAD = 0.5
RHYTHM_GAPS = (5, 95)  # weekly to every third month, a week late
MONTHS_ON = 90  # days: longer than a journey or a term's first payments
LONG_BEFORE = 180  # days: longer than the preparation of a plot that is on record


def steady(facts: Facts) -> Found:
    """Share of the value that pairs paid in like sums at like intervals."""
    return _of_frequent(facts, is_steady, "kept sum and interval")


def _of_frequent(
    facts: Facts, holds: Callable[[list[Dealt]], bool], what: str
) -> Found:
    """Share of the value of pairs with three payments or more of which it holds."""
    frequent = [paid for paid in facts.pairs.values() if len(paid) >= 3]
    if not frequent or not facts.value:
        return Found(None, "No account paid another three times.")
    kept = [paid for paid in frequent if holds(paid)]
    part = sum(p.cents for paid in kept for p in paid) / facts.value
    return Found(
        part,
        f"Of {count(len(frequent), 'pair')} of accounts with three or more payments "
        f"{len(kept)} {what}: {per_cent(part)} of the value.",
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


def rhythm(facts: Facts) -> Found:
    """Share of the value of pairs that paid for months, every week to every third."""
    what = f"went on for {MONTHS_ON} days or more, with 5 to 95 days between"
    return _of_frequent(facts, _for_months, what)


def _for_months(paid: list[Dealt]) -> bool:
    gaps = [b.seconds - a.seconds for a, b in pairwise(paid)]
    lasted = paid[-1].seconds - paid[0].seconds
    low, high = RHYTHM_GAPS
    return lasted >= MONTHS_ON * DAY and low * DAY <= median(gaps) <= high * DAY


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


def _pair(paid: Dealt) -> tuple[int, int]:
    return min(paid.payer, paid.payee), max(paid.payer, paid.payee)
