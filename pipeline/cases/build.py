"""The stage: alerts into cases."""

from collections.abc import Iterator, Mapping

import polars as pl

from pipeline.cases.alternatives import Clues
from pipeline.cases.bounds import bounds_met
from pipeline.cases.case_tables import case_tables
from pipeline.cases.closeness import account_lives
from pipeline.cases.collateral import Ledger
from pipeline.cases.context import grow_context
from pipeline.cases.core import find_cores
from pipeline.cases.describe import describe
from pipeline.cases.groups import join_alerts
from pipeline.cases.kin import kin_of_cores
from pipeline.cases.links import link_alerts
from pipeline.cases.members import by_case, member_table
from pipeline.cases.moments import alerts_by_case
from pipeline.cases.payments import case_payments
from pipeline.cases.settings import Settings
from pipeline.cases.ties import shared_principals, small_principals
from pipeline.flow_graph import FlowGraph
from pipeline.motifs.counterparties import counterparties, serve_everybody
from pipeline.principals import resolve_principals


def build_cases(
    graph: FlowGraph,
    transactions: pl.LazyFrame,
    graph_accounts: pl.LazyFrame,
    parties: pl.LazyFrame,
    relations: pl.LazyFrame,
    alerts: pl.LazyFrame,
    alert_evidence: pl.LazyFrame,
    account_scores: pl.LazyFrame,
    settings: Settings,
) -> Iterator[Mapping[str, pl.DataFrame]]:
    """
    Flagged subnetworks, those of highest priority first; see ``join_alerts`` for how
    alerts become one, ``find_cores`` for what makes a case, ``grow_context`` for what
    is added, ``build_flow_network`` for how money is followed.

    See ``pipeline.cases.line`` for a case's priority, and ``pipeline.cases.by_ranker``
    where a ranker set those of accounts.
    Raises ContractError where alerts name accounts or transactions that do not exist.
    """
    accounts = graph_accounts.select("account_id", "party_id", "kind").collect()
    related = relations.collect()
    ids = accounts.with_row_index("account").with_columns(
        pl.col("account").cast(pl.Int64)
    )
    named = ids.select("account", "account_id")
    dealt = counterparties(
        *(graph.received.ptr, graph.received.other),
        *(graph.sent.ptr, graph.sent.other),
    )
    principals = resolve_principals(accounts, related)
    hub = serve_everybody(
        dealt, accounts["kind"], settings.hub_kinds, settings.hub_counterparties
    )
    lives = account_lives(graph, accounts["kind"], dealt, hub)
    links = link_alerts(alerts, alert_evidence, transactions, named, lives, settings)
    owners = small_principals(principals, dealt, settings)
    shared = shared_principals(links, owners, hub, settings.central_share)
    groups = join_alerts(links, shared, hub, settings)
    scores = account_scores.select("account_id", "priority", "set_by").collect()
    priority = named.join(scores, on="account_id")
    cores = find_cores(links, groups, priority, lives, settings)
    kin = kin_of_cores(cores, owners)
    context = grow_context(graph, cores, kin, hub, settings)
    payments = case_payments(cores, context, transactions, ids)
    members = member_table(cores, context, ids, parties.collect(), dealt, hub)
    ledger = Ledger.build(
        graph, principals.holder, hub, transactions, members["account"].to_numpy()
    )
    clues = Clues.build(
        *(graph, principals.holder, graph_accounts, related, members), transactions
    )
    told = alerts_by_case(cores.alerts, links.evidence)
    rows = payments.partition_by("case", as_dict=True)
    described = {
        case: describe(
            listed,
            rows.get((case,), payments.clear()),
            told[case],
            ledger,
            clues,
            settings,
        )
        for case, listed in by_case(members, related, principals)
    }
    notes = bounds_met(cores, context, members, settings)
    yield case_tables(cores, members, payments, described, notes)
