"""
Payments that banks must report or identify, beside the limit that applied to them.

A limit counts on the day and in the country of the account in front of the counter, in
its own currency: an amount in that currency is taken as it is, another one by its value
in base currency where that is the limit's.
"""

from functools import cache

import polars as pl

from pipeline.red_flags.red_flag import Ledger
from pipeline.reference.codes import WITHHELD
from pipeline.reference.reporting_limits import reporting_limits

# The account that is in front of the counter.
CASH = {"cash_deposit": "receiver", "cash_withdrawal": "sender"}
ACROSS_BORDERS = ("wire", "instant", "money_transfer")
PERSONS = ("personal", "prepaid_card")
ORGANISATIONS = ("business", "npo", "msb", "vasp", "merchant")
NEEDS = (
    f"transactions.channel={'|'.join((*CASH, *ACROSS_BORDERS))}",
    "transactions.amount",
    "accounts.country or transactions.sender_country or transactions.receiver_country",
)


def beside_limits(
    ledger: Ledger,
    low: float,
    high: float,
    channels: tuple[str, ...] = (*CASH, *ACROSS_BORDERS),
) -> pl.DataFrame:
    """
    Payments of exact amounts from ``low`` to ``high`` times a limit that applied:
    account (in front of the counter), row, channel, value_cents, amount (in the limit's
    currency), limit, below (the limit itself would not be reported, or it is less),
    limit_share, and group: accounts under the same limit.

    ``high`` is exclusive. Sorted by account, row, limit; a payment under two limits
    stands twice.
    """
    rows = _reportable(ledger, channels)
    known = _limits().cast(
        {"country": rows.schema["sender_country"], "currency": rows.schema["currency"]}
    )
    sides = (_at_counter(ledger, rows, side) for side in ("sender", "receiver"))
    near = pl.concat(_near(ledger, mine, known, low, high) for mine in sides)
    # A payment to oneself across a border stands on both sides.
    return near.unique(["account", "row", "limit"]).sort("account", "row", "limit")


@cache
def _limits() -> pl.DataFrame:
    return reporting_limits().with_row_index("group")


def _near(
    ledger: Ledger, rows: pl.DataFrame, known: pl.DataFrame, low: float, high: float
) -> pl.DataFrame:
    amount = (
        pl.when(pl.col("currency") == pl.col("currency_limit"))
        .then(pl.col("paid"))
        .when(pl.col("currency_limit").cast(pl.String) == ledger.base_currency)
        .then(pl.col("value_cents") / 100)
    )
    return (
        rows.lazy()
        .join(known.lazy(), on=["country", "kind"], suffix="_limit")
        .with_columns(amount=amount)
        .filter(
            pl.col("amount") >= low * pl.col("limit"),
            pl.col("amount") < high * pl.col("limit"),
            (pl.col("valid_from") <= pl.col("day")).fill_null(True),
            (pl.col("valid_to") > pl.col("day")).fill_null(True),
            pl.col("holder_limit").is_null()
            | (pl.col("holder_limit") == pl.col("holder")),
        )
        .select(
            *("account", "row", "channel", "value_cents", "amount", "limit", "group"),
            below=(pl.col("amount") < pl.col("limit"))
            | ((pl.col("amount") == pl.col("limit")) & ~pl.col("inclusive")),
            limit_share=pl.col("amount") / pl.col("limit"),
        )
        .collect()
    )


def _reportable(ledger: Ledger, channels: tuple[str, ...]) -> pl.DataFrame:
    """Payments of a kind that is reported, with an exact amount."""
    ends = pl.col("sender_country", "receiver_country").cast(pl.String)
    abroad = pl.col("sender_country") != pl.col("receiver_country")
    cash = pl.col("channel").is_in(list(CASH))
    moved = pl.col("channel").is_in(ACROSS_BORDERS) & abroad
    moved &= pl.all_horizontal(ends != WITHHELD)
    return (
        ledger.transactions.with_row_index("row")
        .filter(
            pl.col("channel").is_in(channels),
            cash | moved,
            pl.col("amount_status") == "exact",
        )
        .select(
            *("row", "value_cents", "channel", "currency"),
            *("sender_country", "receiver_country"),
            pl.col("amount").cast(pl.Float64).alias("paid"),
            pl.col("booked_at").dt.date().alias("day"),
            pl.when(cash)
            .then(pl.lit("cash"))
            .otherwise(pl.lit("cross_border"))
            .alias("kind"),
        )
        .collect()
    )


def _at_counter(ledger: Ledger, rows: pl.DataFrame, side: str) -> pl.DataFrame:
    """Those of ``rows`` that the bank of ``side`` reports: its account and country."""
    counter = pl.col("channel").cast(pl.String).replace_strict(CASH, default=side)
    mine = rows.filter(counter == side)
    account = getattr(ledger.rows, side)[mine["row"]]
    own = ledger.accounts.select(
        "country",
        pl.when(pl.col("kind").is_in(PERSONS))
        .then(pl.lit("person"))
        .when(pl.col("kind").is_in(ORGANISATIONS))
        .then(pl.lit("organisation"))
        .alias("holder"),
    )[account]
    return mine.with_columns(
        pl.Series("account", account),
        own["holder"],
        country=pl.coalesce(own["country"], f"{side}_country"),
    )
