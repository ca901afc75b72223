"""
Shared control: people without a known tie, or one far away, command one account.

Why:      a joint account, a second card or a signed cheque hands money over without a
          payment that anybody could see.
Source:   FATF (2002) Guidance for Financial Institutions in Detecting Terrorist
          Financing, Annex 1, accounts; 9/11 Commission, Staff Monograph, App. A p. 142
          (supplementary card, pre-signed cheque; provenance VP). The catalogue gives no
          numbers; which ties excuse is our judgement. Added: strangers who share an
          account that nobody abroad pays into count half, for flatmates are many and
          the documented accounts were fed from abroad; what was spent at shops, drawn
          or paid to lenders shows nothing of who commands whom and is no evidence; nor
          is what stayed at home and among strangers, where anything else is there.
Innocent: couples and flatmates whose tie nobody recorded, carers, company cards (an
          organisation's staff is expected to be many), students abroad on a parent's
          card (a family tie excuses distance too).
Blind to: control that no relation records, access passed on from hand to hand, ties
          that are false; where the data record no ties and no contacts at all, only
          distance counts, as everybody would be unrelated.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.principals import controllers
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.account.controllers_apart import far_delegates, untied
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.dealings import dealings
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("controllers", "delegates", "unrelated", "foreign_delegates", "transactions"),
    "from_abroad",
)
# How telling: a joint account of strangers is common, a delegate who is one is not, and
# a delegate who lives elsewhere is what the documented case had.
JOINT, DELEGATED, FAR = 0.4, 0.6, 0.8
AT_HOME = 0.5  # times the first two, where no money came from abroad


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
    distant = (
        far_delegates(ledger, everyone, control)
        .group_by("account")
        .agg(pl.len().alias("foreign_delegates"))
    )
    alerts = (
        counts.join(unrelated, on="account", how="left")
        .join(distant, on="account", how="left")
        .with_columns(
            pl.col("unrelated", "foreign_delegates").fill_null(0),
            pl.col("delegate").fill_null(False),
        )
    )
    joint = pl.col("unrelated") >= limits.min_unrelated
    apart = pl.col("foreign_delegates") >= limits.min_foreign_delegates
    alerts = alerts.filter(
        pl.col("controllers") >= limits.min_controllers, joint | apart
    ).sort("account")
    if alerts.is_empty():
        return found_nothing(*MEASURED)
    evidence = dealings(ledger, alerts.select("account", alert="account"))
    used = evidence.group_by("alert").agg(
        pl.col("row").n_unique().alias("transactions")
    )
    alerts = alerts.join(_fed_from_abroad(ledger, evidence), on="account", how="left")
    evidence = _telling(ledger, evidence, everyone)
    strangers = pl.when(pl.col("delegate")).then(DELEGATED).otherwise(JOINT)
    fed = pl.when(pl.col("from_abroad").fill_null(0) > 0).then(1.0).otherwise(AT_HOME)
    strength = pl.when(apart).then(FAR).otherwise(strangers * fed)
    alerts = (
        alerts.with_columns(strength=strength, alert=pl.col("account"))
        .join(used, on="alert", how="left")
        .with_columns(pl.col("transactions", "from_abroad").fill_null(0))
    )
    columns = ("alert", "account", "strength", *MEASURED)
    return gather(ledger, alerts.select(columns), evidence, alone=True)


def _fed_from_abroad(ledger: Ledger, evidence: pl.DataFrame) -> pl.DataFrame:
    """account, from_abroad: payments into it that crossed a border."""
    came = evidence.filter(part="in")
    crosses = abroad(ledger)[came["row"].to_numpy()]
    return came.filter(pl.Series(crosses)).group_by("account").agg(from_abroad=pl.len())


def _telling(
    ledger: Ledger, evidence: pl.DataFrame, everyone: pl.DataFrame
) -> pl.DataFrame:
    """
    Of each account the payments that show who commands it: across a border, on
    somebody's order, or between its controllers' accounts. Where it has none, all that
    have a customer's own account at both ends.
    """
    row = evidence["row"].to_numpy()
    everybodys = commingled(ledger, SHOP)
    sender, receiver = ledger.rows.sender[row], ledger.rows.receiver[row]
    between = evidence.with_columns(
        other=pl.Series(np.where(evidence["part"] == "in", sender, receiver)),
        shown=pl.Series(
            abroad(ledger)[row] | ledger.where(pl.col("conductor").is_not_null())[row]
        ),
    ).filter(pl.Series(~(everybodys[sender] | everybodys[receiver])))
    party = everyone.select("account", "party").unique()
    own = (
        between.select("account", "other")
        .unique()
        .join(party, on="account")
        .join(party.rename({"account": "other"}), on=["other", "party"], how="semi")
        .select("account", "other", own=pl.lit(True))
        .unique()
    )
    between = between.join(own, on=["account", "other"], how="left")
    shown = pl.col("shown") | pl.col("own").fill_null(False)
    return between.filter(shown | ~shown.any().over("account")).select(evidence.columns)


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
        "Transactions that went through it: {transactions}, of them {from_abroad} that "
        "came from abroad."
    ),
)
