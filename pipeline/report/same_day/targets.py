"""The accounts whose freeze the same-day plan considers."""

from typing import NamedTuple

from pipeline.report.case_file import CaseFile
from pipeline.report.same_day.onward import Onward, onward

UNAWARE = ("unwitting", "donor")


class Target(NamedTuple):
    """An account whose freeze the plan considers."""

    account_id: str
    role: str
    institution: str
    country: str | None
    share: float | None  # of the flow from sources to ends that it alone carried
    onward: Onward


def chosen_accounts(case: CaseFile) -> tuple[str, list[str]]:
    """How they were chosen, and which: the strongest first."""
    channels = [
        row
        for row in case.key_channels.to_dicts()
        if row["kind"] == "account" and row["stopped_cents"]
    ]
    if channels:
        channels.sort(key=lambda row: (not row["in_minimum_cut"], row["rank"]))
        return "the minimum cut first, then other key channels, strongest first", [
            row["channel"] for row in channels
        ]
    core = [row for row in case.member_rows if row["part"] == "core"]
    core.sort(key=lambda row: (-row["sent_cents"], row["account_id"]))
    return "core accounts that sent most, as no key channel was computed", [
        row["account_id"] for row in core if row["sent_cents"]
    ]


def may_be_frozen(case: CaseFile, account: str) -> bool:
    """Core accounts only, and none whose holder was likely unaware."""
    member = case.member_by_account.get(account, {})
    return member.get("part") == "core" and member.get("role") not in UNAWARE


def shares(case: CaseFile) -> dict[str, float]:
    """Of the flow from sources to ends, what each key account alone carried."""
    return {
        row["channel"]: row["share"]
        for row in case.key_channels.to_dicts()
        if row["kind"] == "account"
    }


def target(case: CaseFile, account: str, share: float | None) -> Target:
    member = case.member_by_account.get(account, {})
    return Target(
        account_id=account,
        role=case.role(account),
        institution=member.get("institution") or "institution not known",
        country=case.country_of_account.get(account),
        share=share,
        onward=onward(case, account),
    )
