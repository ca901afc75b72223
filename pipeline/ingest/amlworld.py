"""
Format ``amlworld``: IBM's AMLworld, ``HI-`` or ``LI-*_Trans.csv`` with its Patterns.

The header names two columns ``Account``; they are told apart by their place. Bank
numbers are padded with zeros that tell banks apart, so they stay text, and an account
is ``bank:account``. Times have no zone and count as UTC. A row has two amounts: what
the sender paid is the amount here; where what was received differs, the row as
delivered is kept beside. Yen come with decimals, which yen have not: they are rounded
half-even, marked approximate, and kept beside as delivered. ``Cash`` is taken for a
deposit, ``ACH`` for a bank transfer. Transactions have no id: theirs is file and line.

Labels: ``Is Laundering``, with the attempt of ``*_Patterns.txt`` beside it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from pipeline.errors import InputError
from pipeline.ingest.account_book import AccountBook
from pipeline.ingest.adapter import Adapter, Part, Rows
from pipeline.ingest.amlworld_labels import Attempts
from pipeline.ingest.delimited import read_delimited
from pipeline.ingest.dialect import Dialect
from pipeline.ingest.files import SourceFile, beside, source_files
from pipeline.ingest.settings import Settings
from pipeline.ingest.tables import glimpse
from pipeline.schemas import conform

COLUMNS = (
    *("Timestamp", "From Bank", "From Account", "To Bank", "To Account"),
    *("Amount Received", "Receiving Currency", "Amount Paid", "Payment Currency"),
    *("Payment Format", "Is Laundering"),
)
ACCOUNTS = (2, 4)  # the columns that the file calls Account, or Account.1
DELIVERED = COLUMNS[:-1]  # the last is truth, which no stage may see
CURRENCIES = {
    "Australian Dollar": "AUD",
    "Bitcoin": "BTC",
    "Brazil Real": "BRL",
    "Canadian Dollar": "CAD",
    "Euro": "EUR",
    "Mexican Peso": "MXN",
    "Ruble": "RUB",
    "Rupee": "INR",
    "Saudi Riyal": "SAR",
    "Shekel": "ILS",
    "Swiss Franc": "CHF",
    "UK Pound": "GBP",
    "US Dollar": "USD",
    "Yen": "JPY",
    "Yuan": "CNY",
}
CHANNELS = {
    "ACH": "wire",
    "Bitcoin": "virtual_asset",
    "Cash": "cash_deposit",
    "Cheque": "cheque",
    "Credit Card": "card",
    "Reinvestment": "internal",
    "Wire": "wire",
}
TIME = r"^(\d{4})/(\d{2})/(\d{2}) (\d{2}:\d{2}(?::\d{2})?)$"
SECONDS = len("2022/09/01 00:06:00")


def recognises(source: Path) -> bool:
    return bool(_tables(source))


def read(source: Path, settings: Settings) -> Iterator[Part]:
    """Transactions with labels, then the accounts, then the labels of accounts."""
    tables = _tables(source)
    if len(tables) != 1:
        raise InputError(
            f"{len(tables)} AMLworld transaction tables in the input. Each is a world "
            "of its own: give the file, or the folder, of one."
        )
    file = tables[0]
    patterns = beside(file, re.sub(r"_Trans\..*", "_Patterns.txt", file.path.name))
    attempts = Attempts(None if patterns == file else patterns, settings)
    book = AccountBook()
    dialect = Dialect(encoding=settings.encoding)
    for rows in read_delimited(file, dialect, settings, COLUMNS):
        known = _transactions(file, rows)
        for account, bank in (
            *(("sender_account", "From Bank"), ("receiver_account", "To Bank")),
        ):
            facts = known.select(
                "source_file", "source_line", account_id=account, institution=bank
            )
            book.add(facts.drop_nulls("account_id"))
        yield {
            "raw_transactions": conform("raw_transactions", known),
            "labels": attempts.labels(known),
        }
    yield from book.parts()
    yield {"labels": attempts.account_labels()}


def _tables(source: Path) -> list[SourceFile]:
    wanted = list(COLUMNS)
    for place in ACCOUNTS:
        wanted[place] = "Account"
    found = []
    for file in source_files(source):
        columns = [re.sub(r"^Account\.\d$", "Account", name) for name in glimpse(file)]
        if columns == wanted:
            found.append(file)
    return found


def _transactions(file: SourceFile, rows: Rows) -> pl.DataFrame:
    """Our columns beside the file's own."""
    differs = pl.any_horizontal(
        pl.col("Amount Received").ne_missing(pl.col("Amount Paid")),
        pl.col("Receiving Currency").ne_missing(pl.col("Payment Currency")),
    )
    fraction_of_yen = pl.col("Payment Currency").eq("Yen") & pl.col(
        "Amount Paid"
    ).str.contains(r"^\d{1,15}\.\d*[1-9]\d*$")
    yen = pl.col("Amount Paid").cast(pl.Float64, strict=False)
    whole_yen = yen.round(0, mode="half_to_even").cast(pl.Int64, strict=False)
    kept = pl.when((differs | fraction_of_yen).fill_null(False)).then(
        pl.struct(DELIVERED).struct.json_encode()
    )
    return rows.frame(pl.all()).with_columns(
        transaction_id=pl.format("{}-{}", pl.lit(file.stem), "source_line"),
        booked_at=_iso("Timestamp"),
        time_precision=pl.when(pl.col("Timestamp").str.len_bytes() == SECONDS)
        .then(pl.lit("second"))
        .otherwise(pl.lit("minute")),
        sender_account=_account("From Bank", "From Account"),
        receiver_account=_account("To Bank", "To Account"),
        amount=pl.when(fraction_of_yen)
        .then(whole_yen.cast(pl.String))
        .otherwise("Amount Paid"),
        amount_status=pl.when(fraction_of_yen)
        .then(pl.lit("approximate"))
        .otherwise(pl.lit("exact")),
        currency=pl.col("Payment Currency").replace(CURRENCIES),
        channel=pl.col("Payment Format").replace(CHANNELS),
        delivered=pl.coalesce("delivered", kept),
    )


def _iso(column: str) -> pl.Expr:
    """ISO 8601 in UTC; anything that is no such time stays as delivered."""
    text = pl.col(column)
    time = text.str.replace(TIME, "${1}-${2}-${3}T${4}")
    full = pl.when(text.str.len_bytes() == SECONDS).then(time)
    return (
        pl.when(text.str.contains(TIME))
        .then(full.otherwise(time + ":00") + "+00:00")
        .otherwise(text)
    )


def _account(bank: str, account: str) -> pl.Expr:
    return pl.format("{}:{}", bank, account)


ADAPTER = Adapter(
    name="amlworld",
    looks_for="a table with AMLworld's eleven columns, Timestamp to Is Laundering",
    recognises=recognises,
    read=read,
)
