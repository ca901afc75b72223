"""
The contract of every table, and the glossary: what each column means, unit and nulls.

Null always means unknown. Times are UTC. A table is one Parquet file of that name in a
run folder. Money is exact: ``amount`` in the transaction's own currency as a decimal,
``*_cents`` as int64 hundredths of the run's base currency.
"""

from typing import Any

import dataframely as dy
import polars as pl

from pipeline.schemas.cases import (
    CaseChanges,
    CaseDispositions,
    CaseMembers,
    Cases,
    CaseTransactions,
)
from pipeline.schemas.disruption import (
    CHANNEL_KINDS,
    HYPOTHESES,
    MOMENTS,
    STRATEGIES,
    VERDICTS,
    Capacity,
    Counterfactuals,
    Disruption,
    FreezeReplay,
    Hypotheses,
    KeyChannels,
)
from pipeline.schemas.findings import (
    CREDIT_WAYS,
    AccountScores,
    AlertEvidence,
    Alerts,
    AlertWeights,
    GraphAccounts,
    RankerReasons,
    RedFlagStatus,
    ScreeningHits,
    ScreeningLists,
    TransactionScores,
    contributions,
)
from pipeline.schemas.ledger import (
    Accounts,
    Intake,
    Labels,
    Parties,
    Quarantine,
    Relations,
    Transactions,
)
from pipeline.schemas.raw import (
    RawAccounts,
    RawParties,
    RawRelations,
    RawRow,
    RawTransactions,
)
from pipeline.schemas.words import (
    ACCOUNT_KINDS,
    AMOUNT_STATUSES,
    CHANNELS,
    COUNTRIES,
    FINANCING_STAGES,
    MEMBER_PARTS,
    MONEY_PRECISION,
    MONEY_SCALE,
    PARTY_KINDS,
    RELATIONS,
    ROLES,
    SERVICES,
    TIME_PRECISIONS,
    SourcePlace,
    country,
    currency,
    instant,
    money,
)

__all__ = [
    "ACCOUNT_KINDS",
    "AMOUNT_STATUSES",
    "CHANNELS",
    "CHANNEL_KINDS",
    "COUNTRIES",
    "CREDIT_WAYS",
    "FINANCING_STAGES",
    "HYPOTHESES",
    "MEMBER_PARTS",
    "MOMENTS",
    "MONEY_PRECISION",
    "MONEY_SCALE",
    "PARTY_KINDS",
    "RELATIONS",
    "ROLES",
    "SERVICES",
    "STRATEGIES",
    "TABLES",
    "TIME_PRECISIONS",
    "VERDICTS",
    "AccountScores",
    "Accounts",
    "AlertEvidence",
    "AlertWeights",
    "Alerts",
    "Capacity",
    "CaseChanges",
    "CaseDispositions",
    "CaseMembers",
    "CaseTransactions",
    "Cases",
    "Counterfactuals",
    "Disruption",
    "FreezeReplay",
    "GraphAccounts",
    "Hypotheses",
    "Intake",
    "KeyChannels",
    "Labels",
    "Parties",
    "Quarantine",
    "RankerReasons",
    "RawAccounts",
    "RawParties",
    "RawRelations",
    "RawRow",
    "RawTransactions",
    "RedFlagStatus",
    "Relations",
    "ScreeningHits",
    "ScreeningLists",
    "SourcePlace",
    "TransactionScores",
    "Transactions",
    "conform",
    "contributions",
    "country",
    "currency",
    "instant",
    "money",
]

TABLES: dict[str, type[dy.Schema]] = {
    "raw_transactions": RawTransactions,
    "raw_accounts": RawAccounts,
    "raw_parties": RawParties,
    "raw_relations": RawRelations,
    "labels": Labels,
    "transactions": Transactions,
    "accounts": Accounts,
    "parties": Parties,
    "relations": Relations,
    "quarantine": Quarantine,
    "intake": Intake,
    "screening_lists": ScreeningLists,
    "screening_hits": ScreeningHits,
    "graph_accounts": GraphAccounts,
    "alerts": Alerts,
    "alert_evidence": AlertEvidence,
    "red_flag_status": RedFlagStatus,
    "alert_weights": AlertWeights,
    "account_scores": AccountScores,
    "transaction_scores": TransactionScores,
    "ranker_reasons": RankerReasons,
    "cases": Cases,
    "case_members": CaseMembers,
    "case_transactions": CaseTransactions,
    "key_channels": KeyChannels,
    "disruption": Disruption,
    "freeze_replay": FreezeReplay,
    "capacity": Capacity,
    "counterfactuals": Counterfactuals,
    "hypotheses": Hypotheses,
    "case_dispositions": CaseDispositions,
    "case_changes": CaseChanges,
}


def conform(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """
    ``rows`` as the contract of ``table`` has them: its columns, its order, its types.

    Columns the contract lacks are dropped, absent nullable ones are null. Values are
    not judged. Raises polars' own errors where a value cannot take the type.
    """
    empty = TABLES[table].create_empty()
    if not rows.width:
        return empty  # a frame without columns has no rows, but literals would add one
    wanted: dict[str, Any] = dict(empty.schema)
    return rows.select(
        pl.col(name).cast(dtype)
        if name in rows.columns
        else pl.lit(None, dtype).alias(name)
        for name, dtype in wanted.items()
    )
