"""What can be measured of the account that gathers a case's money."""

from collections import Counter

from pipeline.cases.alternatives.facts import Facts, share
from pipeline.cases.alternatives.habits import is_steady
from pipeline.cases.alternatives.measures import (
    BURST,
    NO_VALUE,
    NOBODY,
    Found,
    count,
    per_cent,
)
from pipeline.flow_graph import DAY


def payers(facts: Facts) -> Found:
    """How many paid the account with most payers."""
    if facts.gatherer is None:
        return NOBODY
    number = len(facts.payers[facts.gatherer])
    return Found(
        float(number), f"{count(number, 'account')} paid the one with most payers."
    )


def steady_payers(facts: Facts) -> Found:
    """Share of the gatherer's payers that paid it like sums at like intervals."""
    own = [paid for (_, payee), paid in facts.pairs.items() if payee == facts.gatherer]
    if not own:
        return NOBODY
    number = sum(is_steady(paid) for paid in own)
    return Found(
        number / len(own),
        f"{number} of {count(len(own), 'payer')} of the account with most payers paid "
        "like sums at like intervals.",
    )


def pages(facts: Facts) -> Found:
    """Share of the value paid to charities or by way of a page that raises funds."""
    npo = [facts.members[p.payee].kind == "npo" for p in facts.moved]
    came = [
        p
        for p, charity in zip(facts.moved, npo, strict=True)
        if charity or p.channel == "crowdfunding"
    ]
    part = share(came, facts.moved)
    if part is None:
        return NO_VALUE
    return Found(
        part,
        f"{per_cent(part)} of the value was paid to charities' accounts or on pages "
        "that raise funds.",
    )


def person_payers(facts: Facts) -> Found:
    """How many of those who paid the account with most payers were no firms."""
    if facts.gatherer is None:
        return NOBODY
    payers = facts.payers[facts.gatherer]
    number = sum(not facts.members[n].firm for n in payers)
    return Found(
        float(number),
        f"{count(number, 'person')} paid the account with most payers.",
    )


def dealt_with(facts: Facts) -> Found:
    """With how many the gatherer dealt in all the data: a case shows few of many."""
    if facts.gatherer is None:
        return NOBODY
    number = facts.members[facts.gatherer].dealt
    return Found(
        float(number),
        f"The account with most payers dealt with {count(number, 'account')} in all.",
    )


def largest_payer(facts: Facts) -> Found:
    """Share of the gatherer's receipts that one payer gave."""
    came = facts.received_by(facts.gatherer)
    by_payer: Counter[int] = Counter()
    for p in came:
        by_payer[p.payer] += p.cents
    total = sum(by_payer.values())
    if not total:
        return NO_VALUE
    part = max(by_payer.values()) / total
    return Found(
        part,
        f"One payer gave {per_cent(part)} of what the one with most payers received.",
    )


def registered(facts: Facts) -> Found:
    """Whether the gatherer or spreader is on the register its service must be on."""
    told = [
        facts.members[a].registered
        for a in (facts.gatherer, facts.spreader)
        if a is not None and facts.members[a].registered is not None
    ]
    if not told:
        return Found(
            None, "Whether the accounts in the middle were registered was not known."
        )
    return Found(
        float(all(told)),
        "The accounts in the middle were "
        + ("registered." if all(told) else "not all registered."),
    )


def spent_at_firms(facts: Facts) -> Found:
    """Share of what the gatherer paid on that went to firms."""
    paid = facts.paid_by(facts.gatherer)
    part = share([p for p in paid if facts.members[p.payee].firm], paid)
    if part is None:
        return Found(None, "The account with most payers was not seen to pay on.")
    return Found(
        part,
        f"The account with most payers paid {per_cent(part)} of its outflow to firms.",
    )


def paid_back(facts: Facts) -> Found:
    """Share of the gatherer's payers that it gave at least half back."""
    given, back = _both_ways(facts)
    if not given.total():
        return NO_VALUE
    number = sum(2 * back[payer] >= cents for payer, cents in given.items())
    return Found(
        number / len(given),
        f"The account with most payers gave {number} of "
        f"{count(len(given), 'payer')} at least half back.",
    )


def _both_ways(facts: Facts) -> tuple[Counter[int], Counter[int]]:
    given: Counter[int] = Counter()
    back: Counter[int] = Counter()
    for p in facts.received_by(facts.gatherer):
        if p.cents:
            given[p.payer] += p.cents
    for p in facts.paid_by(facts.gatherer):
        back[p.payee] += p.cents
    return given, back


def equal_sums(facts: Facts) -> Found:
    """Share of the gatherer's receipts of known value that were of one sum."""
    sums = Counter(p.cents for p in facts.received_by(facts.gatherer) if p.cents)
    if sums.total() < 3:
        return Found(
            None, "The account with most payers received too few payments to compare."
        )
    number = max(sums.values())
    return Found(
        number / sums.total(),
        f"{number} of {count(sums.total(), 'payment')} to the account with most payers "
        "were of one sum.",
    )


def burst(facts: Facts) -> Found:
    """Share of the gatherer's receipts within the 45 days that held most."""
    times = [p.seconds for p in facts.received_by(facts.gatherer)]
    if len(times) < 3:
        return Found(
            None, "The account with most payers received too few payments to compare."
        )
    most = max(sum(t <= other <= t + BURST * DAY for other in times) for t in times)
    return Found(
        most / len(times),
        f"{most} of {count(len(times), 'payment')} to the account with most payers "
        f"came within {BURST} days.",
    )
