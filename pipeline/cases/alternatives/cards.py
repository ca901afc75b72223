"""What can be measured of the use of a card, in all the data and not in a case only."""

from collections import Counter

from pipeline.cases.alternatives.facts import CASH, Facts, Used
from pipeline.cases.alternatives.measures import Found, count

CARD_MONTHS = 4  # fewer are one journey
CARD_DAYS = 5  # fewer tell nothing of a habit
UNUSED = Found(None, "No card or cash use of a person's account was seen.")


def second_user(facts: Facts) -> Found:
    """Whether another is recorded as user of the person's account most used by card."""
    users = facts.related["delegated_access"] | facts.related["account_holder"]
    if not users:
        return Found(None, "No second user of a member's account was recorded.")
    account = _account(facts)
    if account is None:
        return UNUSED
    holder = facts.members[account].holder
    known = any(b == holder and a != holder for a, b in users)
    return Found(
        float(known),
        f"{'Another' if known else 'No other'} person was recorded as user of the "
        "account that was used most by card.",
    )


def two_places(facts: Facts) -> Found:
    """Of months in which the account's cash was drawn, those with use elsewhere too."""
    lands: dict[int, set[str]] = {}
    drawn = set()
    for used in _days(facts):
        month = used.day // 30
        lands.setdefault(month, set()).update(used.countries)
        if used.cash:
            drawn.add(month)
    if len(drawn) < CARD_MONTHS:
        return Found(None, f"No account's cash was drawn in {CARD_MONTHS} months.")
    twice = sum(len(lands[month]) > 1 for month in drawn)
    return Found(
        twice / len(drawn),
        f"In {twice} of {count(len(drawn), 'month')} in which cash was drawn from the "
        "account used most by card, it was used in two countries.",
    )


def two_countries(facts: Facts) -> Found:
    """Of days with card or cash use of the account, those in two countries."""
    days = _days(facts)
    if len(days) < CARD_DAYS:
        return Found(
            None, f"Fewer than {CARD_DAYS} days of card or cash use were seen."
        )
    twice = sum(len(used.countries) > 1 for used in days)
    return Found(
        twice / len(days),
        f"On {twice} of {count(len(days), 'day')} of card or cash use the account used "
        "most by card was used in two countries.",
    )


def _days(facts: Facts) -> list[Used]:
    account = _account(facts)
    return [] if account is None else list(facts.members[account].used)


def _account(facts: Facts) -> int | None:
    """The person's account with most card and cash use in the case; the first."""
    times = Counter(
        p.payer
        for p in facts.payments
        if p.channel in ("card", CASH) and not facts.members[p.payer].firm
    )
    return min(times, key=lambda n: (-times[n], n), default=None)
