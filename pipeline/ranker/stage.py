"""
The score stage, with a ranker's word on top where the operator has given one.

Without a ranker it is ``score`` and an empty table. With one, priority is what the
ranker is sure of, in points, for every account and transaction. It hides nothing: what
an alert of ``always_show`` speaks about keeps at least the priority that its alerts
give. Contributions stay those of the alerts: ``set_by`` says whether they make up the
priority, and ``ranker_reasons`` what does where a ranker set it.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph, Int64s
from pipeline.priority import GRAIN
from pipeline.ranker.account_look import AccountLook
from pipeline.ranker.account_measures import known_alerts
from pipeline.ranker.accounts import Highest
from pipeline.ranker.ledgers import make_ledger
from pipeline.ranker.ranker import Ranker
from pipeline.ranker.reasons import Reason, account_reasons, payment_reasons
from pipeline.ranker.top import EXPLAINED, Top
from pipeline.red_flags.red_flag import Ledger
from pipeline.schemas import TABLES, conform
from pipeline.score import Settings, score
from pipeline.score.points import ranks_of

Part = Mapping[str, pl.DataFrame]


class Subject(NamedTuple):
    """Grains of all payments, or accounts; of the highest why, by their number."""

    grains: Int64s
    reasons: dict[int, list[Reason]]


class Ranked(NamedTuple):
    transactions: Subject
    accounts: Subject


def score_and_rank(
    alerts: pl.LazyFrame,
    alert_evidence: pl.LazyFrame,
    transactions: pl.LazyFrame,
    graph_accounts: pl.LazyFrame,
    graph: FlowGraph,
    conflict_areas: pl.LazyFrame,
    ranker: Ranker | None,
    base_currency: str,
    settings: Settings,
) -> Iterator[Part]:
    """
    The tables of ``score``, and ``ranker_reasons``: what a ranker changed, and why.

    Raises what ``score`` raises, and ConfigError for a ranker that does not fit.
    """
    parts = score(alerts, alert_evidence, transactions, graph_accounts, graph, settings)
    if ranker is None:
        yield from parts
        yield {"ranker_reasons": TABLES["ranker_reasons"].create_empty()}
        return
    ledger = make_ledger(
        graph,
        transactions,
        graph_accounts.collect(),
        conflict_areas.collect(),
        base_currency,
    )
    shown = always_shown(alerts, alert_evidence, settings.always_show)
    scored: dict[str, list[pl.DataFrame]] = {}
    for part in parts:
        for table, rows in part.items():
            if table.endswith("_scores"):
                scored.setdefault(table, []).append(rows)
            else:
                yield {table: rows}
    by_alerts = {table: pl.concat(rows) for table, rows in scored.items()}
    known = known_alerts(by_alerts["account_scores"].lazy(), alerts)
    ranked = _ranked(ranker, ledger, known)
    for subject, told in (
        ("account", ranked.accounts),
        ("transaction", ranked.transactions),
    ):
        table = f"{subject}_scores"
        own = by_alerts.pop(table)
        kept = own[f"{subject}_id"].is_in(shown[subject].implode()).to_numpy()
        final = kept_in_sight(own["priority"], told.grains, kept)
        by_ranker = pl.Series(final == told.grains)
        rows = own.with_columns(
            priority=pl.Series(final * GRAIN),
            rank=pl.Series(ranks_of(final)),
            set_by=pl.when(by_ranker)
            .then(pl.lit("ranker"))
            .otherwise(pl.lit("alerts")),
        )
        yield {table: conform(table, rows)}
        yield {"ranker_reasons": _told(subject, own, final, kept, told.reasons)}


def _ranked(ranker: Ranker, ledger: Ledger, known: pl.DataFrame) -> Ranked:
    of_payments = np.zeros(ledger.graph.n_transactions, np.int64)
    top, telling = Top(payment_reasons), Top(account_reasons)
    look, highest = AccountLook(ledger, known), Highest(ledger.graph.n_accounts)
    for block in ranker.rank(ledger):
        here = slice(block.first, block.first + block.certainty.size)
        of_payments[here] = in_grains(block.certainty)
        rows = np.arange(here.start, here.stop)
        top.add(rows, block.certainty, block.values)
        for month in look.look(block.first, block.values, block.odds):
            odds = ranker.account_odds(month)
            higher = highest.add(month, odds)
            telling.add(month.accounts[higher], odds[higher], month.values[higher])
    of_accounts = in_grains(ranker.account_certainty(highest.odds))
    return Ranked(
        Subject(of_payments, top.reasons(ranker, of_payments)),
        Subject(of_accounts, telling.reasons(ranker, of_accounts)),
    )


def in_grains(certainty: NDArray[np.float64]) -> Int64s:
    """Of certainties (0–1) the priority, in grains of a point."""
    return np.rint(certainty * (100 / GRAIN)).astype(np.int64)


def always_shown(
    alerts: pl.LazyFrame, alert_evidence: pl.LazyFrame, always_show: Collection[str]
) -> dict[str, pl.Series]:
    """Ids of the accounts and transactions that alerts of ``always_show`` speak of."""
    wanted = alerts.filter(pl.col("red_flag").is_in(list(always_show)))
    members = wanted.select(id="members").explode("id").drop_nulls()
    own = wanted.select(id="account_id")
    evidence = alert_evidence.join(wanted.select("alert_id"), on="alert_id")
    return {
        "account": pl.concat([own, members]).unique().collect()["id"],
        "transaction": evidence.select("transaction_id").unique().collect().to_series(),
    }


def kept_in_sight(own: pl.Series, grains: Int64s, shown: NDArray[np.bool_]) -> Int64s:
    """The ranker's ``grains``, but where ``shown`` at least the priority ``own``."""
    before = np.rint(own.to_numpy() / GRAIN).astype(np.int64)
    return np.where(shown, np.maximum(before, grains), grains)


def _told(
    subject: str,
    own: pl.DataFrame,
    final: Int64s,
    kept: NDArray[np.bool_],
    reasons: Mapping[int, list[Reason]],
) -> pl.DataFrame:
    """Rows of ranker_reasons: the highest, and all that were kept in sight."""
    highest = np.argsort(-final, kind="stable")[:EXPLAINED]
    rows = np.union1d(highest[final[highest] > 0], np.flatnonzero(kept))
    told = pl.DataFrame(
        {
            "subject": [subject] * rows.size,
            "subject_id": own[f"{subject}_id"].gather(rows),
            "priority": final[rows] * GRAIN,
            "before": own["priority"].gather(rows),
            "kept": kept[rows],
            "reasons": [reasons.get(int(row), []) for row in rows],
        },
        schema_overrides={"reasons": REASONS},
    )
    return conform("ranker_reasons", told)


REASONS = pl.List(
    pl.Struct({"group": pl.String, "sentence": pl.String, "points": pl.Float64})
)
