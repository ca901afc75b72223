"""
Truth labels against a run: what was found, who was wronged, how well priority ranks.

No stage reads labels; this is no stage. The definitions stand in ``DEFINITIONS`` and go
out with every result.
"""

import json
from dataclasses import dataclass, fields
from typing import Annotated, Any

import msgspec
import polars as pl

from pipeline.evaluate.case_summary import sum_up
from pipeline.evaluate.case_truth import cover
from pipeline.evaluate.found import ANY, recall
from pipeline.evaluate.known_truth import known_labels, rank_in_hindsight
from pipeline.evaluate.ranking import rank
from pipeline.evaluate.role_truth import judge_roles
from pipeline.evaluate.truth import join_truth
from pipeline.evaluate.wronged import alert_counts, false_alerts, judge

__all__ = ["ANY", "DEFINITIONS", "Evaluation", "Settings", "evaluate"]

DEFINITIONS = {
    "attempt": "one planted instance; found where at least attempt_share of its "
    "transactions are evidence of the red flag's alerts",
    "transaction": "found where it is evidence of an alert",
    "account": "found where an alert speaks of it or names it as a member; unwitting "
    "accounts count neither as found nor as wronged",
    "true alert": "evidence holds a scheme transaction; without evidence, or where no "
    "transaction of the instance is labelled, its account belongs to a scheme",
    "wronged look-alike": "a false alert with half of its evidence, or its account, in "
    "one instance",
    "ordinary": "an account without any label; its false alerts touch no look-alike",
    "average precision": "sum of precision times recall gained; equal priorities pass "
    "together",
    "budget": "the highest priorities; equal ones at the border count by expectation",
    "covered": "one case holds at least case_share of the instance's accounts as core, "
    "and of its known value",
    "purity": "share of a case's core accounts that belong to a scheme",
    "true case": "purity of at least case_share; a false one is of a look-alike where "
    "that share of its core or its evidence belongs to look-alikes",
    "role": "of accounts of schemes in cases; macro F1 is the mean f1 over roles cast",
}
Share = Annotated[float, msgspec.Meta(gt=0, le=1)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    attempt_share: Annotated[
        Share,
        msgspec.Meta(
            description="Share of an instance's transactions that counts as found. "
            "Half leaves an analyst more seen than unseen."
        ),
    ] = 0.5
    case_share: Annotated[
        Share,
        msgspec.Meta(
            description="Share of an instance's accounts and value that one case must "
            "hold to cover it, and of a case's core that makes it true. Half, for the "
            "same reason."
        ),
    ] = 0.5


@dataclass(frozen=True)
class Evaluation:
    """Tables; null means that the labels cannot tell."""

    recall: pl.DataFrame
    false_alerts: pl.DataFrame
    alert_counts: pl.DataFrame
    ranking: pl.DataFrame
    budgets: pl.DataFrame
    case_summary: pl.DataFrame
    instances: pl.DataFrame
    cases: pl.DataFrame
    roles: pl.DataFrame
    settings: Settings
    in_hindsight: pl.DataFrame | None = None  # ranking by the priorities of later

    def to_json(self) -> str:
        """Strict JSON: every table as a list of rows, with the definitions."""
        document: dict[str, Any] = {
            "definitions": DEFINITIONS,
            "settings": msgspec.to_builtins(self.settings),
        }
        for field in fields(self):
            table = getattr(self, field.name)
            if isinstance(table, pl.DataFrame):
                document[field.name] = table.to_dicts()
        return json.dumps(document, indent=1, allow_nan=False, ensure_ascii=False)


def evaluate(
    *,
    alerts: pl.DataFrame,
    alert_evidence: pl.DataFrame,
    account_scores: pl.DataFrame,
    transaction_scores: pl.DataFrame,
    cases: pl.DataFrame,
    case_members: pl.DataFrame,
    case_transactions: pl.DataFrame,
    transactions: pl.DataFrame,
    labels: pl.DataFrame,
    graph_accounts: pl.DataFrame,
    red_flag_status: pl.DataFrame | None = None,
    quarantine: pl.DataFrame | None = None,
    hindsight: tuple[pl.DataFrame, pl.DataFrame] | None = None,
    settings: Settings | None = None,
) -> Evaluation:
    """
    Tables of a run against ``labels``; of ``transactions`` id and value suffice.

    ``red_flag_status`` adds the silent red flags and tells which were not testable;
    without it only those that raised an alert appear. ``quarantine`` leaves out labels
    of what was not yet known, if the run looked at a past day; ``hindsight``, the
    account and transaction scores of a run of later, ranks the same ones by those too.
    Raises InputError, with counts, where labels do not join the run. Row order in does
    not change the result.
    """
    settings = settings or Settings()
    ids = (transaction_scores["transaction_id"], graph_accounts["account_id"])
    if quarantine is not None:
        labels = known_labels(labels, quarantine, *ids)
    truth = join_truth(labels, *ids)
    red_flags = _red_flags(alerts, red_flag_status)
    judged = judge(alerts, alert_evidence, truth)
    known = pl.concat([truth.accounts["subject_id"], truth.unwitting]).n_unique()
    ordinary = graph_accounts.height - known if known else None
    scores = (account_scores, transaction_scores)
    ranking, budgets = rank(*scores, truth)
    instances, judged_cases = cover(
        *(cases, case_members, case_transactions, transactions),
        *(truth, settings.case_share),
    )
    return Evaluation(
        recall=recall(alerts, alert_evidence, truth, red_flags, settings.attempt_share),
        false_alerts=false_alerts(judged, truth, red_flags),
        alert_counts=alert_counts(judged, red_flags, ordinary),
        ranking=ranking,
        budgets=budgets,
        case_summary=sum_up(instances, judged_cases, ordinary),
        instances=instances,
        cases=judged_cases,
        roles=judge_roles(cases, case_members, truth),
        settings=settings,
        in_hindsight=hindsight and rank_in_hindsight(hindsight, scores, truth),
    )


def _red_flags(alerts: pl.DataFrame, status: pl.DataFrame | None) -> pl.DataFrame:
    """``red_flag`` and ``testable``, with ``ANY`` among them."""
    raised = alerts.select("red_flag").unique().with_columns(testable=pl.lit(True))
    together = pl.DataFrame({"red_flag": [ANY], "testable": [True]})
    known = [raised, together]
    if status is not None:
        known.insert(0, status.select("red_flag", "testable"))
    return pl.concat(known).unique("red_flag", keep="first", maintain_order=True)
