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

    Pairs stand in the order of ``accounts``. Cost: O(pairs · (payments + relations)).
    """
    country = case.country_of_account
    found = {}
    for one, other in combinations(accounts, 2):
        if country.get(one) == country.get(other):
            continue
        owners = _owner(case, one, other)
        reasons = [*owners, *_paid(case, one, other)]
        if reasons:
            found[one, other] = Links(reasons, bool(owners))
    return found


def _owner(case: CaseFile, one: str, other: str) -> list[str]:
    ends = [_names(case, one), _names(case, other)]
    pair = f"{brief(one)} and {brief(other)}"
    party = case.member_by_account.get(one, {}).get("party_id")
    if party and party == case.member_by_account.get(other, {}).get("party_id"):
        return [f"{pair} had one holder."]
    joined = sorted(
        {
            row["relation"]
            for row in case.relations.to_dicts()
            if row["relation"] in TELLING
            and (
                (row["a"] in ends[0] and row["b"] in ends[1])
                or (row["a"] in ends[1] and row["b"] in ends[0])
            )
        }
    )
    return [f"{pair} were joined by a relation: {spoken(name)}." for name in joined]


def _names(case: CaseFile, account: str) -> set[str]:
    """The account's id and its owner's."""
    owner = case.member_by_account.get(account, {}).get("party_id")
    return {account, *([owner] if owner else [])}


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
