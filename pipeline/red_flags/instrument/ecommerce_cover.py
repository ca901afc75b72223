"""
E-commerce cover: money for "goods", again and again from the same few, never posted.

Why:      a purchase explains a payment from a stranger, and a marketplace or a payment
          service asks no further.
Source:   FATF (2015), Emerging Terrorist Financing Risks, internet payment services;
          Egmont Group and UNODC casework (provenance M: from memory, check before
          quoting). The catalogue has two payments or more, no listings and no shipping
          in 90 days. Improved: payers come back, where private buyers come once; they
          are few, as in published cases; the money is a good part of what the account
          gets; and it is a matter of months, where a trade goes on for years. In the
          published case (US v. Elshinawy, as reported) related firms abroad paid, six
          times in three months: transfers of such a size by firms of other countries
          count whatever else they trade in, all of them once one says goods.
Innocent: a craftsman or farmer without a business account who begins to supply one
          shop and delivers himself, things sold to one friend in parts, a hobby sale
          whose postage is paid in cash, who lately works for a firm abroad that writes
          "goods" on what it pays (whoever has done so for longer has a trade).
Blind to: purposes none of which says goods, words of other languages, firms as sellers,
          accounts outside the data, payments out under such a cover, two payments.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.gather import gather
from pipeline.red_flags.instrument.private_sales import (
    NEEDS,
    paid_by_a_market,
    paid_by_firms_abroad,
    posted_between,
    private_sales,
)
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.statements import moved_between

MEASURED = (
    *("payments", "payers", "goods_cents", "received_share", "repeat_share"),
    *("span_days", "posted"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: no listing, no shipping in it")
    ] = 90
    min_payments: Annotated[
        int,
        msgspec.Meta(
            ge=2, description="the catalogue has 2, which is a price in two parts"
        ),
    ] = 3
    max_payers: Annotated[
        int, msgspec.Meta(ge=1, description="published: 1 to 5; sellers have many")
    ] = 5
    max_sellers: Annotated[
        int,
        msgspec.Meta(
            ge=1, description="who pays more people for goods is a market or a trader"
        ),
    ] = 10
    min_repeat_share: Annotated[
        float,
        msgspec.Meta(ge=0, le=1, description="of payments: from payers who come back"),
    ] = 0.5
    min_received_share: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=1, description="of all received in the window: beside a wage"
        ),
    ] = 0.25
    max_trade_days: Annotated[
        int,
        msgspec.Meta(
            ge=1, description="published: 60 to 120; what goes on longer is a trade"
        ),
    ] = 180
    min_firm_cents: Annotated[
        int,
        msgspec.Meta(
            ge=0, description="published payments 500 to 3,000; firms refund less"
        ),
    ] = 50_000
    max_posted_share: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=1, description="parcels to payments; published covers: up to 0.3"
        ),
    ] = 0.3
    shipping_days: Annotated[
        int, msgspec.Meta(ge=0, description="time to post the last thing sold")
    ] = 14


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    sold = pl.concat(
        [
            private_sales(ledger, limits.max_sellers).with_columns(firm=pl.lit(False)),
            paid_by_firms_abroad(ledger).with_columns(firm=pl.lit(True)),
        ]
    ).unique("row", keep="first", maintain_order=True)
    large = pl.col("cents") >= limits.min_firm_cents
    sold = _no_trade(sold, limits).filter(~pl.col("firm") | large)
    sold = sold.filter(~pl.Series(paid_by_a_market(ledger)[sold["account"]]))
    runs = in_crowded_windows(
        sold.with_columns(subject="account", who="row"),
        limits.window_days * DAY,
        limits.min_payments,
    )
    if runs.is_empty():
        return found_nothing(*MEASURED)
    alerts = _measured(ledger, runs, limits)
    evidence = runs.select("row", alert="run", part=pl.lit("goods"))
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        evidence.join(alerts, on="alert", how="semi"),
    )


def _no_trade(sold: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """Sales of accounts that sell to few, and not for long."""
    lasts = pl.col("earliest").max() - pl.col("latest").min()
    short = sold.group_by("account").agg(
        pl.col("payer").n_unique(), lasts.alias("seconds")
    )
    short = short.filter(
        pl.col("payer") <= limits.max_payers,
        pl.col("seconds") <= limits.max_trade_days * DAY,
    )
    return sold.join(short, on="account", how="semi", maintain_order="left")


def _measured(ledger: Ledger, runs: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    back = pl.len().over("run", "payer") > 1
    found = (
        runs.with_columns(back=back)
        .group_by("run", "account", maintain_order=True)
        .agg(
            pl.len().alias("payments"),
            pl.col("payer").n_unique().alias("payers"),
            pl.col("cents").sum().alias("goods_cents"),
            pl.col("back").mean().alias("repeat_share"),
            pl.col("time").min().cast(pl.Int64).alias("first"),
            pl.col("time").max().cast(pl.Int64).alias("last"),
            pl.col("earliest").min().alias("start"),
            pl.col("latest").max().alias("end"),
        )
    )
    window = limits.window_days * DAY
    account, first, last = (
        np.array(found[name], np.int64) for name in ("account", "first", "last")
    )
    # A few payments in one week are compared with the window that they close.
    since = np.minimum(first, last - window)
    _, received = moved_between(ledger.valued.received, account, since, last)
    posted = posted_between(
        ledger,
        found.with_columns(end=pl.col("end") + limits.shipping_days * DAY),
    )
    more = 1 - 0.5 ** (pl.col("payments") - limits.min_payments + 1.0)
    share = limits.min_received_share * SLACK
    return (
        found.with_columns(
            received_share=pl.col("goods_cents") / pl.Series(received),
            span_days=(pl.col("last") - pl.col("first")) / DAY,
            posted=posted,
            alert="run",
        )
        .filter(
            pl.col("posted") <= limits.max_posted_share / SLACK * pl.col("payments"),
            pl.col("repeat_share") >= limits.min_repeat_share * SLACK,
            pl.col("received_share") >= share,
        )
        .with_columns(strength=more * (0.5 + pl.col("received_share") / 2))
    )


RED_FLAG = RedFlag(
    id="TF-PAY-01",
    title="E-commerce cover",
    family="instrument",
    stages=("move",),
    source="FATF 2015 Emerging TF Risks; Egmont Group / UNODC casework",
    provenance="M",
    weight=0.3,
    graph=False,
    needs=("transactions.purpose", "transactions.value_cents", NEEDS),
    thresholds=Thresholds,
    detect=detect,
    explanation="{payments} payments called goods, {goods_cents} from {payers} payers "
    "within {span_days}: {received_share} of what the account received. "
    "{repeat_share} are from payers who came back; parcels posted meanwhile: {posted}.",
)
