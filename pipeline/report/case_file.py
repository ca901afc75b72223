"""One case with everything known about it: what every report and notebook reads."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import polars as pl

from pipeline.report.run_facts import RunFacts
from pipeline.report.wording import decided

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    """
    A lead for human review. Money is in hundredths of ``base_currency``.

    ``members`` are sorted by role from source to end, then by value; ``transactions``
    by time, with their ``number`` in this case, financing ``stage``, the ``part`` they
    play and the ``alert_ids`` they are evidence for; ``alerts`` strongest first.
    """

    case_id: str
    priority: float
    set_by: str | None  # who set the priority: alerts or a ranker
    base_currency: str
    first_at: datetime | None
    last_at: datetime | None
    value_cents: int
    unknown_values: int
    stages: tuple[str, ...]
    red_flags: tuple[str, ...]
    countries: tuple[str, ...]
    notes: tuple[str, ...]  # where a bound cut something, and how much
    members: pl.DataFrame
    transactions: pl.DataFrame
    alerts: pl.DataFrame
    evidence: pl.DataFrame
    relations: pl.DataFrame
    screening_hits: pl.DataFrame
    key_channels: pl.DataFrame
    disruption: pl.DataFrame
    freeze_replay: pl.DataFrame
    capacity: pl.DataFrame
    counterfactuals: pl.DataFrame
    hypotheses: pl.DataFrame
    disposition: Row  # of ``case_dispositions``: what a reviewer decided, if anybody
    run: RunFacts

    @property
    def dismissed(self) -> bool:
        """A reviewer dismissed it, and its evidence is still the same."""
        held = self.disposition["stands"] is True
        return held and self.disposition["decision"] == "dismiss"

    @property
    def status(self) -> str:
        """Alleged whatever was decided, and what a reviewer decided."""
        decision = self.disposition["decision"]
        if not decision:
            return "alleged; not reviewed"
        return f"alleged; {decided(decision, self.disposition['stands'])}"

    @cached_property
    def member_rows(self) -> list[Row]:
        return self.members.to_dicts()

    @cached_property
    def payments(self) -> list[Row]:
        """``transactions`` as dicts."""
        return self.transactions.to_dicts()

    @cached_property
    def member_by_account(self) -> dict[str, Row]:
        return {row["account_id"]: row for row in self.member_rows}

    @cached_property
    def payment_by_id(self) -> dict[str, Row]:
        return {row["transaction_id"]: row for row in self.payments}

    @cached_property
    def payments_of(self) -> dict[str, list[Row]]:
        """``payments`` by account at an end, in order; one to itself counts once."""
        own: dict[str, list[Row]] = defaultdict(list)
        for row in self.payments:
            for account in {row["sender_account"], row["receiver_account"]}:
                own[account].append(row)
        return dict(own)

    def role(self, account_id: str) -> str:
        member = self.member_by_account.get(account_id)
        return str(member["role"]) if member else "outside"

    @cached_property
    def country_of_account(self) -> dict[str, str]:
        """As the source has it; else the one its payments in this case name most."""
        seen: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self.payments:
            for end in ("sender", "receiver"):
                if row[f"{end}_country"]:
                    seen[row[f"{end}_account"]][row[f"{end}_country"]] += 1
        countries = {
            account: min(counts, key=lambda code: (-counts[code], code))
            for account, counts in seen.items()
        }
        delivered = {
            row["account_id"]: row["country"]
            for row in self.member_rows
            if row["country"]
        }
        return countries | delivered

    @cached_property
    def flag_of_alert(self) -> dict[str, str]:
        return dict(zip(self.alerts["alert_id"], self.alerts["red_flag"], strict=True))

    def flags_of(self, payment: Row) -> list[str]:
        """Red flags that ``payment`` is evidence for, sorted."""
        known = self.flag_of_alert
        return sorted({known[a] for a in payment["alert_ids"] if a in known})

    @property
    def flows(self) -> pl.DataFrame:
        """
        One row a pair that paid: sender_account, receiver_account, payments,
        value_cents (known), unknown (payments without a value), first_at, last_at,
        channels and the roles of both; most value first, ties by account.
        """
        roles = self.members.select("account_id", "role")
        ends = ("sender", "receiver")
        summed = self.transactions.group_by(*(f"{end}_account" for end in ends)).agg(
            payments=pl.len(),
            value_cents=pl.col("value_cents").sum(),
            unknown=pl.col("value_cents").null_count(),
            first_at=pl.col("booked_at").min(),
            last_at=pl.col("booked_at").max(),
            channels=pl.col("channel").unique().sort(),
        )
        for end in ends:
            theirs = roles.rename(
                {"account_id": f"{end}_account", "role": f"{end}_role"}
            )
            summed = summed.join(theirs, on=f"{end}_account", how="left")
        return summed.sort(
            *("value_cents", "sender_account", "receiver_account"),
            descending=[True, False, False],
        )
