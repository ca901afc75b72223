"""
Turnover beyond the profile: far more comes in than the holder's income explains.

Why:      money collected for somebody else passes an account that was opened for wages.
Source:   FFIEC BSA/AML Examination Manual, App. F, activity inconsistent with the
          customer's business; FATF (2002) Guidance for Financial Institutions in
          Detecting Terrorist Financing, Annex 1 (provenance VP). Multiple of income and
          deviation from peers are the catalogue's, which asks for either: here both are
          asked, for a multiple alone finds every sale of a car and every household with
          one account, and a deviation alone whoever is well off. Taken off first: own
          money moved, loans, who pays even sums at an even pace (wages, a new job's
          too, pensions, support), and the largest single event: what one payer paid
          once or twice (something was sold or inherited), or his one largest payment (a
          year's fees among monthly support). The catalogue's four deviations are half
          the strength: beside peers of like income, nearer is telling too. An account
          that has much all the time is left out.
Innocent: self-employed people and gig workers in a good season, several things sold to
          several buyers, who collects for a trip, a spouse's first pay.
Blind to: accounts without a declared income; those beyond their profile throughout the
          data; one large sum; money that comes as evenly as pay; sums that are small
          beside wages, as nearly all published schemes are.

Peers are accounts of one kind, similar activity and income; never of one origin.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.windows import SLACK, strongest_apart
from pipeline.red_flags.account.income_peers import (
    besides_pay,
    busy_windows,
    deviations,
    inflow_of,
    usual_cents,
)
from pipeline.red_flags.gather import gather
from pipeline.red_flags.payroll import steady_pairs
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.statements import lines_between

MEASURED = (
    *("income_cents", "received_cents", "one_off_cents", "times_income"),
    *("peer_deviations", "usual_cents", "payers", "span_days"),
)
ONE_OFF = 2  # a deposit and the rest of the price; who pays more often is income
PUBLISHED_DEVIATIONS = 4.0  # catalogue z: far beyond comparable accounts


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
        msgspec.Meta(
            ge=0,
            description="guess: peers alike in income make the catalogue's 4 too much; "
            "one ordinary account in 2,500 then",
        ),
    ] = 1.5
    min_times_usual: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            description="guess: twice its other months, pay and all, else it is usual",
        ),
    ] = 2.0


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    inflow = inflow_of(ledger, limits.window_days)
    if inflow is None:
        return found_nothing(*MEASURED)
    least = limits.min_times_income * SLACK
    busiest, (much, _, _) = busy_windows(inflow, least)
    beside = besides_pay(inflow, np.unique(much))
    _, (account, start, times_income) = busy_windows(beside, least)
    end = start + inflow.window
    apart = strongest_apart(account, start, end, times_income)
    account, start, end = account[apart], start[apart], end[apart]
    lines = lines_between(beside.side, account, start, end, "in")
    pair = ["alert", "other"]
    lines = lines.join(steady_pairs(lines, pair), on=pair, how="anti")
    alerts = _summed(lines.sort("alert", "time", "row"))
    if alerts.is_empty():
        return found_nothing(*MEASURED)
    which = alerts["alert"].to_numpy()
    account, start = account[which], start[which]
    kept = alerts["received_cents"] - alerts["one_off_cents"]
    ratio = kept.to_numpy() / (inflow.income[account] * inflow.months)
    alerts = alerts.with_columns(
        pl.Series("account", account),
        pl.Series("income_cents", inflow.income[account]),
        pl.Series("usual_cents", usual_cents(ledger, inflow, account, start)),
        pl.Series("times_income", ratio),
        pl.Series(
            "peer_deviations", deviations(ledger, inflow, busiest, account, ratio)
        ),
    )
    return _tell(ledger, alerts, lines, limits)


def _summed(lines: pl.DataFrame) -> pl.DataFrame:
    """Of each alert what came, its largest single event, from how many, over what."""
    cents, time = pl.col("cents"), pl.col("time")
    payers = lines.group_by("alert", "other").agg(
        cents.sum(), pl.len(), time.min(), largest=cents.max(), last=time.max()
    )
    few = cents.filter(pl.col("len") <= ONE_OFF).max()
    return (
        payers.group_by("alert")
        .agg(
            received_cents=cents.sum(),
            one_off_cents=pl.max_horizontal(few, pl.col("largest").max()),
            payers=pl.len(),
            span_days=(pl.col("last").max() - time.min()) / DAY,
        )
        .sort("alert")
    )


def _tell(
    ledger: Ledger, alerts: pl.DataFrame, lines: pl.DataFrame, limits: Thresholds
) -> Found:
    """
    Those beyond income and beyond peers, and beyond their own other months where the
    data show them. Where peers are too few, only the other months can tell.
    """
    usual = pl.col("usual_cents") * limits.min_times_usual * SLACK
    deviating = pl.col("peer_deviations")
    unlike_itself = pl.col("received_cents") >= usual
    far = pl.coalesce(
        deviating / PUBLISHED_DEVIATIONS,
        pl.col("times_income") / limits.min_times_income,
    )
    alerts = alerts.filter(
        pl.col("times_income") >= limits.min_times_income * SLACK,
        pl.coalesce(deviating >= limits.min_peer_deviations, unlike_itself).fill_null(
            False
        ),
        unlike_itself.fill_null(True),
    ).with_columns(strength=1 - 0.5**far)
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
    explanation="Besides steady pay, {payers} payers brought {received_cents} within "
    "{window_days}. Even without the largest single event ({one_off_cents}) it is "
    "{times_income} times the declared income of {income_cents} a month, and "
    "{peer_deviations} deviations above comparable accounts; as many of its other days "
    "bring {usual_cents}, pay and all.",
)
