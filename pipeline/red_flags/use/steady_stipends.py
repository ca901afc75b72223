"""
Steady stipends: one account pays many people the same, month after month, as if staff.

Why:      an organisation keeps fighters and their families by fixed sums, often by
          steps for a wife and children.
Source:   FATF (2015), Emerging Terrorist Financing Risks; FATF (2015), Financing of the
          Terrorist Organisation ISIL, salaries and family support as a use of funds
          (provenance VS). Payees, variation, cycles and window are the catalogue's; the
          pace is two-weekly to monthly, as published pay memos have it.
          Added: sums must be like each other from payee to payee, or at a few steps,
          which wages are not; they must be most of what the account pays, as a firm
          also pays suppliers, rent and tax. A firm's payees must get the same to the
          cent: of wages and pensions a few are always near each other. Or the days are
          the same though sums vary: then half as many payees do, for one bank sees a
          part of them, if the sums are as small as published ones and what is paid out
          came from abroad (an employer lives on customers). Payees recorded as staff,
          officers or family, and aid where a charity says it works, have a reason.
Innocent: a firm with few costs but equal wages, scholarships, pensions of one rate, aid
          by a charity that does not say where it works, a club's referees, a firm that
          exports and records no staff.
Blind to: payers outside the data, whose other payments are not seen; lenders, shops,
          offices that do not name who sends; sums that vary where the money is from the
          country, weekly pay, payees who change, cash, unknown amounts.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.counting import amount_between
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.windows import SLACK, owners
from pipeline.red_flags.gather import gather
from pipeline.red_flags.payroll import MOST_VARIATION
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.use.pay_days import from_abroad, pay_days
from pipeline.red_flags.use.stipend_payees import PAIR, paid_alike, steady_payments

MEASURED = (
    *("payees", "payments", "paid_cents", "typical_cents", "gap_days", "out_share"),
    *("abroad_share", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: so many are paid in this time")
    ] = 90
    min_payees: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue: fewer is a household or a club")
    ] = 8
    min_cycles: Annotated[
        int, msgspec.Meta(ge=3, description="catalogue: payments to each of them")
    ] = 3
    min_gap_days: Annotated[
        int,
        msgspec.Meta(ge=6, description="published: two-weekly; weekly pay is wages"),
    ] = 12
    max_gap_days: Annotated[
        int, msgspec.Meta(ge=6, description="published: monthly; a month may be late")
    ] = 35
    max_variation: Annotated[
        float,
        msgspec.Meta(ge=0, description="catalogue: of payees, deviation through mean"),
    ] = MOST_VARIATION
    min_equal_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="of payees who get the like of the others; of usual wages half "
            "lie as near their middle",
        ),
    ] = 0.8
    min_out_share: Annotated[
        float,
        msgspec.Meta(ge=0, le=1, description="of all paid meanwhile: mostly stipends"),
    ] = 0.5
    min_firm_out_share: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=1, description="of a firm: its staff is one cost among several"
        ),
    ] = 0.8
    min_same_day_payees: Annotated[
        int, msgspec.Meta(ge=2, description="half of the catalogue's, on the same days")
    ] = 4
    max_same_day_cents: Annotated[
        int,
        msgspec.Meta(ge=1, description="published: 70 to 500 a month, 600 as claimed"),
    ] = 60_000
    min_abroad_share: Annotated[
        float, msgspec.Meta(ge=0, description="guess: of what is paid, most came so")
    ] = 0.5


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    steady = steady_payments(ledger, limits.min_payees * limits.min_cycles)
    payees = paid_alike(
        steady,
        limits.min_cycles,
        (limits.min_gap_days, limits.max_gap_days),
        limits.max_variation,
        limits.min_equal_share,
    )
    firm = (ledger.accounts["kind"] == "business").fill_null(False)
    payees = payees.filter(pl.col("exact") | ~firm.gather(payees["account"]))
    paid = steady.join(payees, on=PAIR, maintain_order="left").with_columns(
        subject="account", who="receiver", earliest="time", latest="time"
    )
    runs = in_crowded_windows(paid, limits.window_days * DAY, limits.min_payees)
    alike = _measured(ledger, runs, limits).filter(_mostly_stipends(ledger, limits))
    days = pay_days(
        *(ledger, limits.min_same_day_payees, limits.min_cycles),
        (limits.min_gap_days, limits.max_gap_days),
    )
    days = days.join(alike, on="account", how="anti").with_columns(
        run=-1 - pl.col("account").cast(pl.Int64)
    )
    small = pl.col("typical_cents") <= limits.max_same_day_cents
    funded = pl.col("abroad_share") >= limits.min_abroad_share * SLACK
    alerts = pl.concat([alike, _measured(ledger, days, limits).filter(small, funded)])
    if alerts.is_empty():
        return found_nothing(*MEASURED)
    shown = pl.concat([each.select("row", alert="run") for each in (runs, days)])
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        shown.join(alerts, on="alert", how="semi").with_columns(part=pl.lit("stipend")),
    )


def _measured(ledger: Ledger, runs: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    sent = ledger.valued.sent
    alerts = runs.group_by("account", alert="run", maintain_order=True).agg(
        pl.col("receiver").n_unique().alias("payees"),
        pl.len().alias("payments"),
        pl.col("cents").sum().alias("paid_cents"),
        pl.col("cents").median().alias("typical_cents"),
        pl.col("gap").median().alias("gap_days"),
        pl.col("time").min().alias("first"),
        pl.col("time").max().alias("last"),
    )
    payer = np.isin(owners(sent), alerts["account"])
    total = amount_between(
        *(owners(sent)[payer], sent.time[payer], sent.cents[payer]),
        (alerts["account"], alerts["first"], alerts["last"]),
    )
    paid = pl.col("paid_cents")
    crowd = 1 - 0.5 ** (pl.col("payees") / limits.min_payees)
    return alerts.with_columns(
        out_share=(paid / pl.Series(total)).clip(0, 1),
        abroad_share=from_abroad(ledger, alerts) / paid,
        span_days=(pl.col("last") - pl.col("first")) / DAY,
    ).with_columns(
        strength=crowd * pl.max_horizontal("out_share", "abroad_share").clip(0, 1)
    )


def _mostly_stipends(ledger: Ledger, limits: Thresholds) -> pl.Expr:
    """Whether they are most of what the account pays; a firm also pays suppliers."""
    firms = np.flatnonzero((ledger.accounts["kind"] == "business").fill_null(False))
    of_firm = pl.col("account").is_in(pl.Series(firms, dtype=pl.UInt32).implode())
    least = pl.when(of_firm).then(limits.min_firm_out_share)
    return pl.col("out_share") >= least.otherwise(limits.min_out_share) * SLACK


RED_FLAG = RedFlag(
    id="TF-USE-03",
    title="Steady stipends to many individuals",
    family="use",
    stages=("use",),
    source="FATF 2015 Emerging TF Risks; FATF 2015 Financing of ISIL",
    provenance="VS",
    weight=0.3,
    graph=True,
    needs=("transactions.value_cents", "accounts.kind"),
    thresholds=Thresholds,
    detect=detect,
    explanation="{payees} people got about {typical_cents} every {gap_days}, "
    "{paid_cents} in {payments} payments within {span_days}: {out_share} of what the "
    "account paid meanwhile; as much as {abroad_share} of it had come from abroad. No "
    "record says why.",
)
