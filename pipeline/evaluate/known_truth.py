"""
The truth labels of a run that looked at the ledger as it was known on a day.

Labels of what was set aside as not yet known are left out, and so are the accounts of
an instance none of whose labelled transactions had happened: nothing was to be found.
"""

import polars as pl

from pipeline.errors import InputError
from pipeline.evaluate.ranking import rank
from pipeline.evaluate.truth import Truth

Scores = tuple[pl.DataFrame, pl.DataFrame]  # account_scores, transaction_scores
ASIDE = "not_yet_known"  # reason in the quarantine


def known_labels(
    labels: pl.DataFrame,
    quarantine: pl.DataFrame,
    transaction_ids: pl.Series,
    account_ids: pl.Series,
) -> pl.DataFrame:
    """
    ``labels`` without those of later; all of them where nothing was set aside.

    Where more labels are strange to the run than rows were set aside, they stay, to be
    refused as labels of another input.
    """
    aside = quarantine.filter(pl.col("reasons").list.contains(ASIDE))
    if aside.is_empty():
        return labels
    later = pl.lit(False)
    for subject, ids in (("transaction", transaction_ids), ("account", account_ids)):
        strange = (pl.col("subject").cast(pl.String) == subject) & ~pl.col(
            "subject_id"
        ).is_in(ids.implode())
        strangers = labels.filter(strange)["subject_id"].n_unique()
        if strangers <= (aside["table"] == f"{subject}s").sum():
            later = later | strange
    one = ["label", "name", "instance"]
    of_transactions = pl.col("subject").cast(pl.String) == "transaction"
    marked = labels.filter(of_transactions).select(one).unique()
    begun = labels.filter(of_transactions & ~later).select(one).unique()
    not_begun = marked.join(begun, on=one, how="anti", nulls_equal=True)
    return labels.filter(~later).join(not_begun, on=one, how="anti", nulls_equal=True)


def rank_in_hindsight(hindsight: Scores, known: Scores, truth: Truth) -> pl.DataFrame:
    """
    The ranking of the accounts and transactions of ``known``, by other priorities.

    Raises InputError where ``hindsight`` lacks some of them: it is of another ledger.
    """
    same = []
    for key, later, then in zip(
        ("account_id", "transaction_id"), hindsight, known, strict=True
    ):
        rows = later.join(then, on=key, how="semi")
        if rows.height < then.height:
            raise InputError(
                f"the run of later lacks {then.height - rows.height} of {then.height} "
                f"{key}s of the run as known; name a run of the same ledger"
            )
        same.append(rows)
    accounts, transactions = same
    return rank(accounts, transactions, truth)[0]
