"""
Turnover beyond the profile: far more comes in than the holder's income explains.

Why:      money collected for somebody else passes an account that was opened for wages.
Source:   FFIEC BSA/AML Examination Manual, App. F, activity inconsistent with the
          customer's business; FATF (2002) Guidance for Financial Institutions in
          Detecting Terrorist Financing, Annex 1 (provenance VP). Multiple of income and
          deviation from peers are the catalogue's, which asks for either: here both are
          asked, for a multiple alone finds every sale of a car and every household with
          one account, and a deviation alone whoever is well off. Taken off first: own
          money moved, loans, and the largest payer of one or two sums (something was
          sold or inherited). An account that has much all the time is left out.
Innocent: self-employed people and gig workers in a good season, several things sold to
          several buyers, a spouse's first pay, income that rose since it was declared.
Blind to: accounts without a declared income; those beyond their profile throughout the
          data; sums that are small beside wages, as nearly all published schemes are.

Peers are accounts of one kind, similar activity and age; never of one origin.
"""

from typing import Annotated

import msgspec
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.windows import SLACK, strongest_apart
from pipeline.red_flags.account.income_peers import (
    busy_windows,
    deviations,
    inflow_of,
    usual_cents,
)
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.statements import lines_between

MEASURED = (
    *("income_cents", "received_cents", "one_off_cents", "times_income"),
    *("peer_deviations", "usual_cents", "payers", "span_days"),
)
ONE_OFF = 2  # a deposit and the rest of the price; who pays more often is income


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int,
        msgspec.Meta(ge=28, description="a quarter: a bonus or holiday pay evens out"),
    ] = 90
    min_times_income: Annotated[
        float,
        msgspec.Meta(gt=0, description="catalogue k: three times what is declared"),
    ] = 3.0
    min_peer_deviations: Annotated[
        float,
        msgspec.Meta(ge=0, description="catalogue z: far beyond comparable accounts"),
    ] = 4.0
    min_times_usual: Annotated[
        float,
        msgspec.Meta(
            ge=0, description="guess: twice its other months, else it is always so"
        ),
    ] = 2.0


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    inflow = inflow_of(ledger, limits.window_days)
    if inflow is None:
        return found_nothing(*MEASURED)
    busiest, windows = busy_windows(inflow, limits.min_times_income * SLACK)
    account, start, times_income = windows
    end = start + inflow.window
    apart = strongest_apart(account, start, end, times_income)
    account, start, end = account[apart], start[apart], end[apart]
    if not account.size:
        return found_nothing(*MEASURED)
    lines = lines_between(inflow.side, account, start, end, "in")
    payers = lines.group_by("alert", "other").agg(pl.col("cents").sum(), pl.len())
    one_off = pl.col("cents").filter(pl.col("len") <= ONE_OFF).max().fill_null(0)
    alerts = (
        payers.group_by("alert")
        .agg(
            pl.col("cents").sum().alias("received_cents"),
            one_off.alias("one_off_cents"),
            pl.len().alias("payers"),
        )
        .join(_spans(lines), on="alert")
        .sort("alert")
        .with_columns(
            pl.Series("account", account),
            pl.Series("income_cents", inflow.income[account]),
            pl.Series("usual_cents", usual_cents(ledger, inflow, account, start)),
        )
    )
    kept = alerts["received_cents"] - alerts["one_off_cents"]
    ratio = kept.to_numpy() / (inflow.income[account] * inflow.months)
    alerts = alerts.with_columns(
        pl.Series("times_income", ratio),
        pl.Series(
            "peer_deviations", deviations(ledger, inflow, busiest, account, ratio)
        ),
        kept.alias("kept"),
    )
    return _tell(ledger, alerts, lines, limits)


def _spans(lines: pl.DataFrame) -> pl.DataFrame:
    time = pl.col("time")
    return lines.group_by("alert").agg(span_days=(time.max() - time.min()) / DAY)


def _tell(
    ledger: Ledger, alerts: pl.DataFrame, lines: pl.DataFrame, limits: Thresholds
) -> Found:
    """
    Those beyond income and beyond peers, and beyond their own other months where the
    data show them. Where peers are too few, only the other months can tell.
    """
    usual = pl.col("usual_cents") * limits.min_times_usual * SLACK
    strange = pl.col("peer_deviations") >= limits.min_peer_deviations
    unlike_itself = pl.col("kept") >= usual
    past = pl.col("times_income") / limits.min_times_income
    alerts = alerts.filter(
        pl.col("times_income") >= limits.min_times_income * SLACK,
        pl.coalesce(strange, unlike_itself).fill_null(False),
        unlike_itself.fill_null(True),
    ).with_columns(strength=1 - 0.5**past)
    if alerts.is_empty():
        return found_nothing(*MEASURED)
    alerts = alerts.select("alert", "account", "strength", *MEASURED)
    evidence = lines.join(alerts, on="alert", how="semi")
    return gather(ledger, alerts, evidence.select("alert", "row", "part"))


RED_FLAG = RedFlag(
    id="TF-ACCT-03",
    title="Turnover inconsistent with profile",
    family="account",
    stages=("raise",),
    source="FFIEC BSA/AML Manual App. F; FATF 2002 Guidance for FIs in Detecting TF, "
    "Annex 1",
    provenance="VP",
    weight=0.2,
    graph=False,
    needs=("accounts.declared_monthly_income", "transactions.value_cents"),
    thresholds=Thresholds,
    detect=detect,
    explanation="{payers} payers brought {received_cents} within {window_days}. Even "
    "without the largest single event ({one_off_cents}) it is {times_income} times the "
    "declared income of {income_cents} a month, and {peer_deviations} deviations above "
    "comparable accounts; as many of its other days bring {usual_cents}.",
)
