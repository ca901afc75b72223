"""AMLSim's tables, a batch at a time, as ours."""

import polars as pl

from pipeline.errors import InputError
from pipeline.ingest.adapter import Part, Rows
from pipeline.ingest.files import SourceFile
from pipeline.ingest.settings import Settings
from pipeline.schemas import conform

CHANNELS = {
    "TRANSFER": "wire",
    "CHECK": "cheque",
    "CASH-IN": "cash_deposit",
    "CASH-OUT": "cash_withdrawal",
}
ACCOUNT_KINDS = {"I": "personal", "O": "business"}
PARTY_KINDS = {"I": "person", "O": "organisation"}
MOST_DAYS = 1_000_000  # a step beyond is no day
ISO_DAY = r"^\d{4}-\d{2}-\d{2}$"
MIDNIGHT = "T00:00:00+00:00"
UNSTATED = "unstated"  # the samples do not say which accounts form one scheme


def sample_transactions(file: SourceFile, rows: Rows, settings: Settings) -> Part:
    known = _transactions(file, rows, settings).with_columns(
        booked_at=_day("time", settings),
        sender_account="sourceNodeId",
        receiver_account="targetNodeId",
        amount="value",
        channel=pl.lit("other"),
    )
    return {"raw_transactions": conform("raw_transactions", known)}


def sample_nodes(rows: Rows) -> Part:
    accounts = rows.frame(pl.col("nodeid").alias("account_id"))
    return {
        "raw_accounts": conform("raw_accounts", accounts),
        "labels": _account_labels(rows, "nodeid", "isFraud"),
    }


def run_transactions(file: SourceFile, rows: Rows, settings: Settings) -> Part:
    known = _transactions(file, rows, settings).with_columns(
        booked_at=_day("step", settings),
        sender_account="nameOrig",
        receiver_account="nameDest",
        channel=pl.col("type").replace(CHANNELS),
    )
    if "date" in rows.values.columns:
        iso = pl.col("date").str.contains(ISO_DAY)
        midnight = pl.when(iso).then(pl.col("date") + MIDNIGHT).otherwise("date")
        known = known.with_columns(booked_at=midnight)
    part = {"raw_transactions": conform("raw_transactions", known)}
    if {"isSAR", "alertID", "alertType"}.issubset(known.columns):
        labels = known.filter(_true("isSAR")).select(
            subject=pl.lit("transaction"),
            subject_id="transaction_id",
            label=pl.lit("scheme"),
            name=pl.col("alertType").fill_null(UNSTATED),
            instance=pl.col("alertID").fill_null(UNSTATED),
        )
        part["labels"] = conform("labels", labels)
    return part


def run_members(file: SourceFile, rows: Rows) -> Part:
    broken = rows.place["ingest_error"].is_not_null().sum()
    if broken:
        raise InputError(
            f"{file.name}: {broken} labels cannot be read. Mend them, or take the file "
            "away: only evaluation needs it."
        )
    main = pl.when(_true("isMain")).then(pl.lit("main")).otherwise(pl.lit("member"))
    labels = rows.values.select(
        subject=pl.lit("account"),
        subject_id="accountID",
        label=pl.lit("scheme"),
        name="reason",
        instance="alertID",
        role=main,
    )
    return {"labels": conform("labels", labels)}


def run_accounts(rows: Rows, customers: set[str], *, label: bool) -> Part:
    """
    Accounts, and the customers not in ``customers`` yet, which grow by them.

    ``label`` asks for IS_SAR as a label: where no members file says more.
    """
    known = rows.frame(pl.all()).with_columns(
        account_id="ACCOUNT_ID",
        party_id="CUSTOMER_ID",
        kind=pl.col("ACCOUNT_TYPE").replace(ACCOUNT_KINDS),
    )
    optional = {"institution": "BANK_ID", "country": "COUNTRY"}
    accounts = known.with_columns(
        pl.col(theirs).alias(ours)
        for ours, theirs in optional.items()
        if theirs in known.columns
    )
    parties = (
        known.filter(pl.col("party_id").is_not_null())
        .unique("party_id", keep="first", maintain_order=True)
        .filter(~pl.col("party_id").is_in(list(customers)))
        .with_columns(kind=pl.col("ACCOUNT_TYPE").replace(PARTY_KINDS))
    )
    customers.update(parties["party_id"])
    part = {
        "raw_accounts": conform("raw_accounts", accounts),
        "raw_parties": conform("raw_parties", parties.drop("COUNTRY", strict=False)),
    }
    if label and "IS_SAR" in known.columns:
        part["labels"] = _account_labels(rows, "ACCOUNT_ID", "IS_SAR")
    return part


def _transactions(file: SourceFile, rows: Rows, settings: Settings) -> pl.DataFrame:
    return rows.frame(pl.all()).with_columns(
        transaction_id=pl.format("{}-{}", pl.lit(file.stem), "source_line"),
        time_precision=pl.lit("day"),
        amount_status=pl.lit("exact"),
        currency=pl.lit(settings.amlsim_currency),
    )


def _day(step: str, settings: Settings) -> pl.Expr:
    """Midnight of the step's day; a step that is no number of days stays as it is."""
    days = pl.col(step).cast(pl.Int64, strict=False)
    known = pl.when(days.is_between(0, MOST_DAYS)).then(days)
    day = pl.lit(settings.amlsim_base_date) + pl.duration(days=known)
    return pl.coalesce(day.dt.to_string("%Y-%m-%d") + MIDNIGHT, step)


def _true(column: str) -> pl.Expr:
    return pl.col(column).str.to_lowercase().is_in(["1", "true"])


def _account_labels(rows: Rows, account: str, guilty: str) -> pl.DataFrame:
    labels = rows.values.filter(_true(guilty)).select(
        subject=pl.lit("account"),
        subject_id=account,
        label=pl.lit("scheme"),
        name=pl.lit(guilty),
        instance=pl.lit(UNSTATED),
    )
    return conform("labels", labels)
