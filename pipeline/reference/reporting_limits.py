"""
Limits from which payments are reported, by jurisdiction and day, in their own currency.

``reporting_thresholds.csv`` holds limits in force, ``reporting_thresholds_history.csv``
earlier ones; provenance by row (VP official text read, VS secondary account, M memory).
Only limits on a single payment that a bank reports by itself are read: on cash and on
payments across a border; and those from which the parties to a transfer are identified.
Limits on goods, borders, occasional customers or a month's sum are not.
"""

from functools import cache
from pathlib import Path

import polars as pl

from pipeline.reference.partial_dates import first_certain_day, last_certain_day

IN_FORCE = Path(__file__).with_name("reporting_thresholds.csv")
HISTORY = Path(__file__).with_name("reporting_thresholds_history.csv")
CASH_KINDS = ("cash", "cash or equivalent")
CROSS_BORDER_KINDS = ("international", "international EFT", "cross-border wire")
# The European Union's figure, in euros, is that of Recommendation 16.
IDENTIFICATION = {
    ("US", "TravelRule"): ("wire", "instant", "money_transfer"),
    ("NL", "objective indicator MVTS"): ("money_transfer",),
    ("FATF", "R.16"): ("wire", "instant", "money_transfer"),
}
LIMIT = ("country", "report", "kind", "limit", "currency", "inclusive", "holder")


@cache
def reporting_limits() -> pl.DataFrame:
    """
    country, report, kind (cash or cross_border), limit, currency, inclusive (whether
    the limit itself is reported), holder (person or organisation; null: both),
    valid_from (null: since ever), valid_to (exclusive, null: still).

    A limit whose own start is not known holds from the end of the one before it. Where
    that end is not known either, it holds from the day it was verified: in between it
    is not known which applied.
    """
    now = _plain(pl.read_csv(IN_FORCE, infer_schema=False))
    then = _plain(pl.read_csv(HISTORY, infer_schema=False))
    past = then.select(
        *LIMIT,
        first_certain_day("from").alias("valid_from"),
        last_certain_day("to").alias("valid_to"),
    ).filter(pl.col("valid_to").is_not_null())
    replaced = then.group_by("country", "report", "kind").agg(
        last_certain_day("to").max().alias("replaced_on"),
        pl.col("to").is_null().any().alias("open_end"),
    )
    current = now.join(replaced, on=["country", "report", "kind"], how="left").select(
        *LIMIT,
        pl.coalesce(
            first_certain_day("effective_from"),
            pl.when("open_end").then(first_certain_day("verified_on")),
            "replaced_on",
        ).alias("valid_from"),
        pl.lit(None, pl.Date).alias("valid_to"),
    )
    return pl.concat([past, current]).sort(LIMIT[0], *LIMIT[2:4], "valid_from")


@cache
def identification_limits() -> pl.DataFrame:
    """
    country (null: wherever no other rule covers the channel), rule, channel, limit,
    currency, inclusive: from which amount a transfer must name its parties.

    A rule whose currency is "USD/EUR" stands twice. Since when is not recorded.
    """
    rules = pl.DataFrame(
        [(*rule, channels) for rule, channels in IDENTIFICATION.items()],
        schema=["iso", "report", "channel"],
        orient="row",
    )
    return (
        pl.read_csv(IN_FORCE, infer_schema=False)
        .join(rules, on=["iso", "report"])
        .select(
            pl.when(pl.col("iso") != "FATF").then("iso").alias("country"),
            pl.col("report").alias("rule"),
            "channel",
            pl.col("amount").cast(pl.Float64).alias("limit"),
            pl.col("ccy").str.split("/").alias("currency"),
            (pl.col("comparison") == ">=").alias("inclusive"),
        )
        .explode("channel")
        .explode("currency")
        .sort("rule", "channel", "currency")
    )


def _plain(rows: pl.DataFrame) -> pl.DataFrame:
    cash = pl.col("kind").is_in(CASH_KINDS)
    abroad = pl.col("kind").is_in(CROSS_BORDER_KINDS)
    return (
        rows.filter(cash | abroad, pl.col("comparison").is_in([">", ">="]))
        .with_columns(
            pl.col("iso").alias("country"),
            pl.when(cash)
            .then(pl.lit("cash"))
            .otherwise(pl.lit("cross_border"))
            .alias("kind"),
            pl.col("amount").cast(pl.Float64).alias("limit"),
            # "USD eq" is a limit in dollars whatever was paid.
            pl.col("ccy").str.slice(0, 3).alias("currency"),
            (pl.col("comparison") == ">=").alias("inclusive"),
            pl.when(pl.col("report").str.ends_with(" person"))
            .then(pl.lit("person"))
            .when(pl.col("report").str.ends_with(" corporate"))
            .then(pl.lit("organisation"))
            .alias("holder"),
        )
        .filter(pl.col("limit") > 0)
    )
