"""
The layout of AMLworld: one table of transactions, and its attempts of laundering.

AMLworld knows minutes, seven payment formats, fifteen currencies by name and banks by
number. A currency it lacks keeps its code; channels it lacks become ``ACH``. Accounts
without a bank, tills and customers of other banks, are those of bank 0. What is
received is what was paid. Attempts bear the names of our schemes. Look-alikes are
lawful, so nothing marks them.
"""

from pathlib import Path

import polars as pl

from pipeline.ingest.amlworld import COLUMNS, CURRENCIES
from synthetic_data.layouts.source import Source

TABLE, PATTERNS = "HI-tfnet_Trans.csv", "HI-tfnet_Patterns.txt"
NAMES = {code: name for name, code in CURRENCIES.items()}
FORMATS = {
    "wire": "Wire",
    "virtual_asset": "Bitcoin",
    "cash_deposit": "Cash",
    "cash_withdrawal": "Cash",
    "cheque": "Cheque",
    "card": "Credit Card",
    "internal": "Reinvestment",
}


def write(source: Source, folder: Path) -> None:
    """The table and the patterns beside it, in ``folder``."""
    schemes = source.schemes()
    guilty = []
    banks = _banks(source.whole.accounts)
    header = ["Account" if "Account" in name else name for name in COLUMNS]
    with (folder / TABLE).open("wb") as out:
        out.write((",".join(header) + "\n").encode())
        for _, rows in source.parts:
            table = _table(rows.join(schemes, on="transaction_id", how="left"), banks)
            table.select(COLUMNS).write_csv(out, include_header=False)
            guilty.append(table.filter(pl.col("instance").is_not_null()))
    (folder / PATTERNS).write_text(_attempts(pl.concat(guilty)), encoding="utf-8")


def _banks(accounts: pl.DataFrame) -> pl.DataFrame:
    """The number of each account's bank, padded as AMLworld does."""
    names = accounts.select("institution").drop_nulls().unique().sort("institution")
    numbered = names.with_row_index("bank", offset=1)
    return accounts.join(numbered, on="institution", how="left").select(
        "account_id",
        bank=pl.col("bank").fill_null(0).cast(pl.String).str.zfill(5),
    )


def _table(rows: pl.DataFrame, banks: pl.DataFrame) -> pl.DataFrame:
    for end in ("sender", "receiver"):
        of_end = banks.rename({"account_id": f"{end}_account", "bank": f"{end}_bank"})
        rows = rows.join(of_end, on=f"{end}_account", how="left")
    amount = pl.col("amount").cast(pl.String)
    currency = pl.col("currency").replace(NAMES)
    return rows.select(
        "name",
        "instance",
        pl.col("booked_at").dt.to_string("%Y/%m/%d %H:%M").alias("Timestamp"),
        pl.col("sender_bank").alias("From Bank"),
        pl.col("sender_account").alias("From Account"),
        pl.col("receiver_bank").alias("To Bank"),
        pl.col("receiver_account").alias("To Account"),
        amount.alias("Amount Received"),
        currency.alias("Receiving Currency"),
        amount.alias("Amount Paid"),
        currency.alias("Payment Currency"),
        pl.col("channel")
        .replace_strict(FORMATS, default="ACH")
        .alias("Payment Format"),
        pl.col("instance").is_not_null().cast(pl.UInt8).alias("Is Laundering"),
    )


def _attempts(guilty: pl.DataFrame) -> str:
    text = []
    for (name, _), rows in guilty.sort("name", "instance", "Timestamp").group_by(
        "name", "instance", maintain_order=True
    ):
        kind = str(name).replace("_", "-").upper()
        text.append(f"BEGIN LAUNDERING ATTEMPT - {kind}\n")
        text.append(rows.select(COLUMNS).write_csv(include_header=False))
        text.append(f"END LAUNDERING ATTEMPT - {kind}\n\n")
    return "".join(text)
