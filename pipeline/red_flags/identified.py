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
    channel, currency, amount, value_cents, country (of the payer), and the two parties.

    ``payer`` and ``payee`` are holders, as principals. The payer of a pooled account is
    null, and ``customer`` whom the payment names instead; one that names nobody is left
    out, and so are payments to oneself.
    """
    rows = (
        ledger.transactions.with_row_index("row")
        .filter(pl.col("channel").is_in(CHANNELS), condition)
        .select(
            *("row", "channel", "currency", "value_cents"),
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
    pooled = pl.Series(commingled(ledger)[sender])
    return rows.with_columns(
        payer=pl.when(~pooled).then(pl.Series(ledger.principals.holder[sender])),
        payee=pl.Series(ledger.principals.holder[receiver]),
        customer=pl.when(pooled).then("customer"),
        country=pl.coalesce("country", ledger.accounts["country"].gather(sender)),
    ).filter(
        pl.any_horizontal(pl.col("payer", "customer").is_not_null()),
        (pl.col("payer") != pl.col("payee")).fill_null(True),
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
    coded = ("country", "channel", "currency")
    rules = rules.with_columns(valued=pl.col("currency") == ledger.base_currency).cast(
        {name: paid.schema[name] for name in coded}
    )
    own = pl.col("currency") == pl.col("currency_limit")
    amount = (
        pl.when(own).then("amount").when("valued").then(pl.col("value_cents") / 100)
    )
    share = pl.col("limit_share")
    return (
        pl.concat(_under_rules(paid.lazy(), rules))
        .with_columns(own=own, limit_share=amount / pl.col("limit"))
        .filter(share >= low, (share < 1) | ((share == 1) & ~pl.col("inclusive")))
        # Its own currency speaks before the value in another one.
        .sort("row", "rule", "own", descending=[False, False, True])
        .unique(["row", "rule"], keep="first", maintain_order=True)
        .drop("own", "inclusive", "valued", "limit", "currency_limit")
        .collect()
    )


def _under_rules(paid: pl.LazyFrame, rules: pl.DataFrame) -> list[pl.LazyFrame]:
    """``paid`` beside the rule of its country, and beside the general one elsewhere."""
    national = rules.lazy().filter(pl.col("country").is_not_null())
    general = rules.lazy().filter(pl.col("country").is_null()).drop("country")
    # The Dutch rule for offices stands beside the general one; the American replaces.
    replaced = national.filter(rule="TravelRule")
    by_country = ["country", "channel"]
    return [
        paid.join(national, on=by_country, suffix="_limit"),
        paid.join(replaced, on=by_country, how="anti").join(
            general, on="channel", suffix="_limit"
        ),
    ]
