"""
The same-day plan: which jurisdictions must freeze together, in which order, and why.

It orders what authorities might do; it decides nothing. Two jurisdictions must act at
one moment where a freeze in the first is seen by the holder of an account in the
second: they share an owner, a relation joins them, or one pays the other.
"""

from typing import NamedTuple

from pipeline.report.case_file import CaseFile
from pipeline.report.hostile_text import brief
from pipeline.report.partners.jurisdictions import known, members_in
from pipeline.report.same_day.links import Links, links
from pipeline.report.same_day.meeting_hour import meeting_hour
from pipeline.report.same_day.onward import hours
from pipeline.report.same_day.targets import (
    Target,
    chosen_accounts,
    may_be_frozen,
    shares,
    target,
)
from pipeline.report.wording import counted, listing, money, place, share

MOST_ACCOUNTS = 10  # of the plan; more cannot be frozen well in one hour
QUICK_HOURS = 24


class Step(NamedTuple):
    """What happens at one moment: every jurisdiction here acts together."""

    number: int
    names: list[str]
    targets: list[Target]
    together: list[str]  # why at one moment
    order: list[str]  # who goes first, if not all can
    hour: str
    risk: str  # high, medium or low
    risk_because: str
    fallbacks: list[str]


class Plan(NamedTuple):
    chosen: str  # how the accounts were chosen
    steps: list[Step]
    unplaced: list[Target]  # of no known country
    spared: list[str]  # key channels of context, or whose holders were likely unaware
    left_out: int


def action_plan(case: CaseFile) -> Plan:
    chosen, every = chosen_accounts(case)
    accounts = [one for one in every if may_be_frozen(case, one)]
    carried = shares(case)
    targets = [
        target(case, account, carried.get(account))
        for account in accounts[:MOST_ACCOUNTS]
    ]
    placed = [one for one in targets if known(one.country)]
    return Plan(
        chosen=chosen,
        steps=_steps(case, placed),
        unplaced=[one for one in targets if not known(one.country)],
        spared=[one for one in every if one not in accounts],
        left_out=max(0, len(accounts) - MOST_ACCOUNTS),
    )


def _steps(case: CaseFile, targets: list[Target]) -> list[Step]:
    """Groups that must act together, the one whose money leaves fastest first."""
    between = links(case, [one.account_id for one in targets])
    groups: list[set[str]] = [
        {country} for country in {str(t.country) for t in targets}
    ]
    where = {one.account_id: str(one.country) for one in targets}
    for one, other in between:
        joined = [group for group in groups if group & {where[one], where[other]}]
        groups = [group for group in groups if group not in joined]
        groups.append(set().union(*joined))
    parts = [[t for t in targets if t.country in group] for group in groups]
    parts.sort(key=_urgency)
    return [
        _step(case, number, part, between) for number, part in enumerate(parts, start=1)
    ]


def _urgency(targets: list[Target]) -> tuple[float, float, str]:
    waits = [wait for one in targets for wait in one.onward.waits]
    carried = sum(one.share or 0 for one in targets)
    return min(waits, default=float("inf")), -carried, str(targets[0].country)


def _step(
    case: CaseFile,
    number: int,
    targets: list[Target],
    between: dict[tuple[str, str], Links],
) -> Step:
    ids = [one.account_id for one in targets]
    own = {pair: found for pair, found in between.items() if set(pair) <= set(ids)}
    by_country: dict[str, list[Target]] = {}
    for one in targets:
        by_country.setdefault(str(one.country), []).append(one)
    countries = sorted(by_country, key=lambda country: _urgency(by_country[country]))
    risk, because = _risk(targets, own)
    return Step(
        number=number,
        names=[place(country) for country in countries],
        targets=targets,
        together=[reason for found in own.values() for reason in found.reasons],
        order=[_first(by_country[country]) for country in countries],
        hour=meeting_hour(countries),
        risk=risk,
        risk_because=because,
        fallbacks=[
            _fallback(case, country, by_country[country]) for country in countries
        ],
    )


def _first(targets: list[Target]) -> str:
    country = place(targets[0].country)
    waits = sorted(wait for one in targets for wait in one.onward.waits)
    carried = [one.share for one in targets if one.share is not None]
    speed = (
        f"money left {counted(len(targets), 'account')} again within "
        f"{hours(waits[0])} at the quickest ({counted(len(waits), 'payment')} measured)"
        if waits
        else "how fast money left again is not known"
    )
    part = (
        f"; the strongest carried {share(max(carried))} of the flow" if carried else ""
    )
    return f"{country}: {speed}{part}."


def _risk(targets: list[Target], own: dict[tuple[str, str], Links]) -> tuple[str, str]:
    """High: one holder would see both. Medium: money tells. Low: neither was seen."""
    shared = sum(found.shared for found in own.values())
    quick = [
        one
        for one in targets
        if one.onward.quickest is not None and one.onward.quickest <= QUICK_HOURS
    ]
    if shared:
        return "high", (
            f"{counted(shared, 'pair')} of accounts in two jurisdictions had the same "
            "holder or a recorded relation: the first freeze tells the second"
        )
    unmeasured = sum(not one.onward.waits for one in targets)
    speed = (
        f"; how fast money left {counted(unmeasured, 'account')} is not known, so the "
        "risk may be higher"
        if unmeasured
        else ""
    )
    if own or quick:
        return "medium", (
            f"{counted(len(own), 'pair')} of accounts paid each other across a border "
            f"and {counted(len(quick), 'account')} sent money on within a day: a "
            f"payment that does not arrive is noticed{speed}"
        )
    return "low", (
        "no shared holder, no payment across a border between these accounts and no "
        f"onward payment within a day was seen{speed}"
    )


def _fallback(case: CaseFile, country: str, targets: list[Target]) -> str:
    """Where the money can be held instead, by who paid these accounts."""
    ids = {one.account_id for one in targets}
    paid: dict[str, int] = {}
    for row in case.payments:
        sender = row["sender_country"]
        if row["receiver_account"] in ids and known(sender) and sender != country:
            paid[sender] = paid.get(sender, 0) + (row["value_cents"] or 0)
    ordered = sorted(paid, key=lambda sender: (-paid[sender], sender))
    if not ordered:
        core = len(members_in(case, country, "core"))
        return (
            f"If {place(country)} cannot act on the day: no payment to these accounts "
            f"came from abroad, so nobody else can hold it; monitor its "
            f"{counted(core, 'core account')} and postpone the whole step."
        )
    held = [
        f"{place(sender)} {money(paid[sender], case.base_currency)}"
        for sender in ordered
    ]
    accounts = listing([brief(one.account_id) for one in targets], 3)
    return (
        f"If {place(country)} cannot act on the day: hold payments to {accounts} where "
        f"they were sent from ({listing(held, 3)} in the case), or postpone the step."
    )
