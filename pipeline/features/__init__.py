"""
Feature tables of transactions and accounts: causal, documented, never an id.

    from pipeline.features import NAMES, meanings, transaction_features
    for block in transaction_features(ledger):  # polars, in ledger order
        ...

``feature_blocks`` yields (first row, float32 array) of the same without frames;
``account_features`` has a row an account, at the end of the ledger.
"""

from pipeline.features.meanings import meanings
from pipeline.features.table import (
    ACCOUNT_NAMES,
    NAMES,
    account_features,
    feature_blocks,
    transaction_features,
)

__all__ = [
    "ACCOUNT_NAMES",
    "NAMES",
    "account_features",
    "feature_blocks",
    "meanings",
    "transaction_features",
]
