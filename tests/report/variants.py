"""The made-up run in other circumstances: one country, none, no payment, later."""

from datetime import timedelta

import polars as pl

from tests.report.conftest import cases_of
from tests.report.made_up import made_up_tables

ENDS = ("sender_country", "receiver_country")


def in_one_country(country: str | None):
    """Every payment and account is in ``country``; null: nobody knows where."""
    tables = made_up_tables()
    code = pl.lit(country)
    tables["transactions"] = tables["transactions"].with_columns(
        code.cast(tables["transactions"].collect_schema()[end]).alias(end)
        for end in ENDS
    )
    accounts = tables["graph_accounts"]
    kind = accounts.collect_schema()["country"]
    tables["graph_accounts"] = accounts.with_columns(country=code.cast(kind))
    return tables


def with_banks(tables):
    """Each account at a bank of its own role's, so that several banks are there."""
    bank = pl.format("Bank {}", pl.col("account_id").str.head(4))
    tables["graph_accounts"] = tables["graph_accounts"].with_columns(institution=bank)
    return tables


def without_payments():
    tables = made_up_tables()
    for name in ("case_transactions", "key_channels", "disruption"):
        tables[name] = tables[name].clear()
    tables["case_members"] = tables["case_members"].with_columns(
        received_cents=pl.lit(0, pl.Int64), sent_cents=pl.lit(0, pl.Int64)
    )
    nothing = pl.lit(None).cast(tables["cases"].collect_schema()["first_at"])
    tables["cases"] = tables["cases"].with_columns(
        *(pl.lit(0, pl.Int64).alias(n) for n in ("transactions", "value_cents")),
        unknown_values=pl.lit(0, pl.Int64),
        first_at=nothing,
        last_at=nothing,
    )
    return tables


def years_later(years: int):
    """Every payment so many times 365 days later."""
    tables = made_up_tables()
    later = pl.col("booked_at") + timedelta(days=365 * years)
    tables["transactions"] = tables["transactions"].with_columns(later)
    return tables


def case_of(tables, case_id="NET-1"):
    return cases_of(tables)[case_id]
