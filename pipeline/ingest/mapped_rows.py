"""A batch of a bank's own rows → raw transactions, by a mapping."""

from typing import NamedTuple

import polars as pl

from pipeline.ingest.adapter import Rows
from pipeline.ingest.mapped_amounts import canonical_amount
from pipeline.ingest.mapped_ends import OTHER, ends
from pipeline.ingest.mapped_times import booked_at
from pipeline.ingest.mapping import FIELDS, OWN, Amounts, Mapping, as_list
from pipeline.schemas import conform

NAMED = {  # whether the row carried a name, where it does not say so itself
    "sender_named": "sender_name",
    "receiver_named": "receiver_name",
    "named": "name",
    "counterparty_named": "counterparty_name",
}
ASCII_DIGITS = "0123456789"
ZERO = r"^-?0*\.?0*$"
NO_TEXT = pl.lit(None, pl.String)


class Translated(NamedTuple):
    transactions: pl.DataFrame  # raw_transactions
    accounts: pl.DataFrame  # facts, as AccountBook takes them
    parties: pl.DataFrame


def translated(rows: Rows, mapping: Mapping) -> Translated:
    """
    What the mapping makes of a batch of rows.

    A row that the mapping cannot read keeps its text, and ``ingest_error`` says what
    stopped it: the text alone might pass for a value in another notation.
    """
    fields = _with_time(_with_amount(_fields(rows.values, mapping), mapping), mapping)
    known = ends(fields, rows.values, mapping)
    fields = fields.with_columns(column for column in known if column.name in OWN)
    readable = rows.place["ingest_error"].is_null()
    place = rows.place.with_columns(
        pl.coalesce("ingest_error", _problem(fields, mapping)).alias("ingest_error"),
        pl.coalesce("delivered", _as_json(rows.values)).alias("delivered"),
    )
    if "transaction_id" not in mapping.fields:
        own_id = pl.format("{}:{}", "source_file", "source_line")
        fields = fields.with_columns(place.select(transaction_id=own_id))
    kept = fields.select(pl.when(readable).then(name).alias(name) for name in OWN)
    transactions = pl.concat([kept, place], how="horizontal")
    facts = pl.concat([known, place], how="horizontal").filter(readable)
    return Translated(conform("raw_transactions", transactions), *_facts(facts))


def _fields(raw: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Every field of ours as text, vocabularies applied; null where nothing says it."""
    known = {field: _text(mapping, field) for field in mapping.columns}
    known |= {field: pl.lit(value) for field, value in mapping.constants.items()}
    for named, name in NAMED.items():
        if name in known and named not in known:
            given = known[name].is_not_null()
            known[named] = (
                pl.when(given).then(pl.lit("true")).otherwise(pl.lit("false"))
            )
    known.setdefault("amount_status", pl.lit("exact"))  # a bank's booked rows are
    names = list(dict.fromkeys((*FIELDS, *NAMED)))
    told = raw.with_columns(known.get(name, NO_TEXT).alias(name) for name in names)
    return told.select(names)


def _text(mapping: Mapping, field: str) -> pl.Expr:
    columns = [pl.col(header) for header in as_list(mapping.columns[field])]
    text = pl.concat_str(columns, separator=" ", ignore_nulls=True)
    text = text.str.strip_chars() if mapping.file.trim else text
    words = dict(mapping.values.get(field, {}))
    rest = pl.lit(words.pop("*")) if "*" in words else text
    text = text.replace_strict(words, default=rest, return_dtype=pl.String)
    return pl.when(text != "").then(text)


def _with_amount(fields: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """``amount`` without its sign where that means a direction, and ``incoming``."""
    marks, digits = mapping.amounts, mapping.file.digits
    incoming = pl.col("direction").replace_strict(
        {"in": True, "out": False}, default=None, return_dtype=pl.Boolean
    )
    if "amount_in" in mapping.fields:
        fields = fields.with_columns(_of_two_columns(marks, digits))
        incoming = pl.col("incoming")
    read = canonical_amount(pl.col("amount"), marks, digits)
    if marks.sign in ("in_is_positive", "out_is_positive"):
        incoming = read.str.starts_with("-") == (marks.sign == "out_is_positive")
    kept = read if marks.sign == "unsigned" else read.str.strip_prefix("-")
    return fields.with_columns(
        pl.coalesce(kept, "amount").alias("amount"),
        incoming=incoming,
        amount_unread=pl.col("amount").is_not_null() & read.is_null(),
    )


def _of_two_columns(marks: Amounts, digits: str) -> list[pl.Expr]:
    """One amount of the two; both when both say something, which no row may."""
    paid_in, paid_out = pl.col("amount_in"), pl.col("amount_out")
    in_says, out_says = (
        text.is_not_null()
        & canonical_amount(text, marks, digits)
        .str.contains(ZERO)
        .fill_null(False)
        .not_()
        for text in (paid_in, paid_out)
    )
    text = (
        pl.when(in_says & out_says)
        .then(pl.concat_str(paid_in, paid_out, separator=" "))
        .when(in_says)
        .then(paid_in)
        .when(out_says)
        .then(paid_out)
        .otherwise(pl.coalesce(paid_in, paid_out))
    )
    incoming = (
        pl.when(in_says | out_says).then(in_says).otherwise(paid_in.is_not_null())
    )
    return [text.alias("amount"), incoming.alias("incoming")]


def _with_time(fields: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    digits = mapping.file.digits
    text = pl.col("booked_at")
    if not digits.isascii():
        text = text.str.replace_many(list(digits), list(ASCII_DIGITS))
    read = booked_at(text, mapping.times)
    time = fields.select(read.struct.unnest())
    given = fields["booked_at"].is_not_null()
    return fields.with_columns(
        pl.coalesce(time["booked_at"], "booked_at").alias("booked_at"),
        pl.coalesce("time_precision", time["time_precision"]).alias("time_precision"),
        time_unread=given & time["booked_at"].is_null(),
    )


def _problem(fields: pl.DataFrame, mapping: Mapping) -> pl.Series:
    """Why the row is not what the mapping says, the first reason that holds."""
    amount_due = "amount_status" not in mapping.fields
    reasons = {
        "amount_missing": pl.col("amount").is_null() & amount_due,
        "amount_not_as_mapped": pl.col("amount_unread"),
        "direction_not_as_mapped": pl.col("incoming").is_null() & mapping.one_sided,
        "time_not_as_mapped": pl.col("time_unread"),
    }
    found = [pl.when(holds).then(pl.lit(code)) for code, holds in reasons.items()]
    return fields.select(code=pl.coalesce(found))["code"]


def _as_json(raw: pl.DataFrame) -> pl.Series:
    return raw.select(row=pl.struct(pl.all()).struct.json_encode())["row"]


def _facts(known: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each end's account with what its row says of it; a name makes it a party."""
    place = ("source_file", "source_line")
    accounts, parties = [], []
    for end in OTHER:
        account, name = pl.col(f"{end}_account"), pl.col(f"{end}_name")
        told = known.filter(account.is_not_null())
        accounts.append(
            told.select(
                *place,
                account.alias("account_id"),
                pl.col(f"{end}_bank").alias("institution"),
                pl.col(f"{end}_kind").alias("kind"),
                pl.col(f"{end}_country").alias("country"),
                pl.when(name.is_not_null()).then(True).alias("has_party"),
            )
        )
        parties.append(
            told.filter(name.is_not_null()).select(
                *place,
                account.alias("party_id"),
                pl.lit("names").alias("what"),
                name.alias("value"),
            )
        )
    return pl.concat(accounts), pl.concat(parties)
