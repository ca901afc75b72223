"""
What an account's declared income and credit limit are in the base currency.

Both are stated in the currency of the account. The only rates used are those that the
transactions themselves carry: of each currency the median of value ÷ amount over its
exact amounts. So no rate comes from outside the data; a currency that no transaction is
in has none, and what is stated in it is unknown. An account whose own currency is not
known states its sums in the one currency of the data, if there is only one.
"""

import polars as pl

from pipeline.red_flags.red_flag import Ledger


def declared_income_cents(ledger: Ledger) -> pl.Series:
    """Of each account number the declared monthly income; null where unknown."""
    return _in_cents(ledger, "declared_monthly_income")


def credit_limit_cents(ledger: Ledger) -> pl.Series:
    """Of each account number the credit limit; null where unknown."""
    return _in_cents(ledger, "credit_limit")


def cents_per_unit(ledger: Ledger) -> pl.DataFrame:
    """currency, cents_per_unit: cents of the base currency for one of each currency."""
    return (
        ledger.transactions.filter(
            pl.col("amount_status") == "exact",
            pl.col("value_cents") > 0,
            pl.col("amount") > 0,
        )
        .group_by(pl.col("currency").cast(pl.String))
        .agg(
            (pl.col("value_cents") / pl.col("amount").cast(pl.Float64))
            .median()
            .alias("cents_per_unit")
        )
        .sort("currency")
        .collect()
    )


def _in_cents(ledger: Ledger, column: str) -> pl.Series:
    stated = ledger.accounts.select(
        pl.col(column).cast(pl.Float64).alias("sum"),
        pl.col("currency").cast(pl.String),
    )
    if stated["sum"].null_count() == stated.height:
        return pl.Series(column, [None], pl.Int64).new_from_index(0, stated.height)
    rates = cents_per_unit(ledger)
    only = rates["currency"][0] if rates.height == 1 else None
    return (
        stated.with_columns(pl.col("currency").fill_null(pl.lit(only, pl.String)))
        .join(rates, on="currency", how="left", maintain_order="left")
        .select((pl.col("sum") * pl.col("cents_per_unit")).round().cast(pl.Int64))
        .to_series()
        .alias(column)
    )
