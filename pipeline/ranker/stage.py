"""
The score stage, with a ranker's word on top where the operator has given one.

Without a ranker it is ``score`` and an empty table. With one, priority is what the
ranker is sure of, in points, for every account and transaction. It hides nothing: what
an alert of ``always_show`` speaks about keeps at least the priority that its alerts
give, and contributions stay those of the alerts.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph, Int64s
from pipeline.priority import GRAIN
from pipeline.ranker.ledgers import make_ledger
from pipeline.ranker.ranker import Ranker
from pipeline.ranker.reasons import reasons_of
from pipeline.red_flags.red_flag import Ledger
from pipeline.schemas import TABLES, conform
from pipeline.score import Settings, score
from pipeline.score.points import ranks_of

Part = Mapping[str, pl.DataFrame]
EXPLAINED = 1_000  # payments and accounts of highest priority: reasons cost time
HIGHEST = 3  # payments of an account that its priority is the mean of


class Ranked(NamedTuple):
    """Grains by row and by account; the rows that are explained, with why."""

    transactions: Int64s
    accounts: Int64s
    reasons: dict[int, list[dict[str, object]]]


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
    ranked = _ranked(ranker, ledger)
    shown = always_shown(alerts, alert_evidence, settings.always_show)
    scored: dict[str, list[pl.DataFrame]] = {}
    for part in parts:
        for table, rows in part.items():
            if table.endswith("_scores"):
                scored.setdefault(table, []).append(rows)
            else:
                yield {table: rows}
    for subject, grains in (
        ("account", ranked.accounts),
        ("transaction", ranked.transactions),
    ):
        table = f"{subject}_scores"
        own = pl.concat(scored.pop(table))
        kept = own[f"{subject}_id"].is_in(shown[subject].implode()).to_numpy()
        final = kept_in_sight(own["priority"], grains, kept)
        rows = own.with_columns(
            priority=pl.Series(final * GRAIN), rank=pl.Series(ranks_of(final))
        )
        yield {table: conform(table, rows)}
        yield {"ranker_reasons": _told(subject, own, final, kept, ranked)}


def _ranked(ranker: Ranker, ledger: Ledger) -> Ranked:
    rows = ledger.graph.n_transactions
    grains = np.zeros(rows, np.int64)
    best: list[tuple[NDArray[np.int64], NDArray[np.float32]]] = []
    for first, values, certain in ranker.rank(ledger):
        here = slice(first, first + certain.size)
        grains[here] = np.rint(certain * (100 / GRAIN)).astype(np.int64)
        top = np.sort(np.argsort(-grains[here], kind="stable")[:EXPLAINED])
        best.append((first + top, values[top]))
    number = np.concatenate([each for each, _ in best]) if best else np.empty(0, int)
    order = np.argsort(-grains[number], kind="stable")[:EXPLAINED]
    reasons = {}
    if order.size:
        values = np.concatenate([each for _, each in best])[order]
        told = reasons_of(ranker, values, grains[number[order]])
        reasons = dict(zip(number[order].tolist(), told, strict=True))
    return Ranked(grains, of_accounts(ledger, grains), reasons)


def of_accounts(ledger: Ledger, grains: Int64s) -> Int64s:
    """
    Of each account the mean of its HIGHEST payments; of fewer, the others count 0.

    So one payment of a shop's thousands does not put the shop on top.
    """
    ends = pl.concat(
        pl.DataFrame({"account": account, "grains": grains})
        for account in (ledger.rows.sender, ledger.rows.receiver)
    )
    top = ends.group_by("account").agg(pl.col("grains").top_k(HIGHEST).sum())
    found = np.zeros(ledger.graph.n_accounts, np.int64)
    found[top["account"].to_numpy()] = top["grains"].to_numpy() // HIGHEST
    return found


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
    ranked: Ranked,
) -> pl.DataFrame:
    """Rows of ranker_reasons: the highest, and all that were kept in sight."""
    highest = np.argsort(-final, kind="stable")[:EXPLAINED]
    rows = np.union1d(highest[final[highest] > 0], np.flatnonzero(kept))
    reasons = ranked.reasons if subject == "transaction" else {}
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
