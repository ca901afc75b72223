"""Transfers whose parties must be identified from an amount on, by who orders them."""

import polars as pl

from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.commingled import commingled
from pipeline.red_flags.red_flag import Ledger
from pipeline.reference.reporting_limits import identification_limits

CHANNELS = ("wire", "instant", "money_transfer")


def orders(ledger: Ledger, condition: pl.Expr) -> pl.DataFrame:
    """
    Transfers for which ``condition`` holds, across a border or through an office: row,
    channel, currency, amount_status, amount, value_cents, country (of the payer), payer
    and payee as principals.

    Payer is the holder of the account, or the customer whom the payment of a pooled
    account names; without such a name it is nobody's, and left out. So are payments to
    oneself.
    """
    rows = (
        ledger.transactions.with_row_index("row")
        .filter(pl.col("channel").is_in(CHANNELS), condition)
        .select(
            *("row", "channel", "currency", "amount_status", "value_cents"),
            pl.col("amount").cast(pl.Float64),
            country="sender_country",
            customer=pl.coalesce("on_behalf_of", "conductor"),
        )
        .collect()
    )
    office = pl.col("channel") == "money_transfer"
    rows = rows.filter(office | pl.Series(abroad(ledger)[rows["row"]]))
    sender = ledger.rows.sender[rows["row"]]
    receiver = ledger.rows.receiver[rows["row"]]
    holder, names = ledger.principals.holder, ledger.principals.names
    return (
        rows.with_columns(
            payer=pl.when(pl.Series(commingled(ledger)[sender]))
            .then("customer")
            .otherwise(names.gather(holder[sender])),
            payee=names.gather(holder[receiver]),
            country=pl.coalesce("country", ledger.accounts["country"].gather(sender)),
        )
        .drop("customer")
        .filter(pl.col("payer") != pl.col("payee"))
    )


def under_identification(ledger: Ledger, low: float) -> pl.DataFrame:
    """
    Orders of an exact amount from ``low`` times the limit up to it: also rule, and
    limit_share. An order under two rules stands twice. Sorted by row, then rule.
    """
    rules = identification_limits()
    least, most = rules["limit"].min() * low, rules["limit"].max()  # type: ignore[operator] # a number
    near = pl.any_horizontal(
        each.is_between(least, most)
        for each in (pl.col("amount").cast(pl.Float64), pl.col("value_cents") / 100)
    )
    paid = orders(ledger, near & (pl.col("amount_status") == "exact"))
    own = pl.col("currency").cast(pl.String) == pl.col("currency_limit")
    valued = pl.col("currency_limit") == ledger.base_currency
    text = pl.col("country", "channel").cast(pl.String)
    matched = paid.with_columns(text).join(rules, on="channel", suffix="_limit")
    covered = rules.filter(pl.col("country").is_not_null())
    elsewhere = matched.filter(pl.col("country_limit").is_null()).join(
        # The Dutch rule for offices stands beside the general one.
        covered.filter(rule="TravelRule"),
        on=["country", "channel"],
        how="anti",
    )
    there = matched.filter(pl.col("country_limit") == pl.col("country"))
    share = pl.when(own).then(pl.col("amount")).when(valued).then(
        pl.col("value_cents") / 100
    ) / pl.col("limit")
    below = (share < 1) | ((share == 1) & ~pl.col("inclusive"))
    return (
        pl.concat([elsewhere, there])
        .with_columns(own=own, limit_share=share)
        .filter(below, pl.col("limit_share") >= low)
        # Its own currency speaks before the value in another one.
        .sort("row", "rule", "own", descending=[False, False, True])
        .unique(["row", "rule"], keep="first", maintain_order=True)
        .drop("own")
    )
