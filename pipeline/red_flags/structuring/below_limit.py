"""
Below the limit: one account, several payments a little under what banks must report.

Why:      who wants no report keeps each payment under the limit, and has to repeat it.
Source:   FFIEC BSA/AML Examination Manual, App. F; FATF (2002) Guidance for Financial
          Institutions in Detecting Terrorist Financing, Annex 1 (provenance VP). Limits
          by country and day: pipeline/reference, each with its own provenance. Window,
          band and count are the catalogue's. Added: who avoids a limit has few payments
          of the same kind a little larger or a little smaller than the band, weeks
          before and after; takings and invoices, which spread over all sizes, have
          twice as many there as in it. And what comes from abroad counts by payer: who
          is paid by three others has split nothing.
Innocent: rents, prices and instalments of one size just under a limit, wages paid in
          cash, machines that pay out no more than the limit of a card.
Blind to: payments split over several accounts, branches or people; a few among ordinary
          takings of that size; limits on the sum of a day or a month; countries without
          a known limit; amounts in a currency that is neither the limit's nor the run's
          base currency, or not known exactly.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.counting import amount_between
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.reportable import CASH, NEEDS, beside_limits

MEASURED = (
    *("payments", "mean_limit_share", "total_limit_share", "total_cents"),
    *("near_share", "span_days"),
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
    surround_days: Annotated[
        int,
        msgspec.Meta(
            ge=0, description="a quarter before and after shows what is usual here"
        ),
    ] = 90
    min_near_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="in the band, of all in it and in the bands as wide (in "
            "proportion) next to it: amounts that avoid nothing give about a third",
        ),
    ] = 0.65


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    beside = _beside(ledger, limits)
    near = beside.filter("split").unique(
        ["account", "row"], keep="first", maintain_order=True
    )
    runs = in_crowded_windows(
        near.with_columns(
            pl.Series("earliest", ledger.times.earliest[near["row"]]),
            pl.Series("latest", ledger.times.latest[near["row"]]),
            subject="account",
            who="row",
        ),
        limits.window_days * DAY,
        limits.min_payments,
    )
    if runs.is_empty():
        return found_nothing(*MEASURED)
    alerts = _unusual(_runs(runs), beside, limits)
    shown = runs.select("row", alert="run", part="channel")
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        shown.join(alerts, on="alert", how="semi"),
    )


def _beside(ledger: Ledger, limits: Thresholds) -> pl.DataFrame:
    """
    Payments around a limit: ``near`` if in the band, ``split`` if they may also be
    pieces of one sum, as those of a payer who is alone in this are not.
    """
    low = 1 - limits.band_share
    beside = beside_limits(ledger, low * low * SLACK, 1 / low)
    payer = np.where(
        ledger.rows.receiver[beside["row"]] == beside["account"].to_numpy(),
        ledger.rows.sender[beside["row"]].astype(np.int64),
        -1,
    )
    cash = pl.col("channel").cast(pl.String).is_in(list(CASH))
    near = pl.col("below") & (pl.col("amount") >= low * SLACK * pl.col("limit"))
    return beside.with_columns(
        pl.Series("time", ledger.rows.time[beside["row"]]),
        pl.Series("payer", payer),
        near=near,
    ).with_columns(
        split=near
        & (
            cash
            | (pl.col("payer") < 0)
            | (near.sum().over("account", "payer") >= limits.min_payments)
        )
    )


def _runs(runs: pl.DataFrame) -> pl.DataFrame:
    return (
        runs.group_by("run", "account", maintain_order=True)
        .agg(
            pl.len().alias("payments"),
            pl.col("limit_share").mean().alias("mean_limit_share"),
            pl.col("limit_share").sum().alias("total_limit_share"),
            pl.col("value_cents").sum().alias("total_cents"),
            pl.col("time").min().alias("first"),
            pl.col("time").max().alias("last"),
        )
        .filter(pl.col("total_limit_share") >= 1)
        .with_columns(span_days=(pl.col("last") - pl.col("first")) / DAY)
        .rename({"run": "alert"})
    )


def _unusual(
    runs: pl.DataFrame, beside: pl.DataFrame, limits: Thresholds
) -> pl.DataFrame:
    """Those whose account mostly keeps under the limit where it comes near it."""
    around = limits.surround_days * DAY
    first, last = np.array(runs["first"]) - around, np.array(runs["last"]) + around
    seen = beside.unique(["account", "row"], keep="first", maintain_order=True)
    asked = (runs["account"], first, last)
    counted = [
        amount_between(seen["account"], seen["time"], amount, asked)
        for amount in (seen["near"].cast(pl.Int64), np.ones(seen.height, np.int64))
    ]
    more = pl.col("payments") - limits.min_payments + 1.0
    return (
        runs.with_columns(
            pl.Series("near_share", counted[0] / np.maximum(counted[1], 1)),
        )
        .filter(pl.col("near_share") >= limits.min_near_share)
        .with_columns(strength=(1 - 0.5**more) * pl.col("near_share"))
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
    needs=NEEDS,
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{payments} payments within {span_days} were each a little under the "
        "reporting limit (on average {mean_limit_share} of it) and together "
        "{total_limit_share} of it, {total_cents}. {near_share} of the account's "
        "payments of about that size kept under it."
    ),
)
