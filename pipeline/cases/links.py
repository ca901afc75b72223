"""Which accounts each alert touches, and how close they stand to its middle."""

from typing import NamedTuple

import polars as pl

from pipeline.cases.closeness import close
from pipeline.cases.settings import Settings
from pipeline.errors import ContractError
from pipeline.flow_graph import EPOCH
from pipeline.priority import weigh


class Links(NamedTuple):
    alerts: pl.DataFrame  # by alert_id; row i is alert i; ``account`` is its subject
    evidence: pl.DataFrame  # alert, row, payer, payee, seconds, cents; once each
    touched: pl.DataFrame  # alert, account, central, close, STANDING; sorted
    dropped: pl.DataFrame  # alert, account: at the edge, and one of too many there


# Of an account or principal in an alert: does the alert speak about it, does evidence
# leave it, enter it, the lowest and highest account at the other end, and how many of
# the alert's evidence rows (``size``) are its own?
STANDING = (
    pl.col("subject", "pays", "gets").any(),
    pl.col("low").min(),
    pl.col("high").max(),
    pl.col("rows").sum(),
    pl.col("size").first(),
)


def central(share: float) -> pl.Expr:
    """
    Over STANDING, whether it stands in the middle of the alert, not at its edge.

    The alert speaks about it, or evidence enters it from one account and leaves it to
    another, or at least ``share`` of the evidence rows are its own.
    """
    much = (pl.col("size") > 0) & (pl.col("rows") >= share * pl.col("size"))
    return pl.col("subject") | passes() | much


def passes() -> pl.Expr:
    """Over STANDING, whether evidence enters it from one account, leaves to another."""
    through = pl.col("pays") & pl.col("gets") & (pl.col("low") < pl.col("high"))
    return through.fill_null(False)


def link_alerts(
    alerts: pl.LazyFrame,
    alert_evidence: pl.LazyFrame,
    transactions: pl.LazyFrame,
    account_ids: pl.DataFrame,
    lives: pl.DataFrame,
    settings: Settings,
) -> Links:
    """
    Alerts tied to the accounts of their members and of both ends of their evidence.

    Of the accounts that all alerts about one account merely touch,
    ``max_edge_accounts`` stay: those with most evidence by known value, then number of
    transactions. ``account_ids`` has ``account_id`` and its number ``account``,
    ``lives`` is that of ``account_lives``. Raises ContractError
    for accounts and evidence that do not exist.
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
    members = (
        told.select("alert", account_id="members")
        .explode("account_id", empty_as_null=False, keep_nulls=False)
        .join(account_ids, on="account_id")
    )
    standing = [
        told.select("alert", "account", *_standing(subject=True)),
        members.select("alert", "account", *_standing()),
        *(
            evidence.select(
                "alert", pl.col(end).alias("account"), *_standing(end, other)
            )
            for end, other in (("payer", "payee"), ("payee", "payer"))
        ),
    ]
    size = evidence.group_by("alert").agg(size=pl.len().cast(pl.Int64))
    met = (
        pl.concat(standing)
        .join(size, on="alert", how="left")
        .with_columns(pl.col("size").fill_null(0))
        .group_by("alert", "account")
        .agg(*STANDING)
        .with_columns(central=central(settings.central_share), passes=passes())
        .sort("alert", "account")
    )
    network = pl.col("red_flag").cast(pl.String).is_in(settings.network_red_flags)
    belongs = members.join(told.select("alert", belongs=network), on="alert")
    named = belongs.select("alert", "account", "belongs", named=True).unique()
    met = met.join(named, on=["alert", "account"], how="left", maintain_order="left")
    touched = close(met, evidence, lives, settings)
    about = told.select("alert", about="account")
    beyond = _edges(touched, evidence, about).filter(
        pl.col("place") >= settings.max_edge_accounts
    )
    dropped = touched.join(about, on="alert").join(
        beyond, on=["about", "account"], how="semi"
    )
    kept = touched.join(dropped, on=["alert", "account"], how="anti")
    return Links(
        told,
        evidence,
        kept.sort("alert", "account"),
        dropped.select("alert", "account"),
    )


def _edges(
    touched: pl.DataFrame, evidence: pl.DataFrame, about: pl.DataFrame
) -> pl.DataFrame:
    """about, account, place: edges of all alerts about an account, largest first."""
    ends = [
        evidence.join(about, on="alert").select("about", "row", "cents", account=end)
        for end in ("payer", "payee")
    ]
    moved = (
        pl.concat(ends)
        .unique()
        .group_by("about", "account")
        .agg(pl.col("cents").sum(), moved=pl.len())
    )
    return (
        touched.join(about, on="alert")
        .group_by("about", "account")
        .agg((pl.col("central") | pl.col("close")).any())
        .filter(~pl.col("central"))
        .join(moved, on=["about", "account"], how="left")
        .sort(
            *("about", "cents", "moved", "account"),
            descending=[False, True, True, False],
            nulls_last=True,
        )
        .with_columns(place=pl.int_range(pl.len()).over("about"))
    )


def _standing(
    end: str = "", other: str | None = None, *, subject: bool = False
) -> list[pl.Expr]:
    met = pl.lit(None, pl.Int64) if other is None else pl.col(other)
    values = {
        "subject": pl.lit(subject),
        "pays": pl.lit(end == "payer"),
        "gets": pl.lit(end == "payee"),
        "low": met,
        "high": met,
        "rows": pl.lit(int(other is not None)),
    }
    return [value.alias(name) for name, value in values.items()]


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
            cents=pl.col("value_cents").fill_null(0),
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
    columns = ("alert", "row", "payer", "payee", "seconds", "cents")
    return evidence.select(columns).sort("alert", "row")
