"""
Pre-travel liquidation: what a person owns or can borrow becomes cash before a journey.

Why:      who does not mean to come back empties accounts, sells what can be sold,
          borrows what is lent, and takes cash along.
Source:   FATF (2015), Emerging Terrorist Financing Risks, foreign terrorist fighters;
          AUSTRAC, Typologies 2014, App. A, and its methodology brief on foreign
          terrorist fighters of 2015 (provenance VS). Days, share left, utilisation and
          share of cash are the catalogue's. Improved: a holder's accounts count
          together; two of three ways of raising money are asked for (accounts emptied,
          credit drawn, things sold), as many have no credit; and the cash must be far
          more than the holder usually draws, so that nobody who lives on cash fires.
          Where the journey ends where risk is, or in a relay of its time, one way will
          do: a loan, or sales and loans that make up half of the cash. Elsewhere it
          counts half, for people move and marry in every country. Firms that lend are
          known by their texts.
Innocent: divorces, families who carry gifts home in cash, people who move where banks
          are few. Emigrants who wire their savings to themselves and holidays paid by
          card are told apart by the share of cash.
Blind to: journeys that no fare and no use abroad shows, people never seen before, cash
          taken over months, money handed to others, the first month of the data. What
          an account held before the data is taken as little as can be: it may look
          empty and not be, and savings that were there before show as nothing raised.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.windows import SLACK, strongest_apart
from pipeline.red_flags.account.departures import departures, with_usual
from pipeline.red_flags.account.raised import raised_before, statement
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("cash_cents", "cash_share", "usual_cash_cents", "ways", "left_share"),
    *("borrowed_cents", "utilised_share", "sold_cents", "uses_at_risk", "days_before"),
)
AFTER_DAYS = 7  # cash may be drawn after the ticket is bought, and on arrival
ELSEWHERE = 0.5  # of the strength: no risk is known where the journey leads


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: six weeks before the journey")
    ] = 45
    max_left_share: Annotated[
        float, msgspec.Meta(ge=0, lt=1, description="catalogue: 5 % may stay behind")
    ] = 0.05
    min_utilised_share: Annotated[
        float, msgspec.Meta(gt=0, le=1, description="catalogue: half of a limit drawn")
    ] = 0.5
    min_cash_share: Annotated[
        float,
        msgspec.Meta(gt=0, le=1, description="catalogue: of all paid beyond the usual"),
    ] = 0.6
    min_times_usual_cash: Annotated[
        float,
        msgspec.Meta(ge=1, description="guess: holiday money is about twice the usual"),
    ] = 3.0
    min_cash_cents: Annotated[
        int, msgspec.Meta(ge=1, description="lowest published sum carried: 500")
    ] = 50_000
    min_ways: Annotated[
        int,
        msgspec.Meta(
            ge=1, le=3, description="emptied, borrowed, sold: one is what households do"
        ),
    ] = 2
    min_raised_share: Annotated[
        float,
        msgspec.Meta(
            gt=0,
            description="guess: where risk is, of the cash: loans and sales",
        ),
    ] = 0.5
    min_usual_days: Annotated[
        int, msgspec.Meta(ge=1, description="a month has one pay day: what is usual")
    ] = 30


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    if not ledger.graph.n_transactions:
        return found_nothing(*MEASURED)
    leaves = departures(ledger)
    windows = leaves.select(
        "holder",
        "at_risk",
        sign="row",
        start=pl.col("earliest") - limits.window_days * DAY,
        end=pl.col("latest") + AFTER_DAYS * DAY,
        departs="earliest",
    )
    usual = limits.min_times_usual_cash * SLACK * pl.col("usual_cash_cents")
    windows = with_usual(ledger, windows, "cash_cents").filter(
        pl.col("cash_cents") >= limits.min_cash_cents,
        pl.col("cash_cents") >= usual,
        pl.col("usual_days") >= limits.min_usual_days,
    )
    more = pl.col("cash_cents") - pl.col("usual_cash_cents")
    spent_more = pl.col("out_cents") - pl.col("usual_out_cents")
    windows = (
        with_usual(ledger, windows, "out_cents")
        .with_columns(cash_share=more / pl.max_horizontal(spent_more, more))
        .filter(pl.col("cash_share") >= limits.min_cash_share * SLACK)
    )
    if windows.is_empty():
        return found_nothing(*MEASURED)
    windows = windows.sort("holder", "departs", "sign").with_row_index("alert")
    lines = statement(ledger, windows)
    first = pl.col("time").filter(part="cash drawn").min().alias("first")
    alerts = (
        windows.join(lines.group_by("alert").agg(first), on="alert")
        .join(raised_before(ledger, windows, lines), on="alert")
        .with_columns(_ways(limits))
        .filter((pl.col("ways") >= limits.min_ways) | _enough_where_risk_is(limits))
    )
    if alerts.is_empty():
        return found_nothing(*MEASURED)
    strength = pl.col("cash_share") * (1 + pl.col("ways")) / 3
    place = pl.when("at_risk").then(1.0).otherwise(ELSEWHERE)
    alerts = alerts.with_columns(strength=(strength.clip(0, 1) * place))
    alerts = alerts.sort("holder", "start", "alert")
    holder, start, end = (
        np.array(alerts[name], np.int64) for name in ("holder", "start", "end")
    )
    apart = strongest_apart(holder, start, end, np.array(alerts["strength"]))
    return _tell(ledger, alerts.filter(pl.Series(apart)), lines)


def _ways(limits: Thresholds) -> pl.Expr:
    """How many of emptied, borrowed, sold."""
    emptied = pl.col("left_share") <= limits.max_left_share / SLACK
    sold = pl.col("sold_cents") >= limits.min_cash_cents
    each = (emptied, _borrowed(limits), sold)
    return pl.sum_horizontal(way.cast(int) for way in each).alias("ways")


def _borrowed(limits: Thresholds) -> pl.Expr:
    used = pl.col("utilised_share") >= limits.min_utilised_share * SLACK
    return (pl.col("borrowed_cents") >= limits.min_cash_cents) | used


def _enough_where_risk_is(limits: Thresholds) -> pl.Expr:
    """Whether a journey to risk was paid by a loan, or mostly by what was raised."""
    raised = pl.col("borrowed_cents") + pl.col("sold_cents")
    mostly = raised >= limits.min_raised_share * SLACK * pl.col("cash_cents")
    return pl.col("at_risk") & (_borrowed(limits) | mostly)


def _tell(ledger: Ledger, alerts: pl.DataFrame, lines: pl.DataFrame) -> Found:
    shown = lines.drop_nulls("part").join(alerts, on="alert", how="semi")
    most = shown.filter(part="cash drawn").group_by("alert", "account")
    most_cash = most.agg(pl.col("cents").sum()).sort(
        "alert", "cents", "account", descending=[False, True, False]
    )
    alerts = (
        alerts.join(most_cash.unique("alert", keep="first").drop("cents"), on="alert")
        .with_columns(
            uses_at_risk=pl.col("at_risk").cast(int),
            days_before=(pl.col("departs") - pl.col("first")).clip(0) / DAY,
        )
        .sort("alert")
    )
    sign = alerts.select("alert", row="sign", part=pl.lit("sign of travel"))
    evidence = pl.concat([sign, shown.select("alert", "row", "part")])
    alerts = alerts.select("alert", "account", "strength", *MEASURED)
    return gather(ledger, alerts, evidence)


RED_FLAG = RedFlag(
    id="TF-ACCT-06",
    title="Pre-travel liquidation",
    family="account",
    stages=("raise", "use"),
    source="FATF 2015 Emerging TF Risks; AUSTRAC Typologies 2014 App. A / 2015 FTF "
    "methodology brief",
    provenance="VS",
    weight=0.4,
    graph=False,
    needs=(
        "transactions.channel=cash_withdrawal",
        "transactions.merchant_category or transactions.purpose or "
        "transactions.receiver_country or accounts.country",
        "transactions.value_cents",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="In the {window_days} before a journey {cash_cents} were drawn in cash "
    "(usual: {usual_cash_cents}), {cash_share} of all paid beyond the usual. Borrowed: "
    "{borrowed_cents}, sold or given: {sold_cents}, left: {left_share}.",
)
