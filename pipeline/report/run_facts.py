"""What a report says about the run behind it: intake, red flags, rates to expect."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import polars as pl

from pipeline.report.settings import Settings

BASE_RATES = (1e-3, 1e-5, 1e-6)  # accounts of financing networks among all accounts
EXAMPLES = 3  # source places shown for each reason


class ExpectedPrecision(NamedTuple):
    """At a base rate, what share of accounts in cases would truly belong there."""

    base_rate: float
    precision: float
    leads_per_true: float  # leads to read for each true one


@dataclass(frozen=True, kw_only=True)
class RunFacts:
    """The same on every page of a run."""

    intake: list[dict[str, Any]]
    quarantine_reasons: list[dict[str, Any]]  # table, reason, rows, places
    red_flag_status: list[dict[str, Any]]
    accounts: int
    core_accounts: int  # in the core of any case
    screening_lists: list[dict[str, Any]]  # by name; none: nobody was screened
    first_booked: datetime | None
    last_booked: datetime | None  # the data cut-off
    settings: Settings
    ranked: bool = False  # a ranker set the priorities of accounts and transactions

    @property
    def not_testable(self) -> list[dict[str, Any]]:
        return [row for row in self.red_flag_status if not row["testable"]]

    @property
    def listed_entries(self) -> int:
        """Of all watchlists."""
        return sum(row["entries"] for row in self.screening_lists)

    @property
    def quarantined(self) -> int:
        return sum(row["quarantined"] for row in self.intake)

    @property
    def flagged_share(self) -> float:
        """Share of all accounts at the core of a case: a cap on false alarms."""
        return self.core_accounts / self.accounts if self.accounts else 0.0

    @property
    def expected_precision(self) -> list[ExpectedPrecision]:
        return [
            expected_precision(
                rate, self.settings.recall, self.settings.false_alarm_rate
            )
            for rate in BASE_RATES
        ]


def expected_precision(
    base_rate: float, recall: float, false_alarm_rate: float
) -> ExpectedPrecision:
    """Bayes: true leads over all leads."""
    true = base_rate * recall
    precision = true / (true + (1 - base_rate) * false_alarm_rate)
    return ExpectedPrecision(base_rate, precision, 1 / precision)


def gather_run_facts(
    *,
    transactions: pl.LazyFrame,
    graph_accounts: pl.LazyFrame,
    quarantine: pl.LazyFrame,
    intake: pl.LazyFrame,
    red_flag_status: pl.LazyFrame,
    case_members: pl.LazyFrame,
    screening_lists: pl.LazyFrame,
    ranker_reasons: pl.LazyFrame | None = None,
    settings: Settings,
) -> RunFacts:
    reasons = (
        quarantine.sort("source_file", "source_line")
        .with_columns(
            place=pl.format("{}:{}", pl.col("source_file"), pl.col("source_line"))
        )
        .explode("reasons")
        .group_by("table", reason="reasons")
        .agg(rows=pl.len(), places=pl.col("place").head(EXAMPLES))
        .sort(["table", "rows", "reason"], descending=[False, True, False])
    )
    span = transactions.select(
        first=pl.col("booked_at").min(), last=pl.col("booked_at").max()
    )
    core = case_members.filter(pl.col("part") == "core").select(
        pl.col("account_id").n_unique()
    )
    booked = span.collect().row(0)
    return RunFacts(
        intake=intake.sort("table").collect().to_dicts(),
        quarantine_reasons=reasons.collect().to_dicts(),
        red_flag_status=red_flag_status.sort("red_flag").collect().to_dicts(),
        accounts=graph_accounts.select(pl.len()).collect().item(),
        core_accounts=core.collect().item(),
        screening_lists=screening_lists.sort("list_name").collect().to_dicts(),
        first_booked=booked[0],
        last_booked=booked[1],
        settings=settings,
        ranked=ranker_reasons is not None
        and not ranker_reasons.head(1).collect().is_empty(),
    )
