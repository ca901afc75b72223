"""Truth labels, joined to a run or refused."""

from typing import NamedTuple

import polars as pl

from pipeline.errors import InputError

UNWITTING = "unwitting"


class Truth(NamedTuple):
    """
    What is true of a run's transactions and accounts.

    ``transactions`` and ``accounts`` have subject_id, label, name, instance, role; an
    unwitting account (a donor, a victim of extortion) is neither a hit nor a false
    alarm, so it stands in ``unwitting`` only.
    """

    transactions: pl.DataFrame
    accounts: pl.DataFrame
    unwitting: pl.Series

    def scheme_ids(self, subject: str) -> pl.Series:
        """Ids of transactions or accounts of any scheme, each once, sorted."""
        frame: pl.DataFrame = getattr(self, subject)
        ids = frame.filter(pl.col("label") == "scheme")["subject_id"]
        return ids.unique().sort()


def join_truth(
    labels: pl.DataFrame, transaction_ids: pl.Series, account_ids: pl.Series
) -> Truth:
    """Raises InputError, with counts, where labels do not belong to this run."""
    if labels.is_empty():
        raise InputError(
            "the labels table is empty; evaluation needs truth labels. Name the labels "
            "of the input this run was made from"
        )
    words = pl.col("subject", "label", "name", "instance", "role").cast(pl.String)
    labels = labels.with_columns(words)
    strangers = {}
    for subject, ids in (("transaction", transaction_ids), ("account", account_ids)):
        wanted = labels.filter(pl.col("subject") == subject)["subject_id"].unique()
        missing = wanted.len() - wanted.is_in(ids.implode()).sum()
        if missing:
            strangers[subject] = f"{missing} of {wanted.len()} labelled {subject}s"
    if strangers:
        raise InputError(
            f"labels do not join: {' and '.join(strangers.values())} are not in the "
            "run. Use the labels of the input this run was made from; rows in "
            "quarantine cannot be evaluated"
        )
    columns = ("subject_id", "label", "name", "instance", "role")
    of_accounts = labels.filter(pl.col("subject") == "account").select(columns)
    unwitting = (pl.col("label") == "scheme") & (pl.col("role") == UNWITTING)
    unwitting = unwitting.fill_null(False)
    witting = of_accounts.filter(~unwitting)
    also_guilty = witting.filter(pl.col("label") == "scheme")["subject_id"]
    spared = of_accounts.filter(
        unwitting & ~pl.col("subject_id").is_in(also_guilty.implode())
    )
    return Truth(
        transactions=labels.filter(pl.col("subject") == "transaction").select(columns),
        accounts=witting,
        unwitting=spared["subject_id"].unique().sort(),
    )
