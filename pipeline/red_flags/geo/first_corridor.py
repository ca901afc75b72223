"""
First corridor: an account begins to pay a new country, and more than it ever paid.

Why:      a change of behaviour shows before its reason does: savings are sent ahead of
          a journey, or a sender has found a new receiver.
Source:   FINTRAC (2022), Operational Alert FINTRAC-2022-OA001; AUSTRAC (2014),
          Terrorism Financing in Australia, App. A: change in behaviour (provenance M:
          from memory, check before quoting). Days and the multiple of the median month
          are the catalogue's. Its 365 days without the country are all that the data
          reach back, at least half of them, or a year of data could show nothing.
          Changed: only countries that were then a relay, of conflict or beside one, or
          on a FATF list, for most new corridors are a house, a school or a supplier
          elsewhere; only transfers, for holidays are paid by card and cash; only to
          strangers; and of a single payment half as much again is asked, for an account
          that is hardly used doubles its month by one gift.
Innocent: migration to such a country through somebody else's account, a new supplier
          there, a house paid in parts. Charities go where the need is and do not count.
Blind to: corridors older than the data, accounts younger than half a year or without a
          payment in most months, unknown values, countries withheld or unknown.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.windows import SLACK, between, within
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.conflict import at_transit_hub, listed_then
from pipeline.red_flags.gather import gather
from pipeline.red_flags.geo.corridors import (
    corridors,
    in_transfers,
    opened_by,
    risk_weights,
    seen_since,
    strangers,
)
from pipeline.red_flags.observed import span_of
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

GIFT = 1.5  # times more is asked of what may be one
MONTHS = 12  # of 30 days, before the corridor opened: the catalogue's year
MEASURED = (
    *("payments", "receivers", "total_cents", "median_month_cents", "times_median"),
    "span_days",
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: sums of the corridor's first")
    ] = 30
    min_times_median: Annotated[
        float, msgspec.Meta(ge=0, description="catalogue: of what a median month pays")
    ] = 2.0
    min_payments: Annotated[
        int,
        msgspec.Meta(ge=1, description="guess: fewer is a gift, unless it is larger"),
    ] = 2
    min_history_days: Annotated[
        int,
        msgspec.Meta(
            ge=0, description="half the catalogue's year without that country"
        ),
    ] = 180


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    paid = _first_month(ledger, limits)
    if paid.is_empty():
        return found_nothing(*MEASURED)
    row = paid["row"].to_numpy()
    paid = paid.with_columns(
        pl.Series("time", ledger.rows.time[row]),
        pl.Series("cents", ledger.rows.cents[row]),
        alert=pl.col("account").cast(pl.Int64) * 1_000 + pl.col("country"),
    )
    alerts = paid.group_by("alert", "account", maintain_order=True).agg(
        payments=pl.len(),
        receivers=pl.col("stranger").n_unique(),
        total_cents=pl.col("cents").sum(),
        span_days=(pl.col("time").max() - pl.col("time").min()) / DAY,
        opened=pl.col("opened").min(),
    )
    alerts = _beside_median(ledger, alerts)
    few = pl.when(pl.col("payments") < limits.min_payments).then(GIFT).otherwise(1.0)
    asked = limits.min_times_median * few
    alerts = alerts.filter(pl.col("times_median") >= asked * SLACK)
    least = max(limits.min_times_median, 1.0)
    alerts = alerts.with_columns(
        strength=(1 - 0.5 * least / pl.col("times_median")).clip(0)
    )
    evidence = paid.join(alerts, on="alert", how="semi")
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        evidence.select("alert", "row", part=pl.lit("new corridor")),
    )


def _first_month(ledger: Ledger, limits: Thresholds) -> pl.DataFrame:
    """
    Transfers of known value to strangers in a corridor's first days: row, account,
    stranger, country, and when it was opened (seconds).
    """
    beside = ledger.conflict_areas.filter(pl.col("kind") == "border_area")
    risk = risk_weights(ledger) > 0
    for place, end in enumerate(("sender", "receiver")):
        risk[place] |= at_transit_hub(ledger, end) | listed_then(ledger, end, beside)
    paid = corridors(ledger, risk).filter("sends")
    if paid.is_empty():
        return paid
    row = paid["row"].to_numpy()
    account = paid["account"].to_numpy()
    opened = opened_by(ledger, paid)
    new = ledger.times.earliest[row] - opened <= limits.window_days * DAY
    quiet = limits.min_history_days * DAY + span_of(ledger).imprecision
    new &= opened - seen_since(ledger)[account] >= quiet
    new &= ~commingled(ledger, SHOP, "npo")[account] & (ledger.rows.cents[row] > 0)
    kept = paid.with_columns(opened=pl.Series(opened)).filter(pl.Series(new))
    return strangers(ledger, in_transfers(ledger, kept), again=True)


def _beside_median(ledger: Ledger, alerts: pl.DataFrame) -> pl.DataFrame:
    """With the account's median month before ``opened``; without one, left out."""
    account = alerts["account"].to_numpy().astype(np.int64)
    opened = alerts["opened"].to_numpy().astype(np.int64)
    since = seen_since(ledger)[account]
    sent = ledger.valued.sent
    months = []
    for month in range(1, MONTHS + 1):
        first = opened - month * 30 * DAY
        paid = within(sent.cents, *between(sent, account, first, first + 30 * DAY - 1))
        months.append(
            pl.Series(f"month_{month}", paid).set(pl.Series(first < since), None)
        )
    median = pl.DataFrame(months).select(
        pl.concat_list(pl.all()).list.drop_nulls().list.median()
    )
    return (
        alerts.with_columns(median_month_cents=median.to_series())
        .filter(pl.col("median_month_cents") > 0)
        .with_columns(times_median=pl.col("total_cents") / pl.col("median_month_cents"))
    )


RED_FLAG = RedFlag(
    id="TF-GEO-05",
    title="First-ever corridor spike",
    family="geo",
    stages=("move",),
    source=(
        "FINTRAC Operational Alert TAF FINTRAC-2022-OA001; "
        "AUSTRAC Typologies 2014 App. A / 2015 FTF methodology brief"
    ),
    provenance="M",
    weight=0.2,
    graph=False,
    needs=(
        "transactions.receiver_country or accounts.country",
        "transactions.value_cents",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "This account had not dealt with that country before; then it sent there "
        "{total_cents} in {payments} payments within {span_days}, {times_median} times "
        "what it pays in a median month ({median_month_cents})."
    ),
)
