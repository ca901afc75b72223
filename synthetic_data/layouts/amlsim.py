"""
The layout of an AMLSim run: transactions, accounts and members of alerts, as CSV.

AMLSim knows days and one currency. Amounts become dollars at the price level that made
them, time a step of whole days; purposes, places, devices, details of parties and
relations have no column, and there are no balances. A channel that AMLSim lacks keeps
our word. Labels are columns in that layout: ``isSAR`` with its alert, ``IS_SAR``, the
members. Look-alikes are lawful, so nothing marks them.
"""

from pathlib import Path

import polars as pl

from synthetic_data.layouts.source import Source
from synthetic_data.stored import Registers
from synthetic_data.world.places import CURRENCIES, UNITS_OF_CURRENCY

TYPES = {
    "wire": "TRANSFER",
    "cheque": "CHECK",
    "cash_deposit": "CASH-IN",
    "cash_withdrawal": "CASH-OUT",
}
PERSONAL = ("personal", "prepaid_card", "loan")
NO_ALERT = -1


def write(source: Source, folder: Path) -> None:
    """Three files in ``folder``."""
    units = dict(zip(CURRENCIES, UNITS_OF_CURRENCY.tolist(), strict=True))
    schemes = source.schemes()
    with (folder / "transactions.csv").open("wb") as out:
        for number, (_, rows) in enumerate(source.parts):
            day = pl.col("booked_at").dt.date()
            unit = pl.col("currency").replace_strict(units, return_dtype=pl.Float64)
            dollars = pl.col("amount").cast(pl.Float64) / unit
            rows.join(schemes, on="transaction_id", how="left").select(
                step=(day - source.first_day).dt.total_days(),
                type=pl.col("channel").replace(TYPES),
                amount=pl.max_horizontal(dollars.round(2), 0.01),
                nameOrig="sender_account",
                nameDest="receiver_account",
                isSAR=pl.col("instance").is_not_null().cast(pl.UInt8),
                alertID=pl.col("instance").fill_null(str(NO_ALERT)),
                alertType=pl.col("name"),
                tran_id="transaction_id",
            ).sort("step", "tran_id").write_csv(
                out, include_header=number == 0, float_precision=2
            )
    known = source.registers()
    members = known.labels.filter(
        pl.col("subject") == "account", pl.col("label") == "scheme"
    )
    members.select(
        alertID="instance",
        reason="name",
        accountID="subject_id",
        isMain=pl.col("role").is_not_null(),
    ).write_csv(folder / "alert_members.csv")
    _accounts(known, members).write_csv(folder / "accounts.csv")


def _accounts(known: Registers, members: pl.DataFrame) -> pl.DataFrame:
    guilty = pl.col("account_id").is_in(members["subject_id"].implode())
    personal = pl.col("kind").is_in(PERSONAL)
    return known.accounts.select(
        ACCOUNT_ID="account_id",
        CUSTOMER_ID="party_id",
        COUNTRY="country",
        ACCOUNT_TYPE=pl.when(personal).then(pl.lit("I")).otherwise(pl.lit("O")),
        IS_SAR=guilty,
        BANK_ID="institution",
    )
