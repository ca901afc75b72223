"""What can be measured of the use of cards in a case."""

from collections import Counter

from pipeline.cases.alternatives.facts import CASH, Facts
from pipeline.cases.alternatives.measures import Found, count
from pipeline.flow_graph import DAY

CARD_MONTHS = 4  # fewer are one journey
CARD_DAYS = 5  # fewer tell nothing of a habit


def second_user(facts: Facts) -> Found:
    """Whether another is recorded as user of the person's account most used by card."""
    users = facts.related["delegated_access"] | facts.related["account_holder"]
    if not users:
        return Found(None, "No second user of a member's account was recorded.")
    times = Counter(
        p.payer
        for p in facts.payments
        if p.channel in ("card", CASH) and not facts.members[p.payer].firm
    )
    account = min(times, key=lambda n: (-times[n], n), default=None)
    if account is None:
        return Found(None, "No card or cash use of a person's account was seen.")
    holder = facts.members[account].holder
    known = any(b == holder and a != holder for a, b in users)
    return Found(
        float(known),
        f"{'Another' if known else 'No other'} person was recorded as user of the "
        "account that was used most by card.",
    )


def two_places(facts: Facts) -> Found:
    """Of months in which one account's cash was drawn, those with use elsewhere too."""
    months: dict[int, dict[int, set[str]]] = {}
    drawn: dict[int, set[int]] = {}
    for p in facts.payments:
        if p.channel in ("card", CASH) and p.reached:
            month = p.seconds // (30 * DAY)
            months.setdefault(p.payer, {}).setdefault(month, set()).add(p.reached)
            if p.channel == CASH:
                drawn.setdefault(p.payer, set()).add(month)
    account = min(drawn, key=lambda n: (-len(drawn[n]), n), default=None)
    if account is None or len(drawn[account]) < CARD_MONTHS:
        return Found(None, f"No account's cash was drawn in {CARD_MONTHS} months.")
    twice = sum(len(months[account][month]) > 1 for month in drawn[account])
    return Found(
        twice / len(drawn[account]),
        f"In {twice} of {count(len(drawn[account]), 'month')} in which cash was drawn "
        "from one account, it was used in another country too.",
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
