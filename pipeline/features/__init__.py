"""Feature tables of transactions and accounts: causal, documented, never an id."""

from pipeline.features.table import NAMES, feature_blocks, transaction_features

__all__ = ["NAMES", "feature_blocks", "transaction_features"]
