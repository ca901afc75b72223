"""Which accounts each alert touches, and how close they stand to its middle."""

from typing import NamedTuple

import numpy as np
import polars as pl
from numba import njit

from pipeline.errors import ContractError
from pipeline.flow_graph import EPOCH, Int64s, UInt32s
from pipeline.priority import weigh


class Links(NamedTuple):
    alerts: pl.DataFrame  # by alert_id; row i is alert i; ``account`` is its subject
    evidence: pl.DataFrame  # alert, row, payer, payee, seconds; once each
    touched: pl.DataFrame  # alert, account, subject, central; by alert, account


def link_alerts(
    alerts: pl.LazyFrame,
    alert_evidence: pl.LazyFrame,
    transactions: pl.LazyFrame,
    account_ids: pl.DataFrame,
) -> Links:
    """
    Alerts tied to the accounts of their members and of both ends of their evidence.

    An account is *central* to an alert that speaks about it, or whose evidence both
    enters and leaves it; else it stands at the edge. ``account_ids`` has ``account_id``
    and its number ``account``. Raises ContractError for evidence that does not exist.
    """
    columns = ("alert_id", "red_flag", "account_id", "members", "strength")
    told = (
        weigh(alerts.select(columns).collect().sort("alert_id"))
        .join(account_ids, on="account_id", how="left", maintain_order="left")
        .with_row_index("alert")
        .with_columns(pl.col("alert").cast(pl.Int64))
    )
    if told["account"].null_count():
        raise ContractError(
            f"{told['account'].null_count()} of {told.height} alerts speak about "
            "accounts that are not in the table of accounts."
        )
    shown = (
        alert_evidence.select("alert_id", "transaction_id")
        .unique()
        .collect()
        .join(told.select("alert_id", "alert"), on="alert_id")
    )
    evidence = _evidence(shown, transactions, account_ids)
    no, yes = pl.lit(False), pl.lit(True)
    members = (
        told.select("alert", account_id="members")
        .explode("account_id", empty_as_null=False, keep_nulls=False)
        .join(account_ids, on="account_id")
    )
    every = [
        told.select("alert", "account", subject=yes, pays=no, gets=no),
        members.select("alert", "account", subject=no, pays=no, gets=no),
        evidence.select("alert", account="payer", subject=no, pays=yes, gets=no),
        evidence.select("alert", account="payee", subject=no, pays=no, gets=yes),
    ]
    touched = (
        pl.concat(every)
        .group_by("alert", "account")
        .agg(pl.col("subject", "pays", "gets").any())
        .select(
            *("alert", "account", "subject"),
            central=pl.col("subject") | (pl.col("pays") & pl.col("gets")),
        )
        .sort("alert", "account")
    )
    return Links(told, evidence, touched)


def _evidence(
    shown: pl.DataFrame, transactions: pl.LazyFrame, account_ids: pl.DataFrame
) -> pl.DataFrame:
    seconds = (pl.col("booked_at") - EPOCH).dt.total_seconds()
    rows = (
        transactions.with_row_index("row")
        .join(shown.lazy().select("transaction_id").unique(), on="transaction_id")
        .select(
            pl.col("row").cast(pl.Int64),
            *("transaction_id", "sender_account", "receiver_account"),
            seconds=seconds,
        )
        .collect()
    )
    for end, column in (("payer", "sender_account"), ("payee", "receiver_account")):
        names = account_ids.rename({"account": end, "account_id": column})
        rows = rows.join(names, on=column)
    evidence = shown.join(rows, on="transaction_id")
    if evidence.height != shown.height:
        raise ContractError(
            f"{shown.height - evidence.height} of {shown.height} evidence rows name "
            "transactions that are not in the table of transactions."
        )
    return evidence.select("alert", "row", "payer", "payee", "seconds").sort(
        "alert", "row"
    )


@njit(cache=True)
def counterparties(
    received_ptr: Int64s, received: UInt32s, sent_ptr: Int64s, sent: UInt32s
) -> Int64s:
    """
    Of each account, how many other accounts it ever dealt with, itself left out.

    O(transactions + accounts) time, O(accounts) memory.
    """
    accounts = received_ptr.size - 1
    dealt = np.zeros(accounts, np.int64)
    last_met = np.full(accounts, -1, np.int64)  # by which account, so far
    for account in range(accounts):
        last_met[account] = account
        for place in range(received_ptr[account], received_ptr[account + 1]):
            dealt[account] += last_met[received[place]] != account
            last_met[received[place]] = account
        for place in range(sent_ptr[account], sent_ptr[account + 1]):
            dealt[account] += last_met[sent[place]] != account
            last_met[sent[place]] = account
    return dealt
