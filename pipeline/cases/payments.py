"""The transactions of cases: evidence and context, with what is known of each."""

import polars as pl

from pipeline.cases.context import Context
from pipeline.cases.core import Cores
from pipeline.flow_graph import EPOCH

DETAILS = (
    *("transaction_id", "booked_at", "time_precision", "sender_account"),
    *("receiver_account", "value_cents", "channel", "sender_country"),
    *("receiver_country", "purpose", "merchant_category", "conductor"),
)
COARSE = ("day", "approximate")  # precisions that order nothing within a day


def case_payments(
    cores: Cores,
    context: Context,
    transactions: pl.LazyFrame,
    account_ids: pl.DataFrame,
) -> pl.DataFrame:
    """
    One row a case and transaction, oldest first: DETAILS, numbers and alert_ids.

    case, row, part, alert_ids (sorted; none for context), payer and payee (account
    numbers), seconds, coarse (its time orders nothing within a day), brought_by: the
    accounts of who paid in cash for another, by number.
    """
    evidence = (
        cores.evidence.join(cores.alerts.select("alert", "alert_id"), on="alert")
        .group_by("case", "row")
        .agg(pl.col("alert_id").sort().alias("alert_ids"))
        .with_columns(part=pl.lit("evidence"))
    )
    beside = context.rows.with_columns(
        alert_ids=pl.lit([], pl.List(pl.String)), part=pl.lit("context")
    )
    rows = pl.concat([evidence, beside.select(evidence.columns)])
    details = (
        transactions.select(DETAILS)
        .with_row_index("row")
        .with_columns(pl.col("row").cast(pl.Int64))
        .join(rows.lazy().select("row").unique(), on="row", how="semi")
        .collect()
    )
    number = account_ids.select("account", "account_id")
    for end, column in (("payer", "sender_account"), ("payee", "receiver_account")):
        details = details.join(
            number.rename({"account": end, "account_id": column}), on=column
        )
    party = account_ids.select("account", "party_id").drop_nulls()
    holder = party.rename({"account": "payee", "party_id": "holder"})
    brought = (
        details.filter(
            pl.col("channel").cast(pl.String) == "cash_deposit",
            pl.col("conductor").is_not_null(),
        )
        .join(holder, on="payee", how="left")
        .filter(pl.col("conductor").ne_missing(pl.col("holder")))
        .join(party, left_on="conductor", right_on="party_id")
        .group_by("row")
        .agg(brought_by=pl.col("account").sort())
    )
    return (
        rows.join(details, on="row")
        .join(brought, on="row", how="left")
        .with_columns(
            seconds=(pl.col("booked_at") - EPOCH).dt.total_seconds(),
            coarse=pl.col("time_precision").cast(pl.String).is_in(COARSE),
        )
        .sort("case", "row")
    )
