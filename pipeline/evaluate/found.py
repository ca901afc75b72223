"""What each red flag found of each scheme."""

import polars as pl

from pipeline.evaluate.truth import Truth

ANY = "any red flag"
COUNTS = ("transactions", "transactions_found", "accounts", "accounts_found")


def recall(
    alerts: pl.DataFrame,
    alert_evidence: pl.DataFrame,
    truth: Truth,
    red_flags: pl.DataFrame,
    attempt_share: float,
) -> pl.DataFrame:
    """
    One row a red flag and scheme; ``ANY`` stands for all red flags together.

    A transaction is found where it is evidence of an alert, an account where an alert
    speaks of it or names it as a member. An attempt (one planted instance) is found
    where at least ``attempt_share`` of its transactions are; of its accounts, where no
    transaction of it is labelled. It is seen where at least one is.
    """
    evidence = alert_evidence.join(
        alerts.select("alert_id", "red_flag"), on="alert_id", how="inner"
    ).select("red_flag", subject_id="transaction_id")
    spoken_of = pl.concat(
        [
            alerts.select("red_flag", subject_id="account_id"),
            alerts.select("red_flag", subject_id="members").explode("subject_id"),
        ]
    )
    counted = {}
    for subject, credited in (("transactions", evidence), ("accounts", spoken_of)):
        labelled = getattr(truth, subject).filter(pl.col("label") == "scheme")
        counted[subject] = _credited(labelled, credited, red_flags, subject)
    both = counted["transactions"].join(
        counted["accounts"],
        on=["red_flag", "scheme", "instance"],
        how="full",
        coalesce=True,
    )
    both = both.with_columns(pl.col(pl.UInt32).cast(pl.Int64).fill_null(0))
    by_transactions = pl.col("transactions") > 0
    share = (
        pl.when(by_transactions)
        .then(pl.col("transactions_found") / pl.col("transactions"))
        .otherwise(pl.col("accounts_found") / pl.col("accounts"))
    )
    table = (
        both.with_columns(caught=share >= attempt_share, seen=share > 0)
        .group_by("red_flag", "scheme")
        .agg(
            instances=pl.len().cast(pl.Int64),
            instances_seen=pl.col("seen").sum().cast(pl.Int64),
            instances_found=pl.col("caught").sum().cast(pl.Int64),
            **{name: pl.col(name).sum() for name in COUNTS},
        )
    )
    return (
        table.join(red_flags, on="red_flag", how="left")
        .with_columns(
            attempt_recall=pl.col("instances_found") / pl.col("instances"),
            transaction_recall=_share("transactions"),
            account_recall=_share("accounts"),
        )
        .select(
            *("red_flag", "scheme", "testable", "instances", "instances_seen"),
            *("instances_found", "attempt_recall"),
            *("transactions", "transactions_found", "transaction_recall"),
            *("accounts", "accounts_found", "account_recall"),
        )
        .sort("red_flag", "scheme")
    )


def _share(subject: str) -> pl.Expr:
    """Null where nothing is labelled."""
    return pl.when(pl.col(subject) > 0).then(
        pl.col(f"{subject}_found") / pl.col(subject)
    )


def _credited(
    labelled: pl.DataFrame,
    credited: pl.DataFrame,
    red_flags: pl.DataFrame,
    subject: str,
) -> pl.DataFrame:
    """Labelled and found, for each red flag and instance."""
    anything = credited.select(pl.lit(ANY).alias("red_flag"), "subject_id")
    hits = pl.concat([credited, anything]).unique()
    found = (
        labelled.join(hits, on="subject_id", how="inner")
        .group_by("red_flag", "name", "instance")
        .agg(pl.col("subject_id").n_unique().alias(f"{subject}_found"))
    )
    there = labelled.group_by("name", "instance").agg(
        pl.col("subject_id").n_unique().alias(subject)
    )
    return (
        red_flags.select("red_flag")
        .join(there, how="cross")
        .join(found, on=["red_flag", "name", "instance"], how="left")
        .rename({"name": "scheme"})
    )
