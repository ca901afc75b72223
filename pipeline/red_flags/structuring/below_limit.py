"""
Below the limit: one account, several payments a little under what banks must report.

Why:      who wants no report keeps each payment under the limit, and has to repeat it.
Source:   FFIEC BSA/AML Examination Manual, App. F; FATF (2002) Guidance for Financial
          Institutions in Detecting Terrorist Financing, Annex 1 (provenance VP). Limits
          by country and day: pipeline/reference, each with its own provenance. Window,
          band and count are our operationalisation.
Innocent: shops and restaurants that bank their takings, car dealers, rents of one size,
          machines that pay out no more than the limit of a card.
Blind to: payments split over several accounts, branches or people; limits on the sum
          of a day or a month; countries without a known limit; amounts in a currency
          that is neither the limit's nor the run's base currency, or not known exactly.
"""

from typing import Annotated

import msgspec
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.reference.codes import WITHHELD
from pipeline.reference.reporting_limits import reporting_limits

# The account that is in front of the counter.
CASH = {"cash_deposit": "receiver", "cash_withdrawal": "sender"}
ACROSS_BORDERS = ("wire", "instant", "money_transfer")
PERSONS = ("personal", "prepaid_card")
ORGANISATIONS = ("business", "npo", "msb", "vasp", "merchant")
MEASURED = (
    *("payments", "mean_limit_share", "total_limit_share", "total_cents"),
    "span_days",
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue W: a week of repetition")
    ] = 7
    band_share: Annotated[
        float,
        msgspec.Meta(gt=0, lt=1, description="catalogue b: this far under the limit"),
    ] = 0.20
    min_payments: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue n: two may be chance")
    ] = 3


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    near = _near_limits(ledger, limits)
    runs = in_crowded_windows(
        near.with_columns(
            pl.Series("earliest", ledger.times.earliest[near["row"]]),
            pl.Series("latest", ledger.times.latest[near["row"]]),
            pl.Series("time", ledger.rows.time[near["row"]]),
            subject="account",
            who="row",
        ),
        limits.window_days * DAY,
        limits.min_payments,
    )
    if runs.is_empty():
        return found_nothing(*MEASURED)
    alerts = (
        runs.group_by("run", "account", maintain_order=True)
        .agg(
            pl.len().alias("payments"),
            pl.col("limit_share").mean().alias("mean_limit_share"),
            pl.col("limit_share").sum().alias("total_limit_share"),
            pl.col("value_cents").sum().alias("total_cents"),
            ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days"),
        )
        .filter(pl.col("total_limit_share") >= 1)
        .with_columns(
            strength=1 - 0.5 ** (pl.col("payments") - limits.min_payments + 1.0)
        )
        .rename({"run": "alert"})
    )
    shown = runs.select("row", alert="run", part="channel")
    return gather(ledger, alerts, shown.join(alerts, on="alert", how="semi"))


def _near_limits(ledger: Ledger, limits: Thresholds) -> pl.DataFrame:
    """account, row, channel, value_cents and limit_share, one side after the other."""
    rows = _reportable(ledger)
    known = reporting_limits().cast(
        {"country": rows.schema["sender_country"], "currency": rows.schema["currency"]}
    )
    near = [
        _near(ledger, limits, _at_counter(ledger, rows, side), known)
        for side in ("sender", "receiver")
    ]
    return (
        pl.concat(near)
        .sort("account", "row", "limit")
        .unique(["account", "row"], keep="first", maintain_order=True)
    )


def _near(
    ledger: Ledger, limits: Thresholds, rows: pl.DataFrame, known: pl.DataFrame
) -> pl.DataFrame:
    amount = (
        pl.when(pl.col("currency") == pl.col("currency_limit"))
        .then(pl.col("amount"))
        .when(pl.col("currency_limit").cast(pl.String) == ledger.base_currency)
        .then(pl.col("value_cents") / 100)
    )
    below = (amount < pl.col("limit")) | (
        (amount == pl.col("limit")) & ~pl.col("inclusive")
    )
    return (
        rows.lazy()
        .join(known.lazy(), on=["country", "kind"], suffix="_limit")
        .filter(
            below & (amount >= (1 - limits.band_share) * pl.col("limit")),
            (pl.col("valid_from") <= pl.col("day")).fill_null(True),
            (pl.col("valid_to") > pl.col("day")).fill_null(True),
            pl.col("holder_limit").is_null()
            | (pl.col("holder_limit") == pl.col("holder")),
        )
        .with_columns(limit_share=amount / pl.col("limit"))
        .select("account", "row", "channel", "value_cents", "limit_share", "limit")
        .collect()
    )


def _reportable(ledger: Ledger) -> pl.DataFrame:
    """Payments of a kind that is reported, with an exact amount."""
    ends = pl.col("sender_country", "receiver_country").cast(pl.String)
    abroad = pl.col("sender_country") != pl.col("receiver_country")
    cash = pl.col("channel").is_in(list(CASH))
    moved = pl.col("channel").is_in(ACROSS_BORDERS) & abroad
    moved &= pl.all_horizontal(ends != WITHHELD)
    return (
        ledger.transactions.with_row_index("row")
        .filter(cash | moved, pl.col("amount_status") == "exact")
        .select(
            *("row", "value_cents", "channel", "currency"),
            *("sender_country", "receiver_country"),
            pl.col("amount").cast(pl.Float64),
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


RED_FLAG = RedFlag(
    id="TF-STRUCT-01",
    title="Just-below-threshold series",
    family="structuring",
    stages=("raise", "move"),
    source=(
        "FFIEC BSA/AML Manual App. F; "
        "FATF 2002 Guidance for FIs in Detecting TF, Annex 1"
    ),
    provenance="VP",
    weight=0.3,
    graph=False,
    needs=(
        f"transactions.channel={'|'.join((*CASH, *ACROSS_BORDERS))}",
        "transactions.amount",
        "accounts.country or transactions.sender_country or "
        "transactions.receiver_country",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{payments} payments within {span_days} were each a little under the "
        "reporting limit (on average {mean_limit_share} of it) and together "
        "{total_limit_share} of it, {total_cents}."
    ),
)
