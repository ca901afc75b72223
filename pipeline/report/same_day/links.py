"""What joins two accounts so that a freeze of one warns the holder of the other."""

from itertools import combinations
from typing import NamedTuple

from pipeline.report.case_file import CaseFile
from pipeline.report.hostile_text import brief
from pipeline.report.wording import counted, money, spoken

# Relations through which one person learns what happens to two accounts.
TELLING = (
    *("account_holder", "delegated_access", "acts_for", "proxy_same_principal"),
    *("same_party", "officer_of", "family"),
)


class Links(NamedTuple):
    reasons: list[str]
    shared: bool  # an owner or a relation joins them, not payments alone


def links(case: CaseFile, accounts: list[str]) -> dict[tuple[str, str], Links]:
    """
    Pairs of ``accounts`` in two countries that something joins, with the reasons.

    Pairs stand in the order of ``accounts``. Cost: O(pairs · payments + relations).
    """
    country = case.country_of_account
    joined = _joined(case, accounts)
    found = {}
    for one, other in combinations(accounts, 2):
        if country.get(one) == country.get(other):
            continue
        owners = _owner(case, one, other, joined)
        reasons = [*owners, *_paid(case, one, other)]
        if reasons:
            found[one, other] = Links(reasons, bool(owners))
    return found


def _joined(case: CaseFile, accounts: list[str]) -> dict[frozenset[str], set[str]]:
    """Relations between two of ``accounts`` or their owners, by pair of accounts."""
    by_name: dict[str, set[str]] = {}
    for account in accounts:
        owner = case.member_by_account.get(account, {}).get("party_id")
        for name in {account, *([owner] if owner else [])}:
            by_name.setdefault(name, set()).add(account)
    found: dict[frozenset[str], set[str]] = {}
    for row in case.relations.to_dicts():
        if row["relation"] in TELLING:
            for one in by_name.get(row["a"], ()):
                for other in by_name.get(row["b"], ()):
                    found.setdefault(frozenset((one, other)), set()).add(
                        row["relation"]
                    )
    return found


def _owner(
    case: CaseFile, one: str, other: str, joined: dict[frozenset[str], set[str]]
) -> list[str]:
    pair = f"{brief(one)} and {brief(other)}"
    party = case.member_by_account.get(one, {}).get("party_id")
    if party and party == case.member_by_account.get(other, {}).get("party_id"):
        return [f"{pair} had one holder."]
    names = sorted(joined.get(frozenset((one, other)), ()))
    return [f"{pair} were joined by a relation: {spoken(name)}." for name in names]


def _paid(case: CaseFile, one: str, other: str) -> list[str]:
    rows = [
        row
        for row in case.payments_of.get(one, ())
        if {row["sender_account"], row["receiver_account"]} == {one, other}
    ]
    if not rows:
        return []
    cents = sum(row["value_cents"] or 0 for row in rows)
    return [
        f"{brief(one)} and {brief(other)} paid each other "
        f"{money(cents, case.base_currency)} in {counted(len(rows), 'transaction')}."
    ]
