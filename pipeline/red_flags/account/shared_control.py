"""
Shared control: people without a known tie, or one far away, command a funded account.

Why:      a joint account, a second card or a signed cheque hands money over without a
          payment that anybody could see.
Source:   FATF (2002) Guidance for Financial Institutions in Detecting Terrorist
          Financing, Annex 1, accounts; 9/11 Commission, Staff Monograph, App. A p. 142
          (supplementary card, pre-signed cheque; provenance VP). The catalogue gives no
          numbers; which ties excuse is our judgement. Added: money for others came. The
          documented accounts were filled by a few large sums, mostly from abroad, and
          lent cards and flatmates are many; so a sum of some weeks must be a multiple
          of what else comes in, a larger one and for half the strength where it stayed
          at home. It may lack where somebody far away may use the account whom it never
          pays: that too is half. What was spent at shops, drawn or paid to lenders
          shows nothing of who commands whom and is no evidence; nor is what stayed at
          home and among strangers, where anything else is there.
Innocent: couples and flatmates whose tie nobody recorded, carers, company cards (an
          organisation's staff is expected to be many), students abroad on a parent's
          card (a family tie excuses distance too): of them those who just inherited,
          sold a house or got a year's support at once.
Blind to: control that no relation records, access passed on from hand to hand, ties
          that are false, accounts filled little by little or by sums not known; where
          the data record no ties and no contacts at all, only distance counts, as
          everybody would be unrelated.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.windows import SLACK
from pipeline.principals import controllers
from pipeline.red_flags.account.commanded import telling
from pipeline.red_flags.account.controllers_apart import (
    far_delegates,
    openly_paid,
    untied,
)
from pipeline.red_flags.account.lumps import lumps
from pipeline.red_flags.dealings import dealings
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("controllers", "delegates", "unrelated", "foreign_delegates", "transactions"),
    *("times_usual_abroad", "times_usual", "lump_cents"),
)
# How telling: a joint account of strangers is common, a delegate who is one is not, and
# a delegate who lives elsewhere is what the documented case had.
JOINT, DELEGATED, FAR = 0.4, 0.6, 0.8
LESS = 0.5  # times these, where no lump came from abroad


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    min_controllers: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue: signatories of one account")
    ] = 2
    min_unrelated: Annotated[
        int, msgspec.Meta(ge=1, description="one without a tie to any other is enough")
    ] = 1
    min_foreign_delegates: Annotated[
        int, msgspec.Meta(ge=1, description="one who uses it elsewhere is enough")
    ] = 1
    window_days: Annotated[
        int, msgspec.Meta(ge=1, description="guess: a month, as wages are compared")
    ] = 30
    min_times_usual_abroad: Annotated[
        float,
        msgspec.Meta(
            gt=0,
            description="guess: twice what all else brings in a month; support and pay "
            "from abroad come in months that are alike",
        ),
    ] = 2.0
    min_times_usual: Annotated[
        float,
        msgspec.Meta(
            gt=0,
            description="guess: half a year in a month, wherever it comes from; a "
            "bonus, a car sold or a helping hand is less",
        ),
    ] = 6.0


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    everyone = controllers(ledger.accounts, ledger.relations_in_force)
    control = everyone.filter(pl.col("party").n_unique().over("account") > 1)
    if control.is_empty():
        return found_nothing(*MEASURED)
    counts = control.group_by("account").agg(
        pl.col("party").n_unique().alias("controllers"),
        pl.col("party").filter(pl.col("delegate")).n_unique().alias("delegates"),
    )
    unrelated = (
        untied(ledger, everyone, control)
        .group_by("account")
        .agg(pl.len().alias("unrelated"), pl.col("delegate").any())
    )
    far = far_delegates(ledger, everyone, control)
    unpaid = far.join(
        openly_paid(ledger, everyone, far), on=["account", "party"], how="anti"
    )
    distant = far.group_by("account").agg(
        pl.len().alias("foreign_delegates"),
        unpaid=pl.col("account").is_in(unpaid["account"].implode()).any(),
    )
    shared = (
        counts.join(unrelated, on="account", how="left")
        .join(distant, on="account", how="left")
        .with_columns(
            pl.col("unrelated", "foreign_delegates").fill_null(0),
            pl.col("delegate", "unpaid").fill_null(False),
        )
    )
    joint = pl.col("unrelated") >= limits.min_unrelated
    apart = pl.col("foreign_delegates") >= limits.min_foreign_delegates
    strangers = pl.when(pl.col("delegate")).then(DELEGATED).otherwise(JOINT)
    shared = (
        shared.filter(pl.col("controllers") >= limits.min_controllers, joint | apart)
        .sort("account")
        .with_columns(apart=apart, base=pl.when(apart).then(FAR).otherwise(strangers))
    )
    return _funded(ledger, shared, everyone, limits)


def _funded(
    ledger: Ledger, shared: pl.DataFrame, everyone: pl.DataFrame, limits: Thresholds
) -> Found:
    """Those of ``shared`` that money for others fills, or somebody unpaid far away."""
    number = shared["account"].to_numpy().astype(np.int64)
    window = limits.window_days * DAY
    crossed = lumps(ledger, number, window, from_abroad=True)
    came = lumps(ledger, number, window, from_abroad=False)
    far_fed, fed = (
        pl.when(pl.col(name) >= least * SLACK).then(1 - 0.5 ** (pl.col(name) / least))
        for name, least in (
            ("times_usual_abroad", limits.min_times_usual_abroad),
            ("times_usual", limits.min_times_usual),
        )
    )
    unpaid = pl.when(pl.col("apart") & pl.col("unpaid")).then(1.0)
    alerts = shared.with_columns(
        pl.Series("times_usual_abroad", crossed.times_usual),
        pl.Series("times_usual", came.times_usual),
        pl.Series("lump_cents", came.cents),
        alert="account",
    ).with_columns(
        strength=pl.col("base") * pl.max_horizontal(far_fed, LESS * fed, LESS * unpaid)
    )
    alerts = alerts.filter(pl.col("strength").is_not_null())
    if alerts.is_empty():
        return found_nothing(*MEASURED)
    evidence = dealings(ledger, alerts.select("account", "alert"))
    used = evidence.group_by("alert").agg(
        pl.col("row").n_unique().alias("transactions")
    )
    alerts = alerts.join(used, on="alert", how="left").with_columns(
        pl.col("transactions").fill_null(0)
    )
    lump = pl.concat([crossed.shown, came.shown])["row"]
    shown = telling(ledger, evidence, everyone, lump)
    columns = ("alert", "account", "strength", *MEASURED)
    return gather(ledger, alerts.select(columns), shown, alone=True)


RED_FLAG = RedFlag(
    id="TF-ACCT-05",
    title="Unrelated signatories / delegated access",
    family="account",
    stages=("store", "move"),
    source=(
        "FATF 2002 Guidance for FIs in Detecting TF, Annex 1; "
        "9/11 Commission Staff Monograph on TF, App. A"
    ),
    provenance="VP",
    weight=0.3,
    graph=True,
    needs=("relations.relation=account_holder|delegated_access",),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{controllers} people control this account, {delegates} of them by delegated "
        "access: {unrelated} have no known tie to any other, and {foreign_delegates} "
        "with delegated access pay and are paid only in countries where no holder is. "
        "{lump_cents} came from others within {window_days}, {times_usual} times what "
        "else comes; from abroad {times_usual_abroad} times. Transactions that went "
        "through it: {transactions}."
    ),
)
