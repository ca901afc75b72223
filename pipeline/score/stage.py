"""The stage: alert weights, then a row for every account and every transaction."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np
import polars as pl

from pipeline.errors import ContractError
from pipeline.flow_graph import EPOCH, FlowGraph
from pipeline.priority import GRAIN, weigh
from pipeline.schemas import conform
from pipeline.score.apart import apart
from pipeline.score.carry import carried
from pipeline.score.count import count, counted_as, overlaps
from pipeline.score.payments import CLAIMS, of_ends, of_evidence
from pipeline.score.points import contributions_of, grains_of, ranks_of
from pipeline.score.rarity import peer_groups, rarity, tails
from pipeline.score.settings import Settings
from pipeline.score.sources import evidence_rows, sources_of

Part = Mapping[str, pl.DataFrame]


def score(
    alerts: pl.LazyFrame,
    alert_evidence: pl.LazyFrame,
    transactions: pl.LazyFrame,
    graph_accounts: pl.LazyFrame,
    graph: FlowGraph,
    settings: Settings,
) -> Iterator[Part]:
    """
    ``alert_weights`` by alert id, then ``account_scores`` in the order of the accounts
    and ``transaction_scores`` likewise.

    Every account and transaction has a row; 0 and no contributions where nothing
    speaks against it. Contributions come largest first, ties by alert and stage.
    Raises ContractError where alerts name accounts or transactions that do not exist.
    """
    accounts = graph_accounts.select("account_id", "kind", "opened_on").collect()
    told = _weighed(alerts, accounts, graph, settings)
    yield {"alert_weights": conform("alert_weights", told)}
    barred, crowd = apart(graph, accounts["kind"], settings)
    shown = evidence_rows(told, alert_evidence, transactions)
    sources = sources_of(told, shown, accounts, graph, crowd, settings.member_credit)
    credited = carried(
        sources,
        graph,
        barred,
        decay=settings.carry_decay,
        hops=settings.carry_hops,
        days=settings.carry_days,
    )
    overlap = overlaps(told, settings.believed_accounts)
    claims = _of_accounts(credited, sources, told)
    names = accounts["account_id"]
    yield from _scored(
        "account", claims, told, overlap, graph_accounts, names, settings
    )
    giving = credited.filter(
        (pl.col("credit") >= settings.payment_least_credit)
        & ~pl.Series(barred).gather(credited["account"])
    )
    weights = told.select("alert", "weight", "start", "end")
    claims = pl.concat(
        [
            of_evidence(
                shown.select("alert", "row"),
                weights.select("alert", "weight"),
                settings.transaction_credit,
                settings.dilution,
            ),
            of_ends(
                giving, weights, graph, settings.payment_credit, settings.carry_days
            ),
        ]
    ).with_columns(part="way")
    yield from _scored(
        "transaction", claims, told, overlap, transactions, names, settings
    )


def _weighed(
    alerts: pl.LazyFrame, accounts: pl.DataFrame, graph: FlowGraph, settings: Settings
) -> pl.DataFrame:
    """Alerts by id, numbered, with what they speak about, their tail and weight."""
    columns = ("alert_id", "red_flag", "account_id", "members", "strength", "measured")
    number = accounts.select("account_id").with_row_index("account")
    first, last = (
        (int(graph.sent.time.min()), int(graph.sent.time.max()))
        if graph.n_transactions
        else (0, 0)
    )
    at = (pl.col("window_start", "window_end") - EPOCH).dt.total_seconds()
    told = (
        weigh(alerts.select(*columns, "window_start", "window_end").collect())
        .sort("alert_id")
        .with_row_index("alert")
        .join(number, on="account_id", how="left", maintain_order="left")
        .with_columns(at.cast(pl.Int64))
        .with_columns(
            start=pl.col("window_start").fill_null(first),
            end=pl.col("window_end").fill_null(last),
            counted_as=counted_as(),
        )
    )
    if strangers := told["account"].null_count():
        raise ContractError(
            f"{strangers} of {told.height} alerts speak about accounts that are not in "
            "the table of accounts."
        )
    told = tails(told, peer_groups(accounts, graph), settings.borrowed_peers)
    rare = rarity(pl.col("tail"), accounts.height, settings.full_rarity)
    # Its square root: how far past a threshold says less than that it was passed.
    softened = pl.col("weight") / pl.col("strength").sqrt()
    return told.with_columns(
        rarity=rare,
        weight=pl.when(pl.col("strength") > 0).then(softened * rare).otherwise(0.0),
    )


def _of_accounts(
    credited: pl.DataFrame, sources: pl.DataFrame, told: pl.DataFrame
) -> pl.DataFrame:
    own = told.select("alert", "account", own=True)
    return (
        credited.join(own, on=["alert", "account"], how="left", maintain_order="left")
        .join(told.select("alert", "weight"), on="alert", maintain_order="left")
        .select(
            "alert",
            subject="account",
            weight=pl.col("weight") * pl.col("credit"),
            way=pl.when("own")
            .then(pl.lit("own"))
            .when(pl.col("hops") == 0)
            .then(pl.lit("member"))
            .otherwise(pl.lit("carried")),
            hops="hops",
            via="via",
        )
        .cast(CLAIMS)  # type: ignore[arg-type] # polars types mix classes and instances
        .with_columns(part=pl.lit("account"))
    )


def _scored(
    kind: str,
    claims: pl.DataFrame,
    told: pl.DataFrame,
    overlap: pl.DataFrame,
    subjects: pl.LazyFrame,
    names: pl.Series,
    settings: Settings,
) -> Iterator[Part]:
    """Two passes: who counts how much, so that ranks are known, then a row each."""
    table, key = f"{kind}_scores", f"{kind}_id"
    size = settings.batch_rows
    rows = int(subjects.select(pl.len()).collect().item())
    counts_as = told.select("alert", "counted_as", "family")
    claims = claims.join(counts_as, on="alert").sort("subject")
    at = np.arange(0, max(rows, 1) + size, size)
    edges = np.searchsorted(claims["subject"].to_numpy(), at)
    counted = [
        count(claims[low:high], overlap, settings.repeat_credit, settings.corroboration)
        for low, high in pairwise(edges)
    ]
    grains = grains_of(pl.concat(counted), rows)
    rank = ranks_of(grains)
    facts = told.select("alert", "alert_id", "red_flag", "stages")
    for first, some in zip(at[:-1].tolist(), counted, strict=True):
        batch = subjects.select(key).slice(first, size).collect()
        here = slice(first, first + batch.height)
        why = contributions_of(
            some.with_columns(
                grains=pl.Series(grains).gather(some["subject"]),
                via=names.gather(some["via"]),
            ),
            facts,
        )
        filled = (
            batch.with_columns(
                subject=pl.int_range(first, first + batch.height, dtype=pl.Int64),
                priority=pl.Series(grains[here]) * GRAIN,
                rank=pl.Series(rank[here]),
                set_by=pl.lit("alerts"),
            )
            .join(why, on="subject", how="left", maintain_order="left")
            .with_columns(pl.col("contributions").fill_null([]))
        )
        yield {table: conform(table, filled)}
