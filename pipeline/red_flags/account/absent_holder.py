"""
Home income, absent holder: pay goes on at home, the card is used near a conflict only.

Why:      who has left for a conflict zone lives on wages or benefits that still arrive.
Source:   AUSTRAC, Typologies 2014, App. A, and its methodology brief on foreign
          terrorist fighters of 2015 (provenance M: only a description was seen). Thirty
          days and the risk are the catalogue's. Improved: a holder's accounts count
          together; the holder must have been seen at home before, the silence be long
          for somebody who used to pay so often, and the use abroad no short journey; a
          subscription that a merchant draws is no sign of being at home; a relay of its
          time, which is a holiday country too, needs twice the days.
Innocent: long holidays with family, medical stays, pensioners who winter there, staff
          posted abroad: payments alone do not tell them apart.
Blind to: somebody else who uses the card at home, money sent on to the holder, places
          that are withheld or unknown, people who pay seldom.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.red_flags.account.whereabouts import absences, uses_at_risk
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("absent_days", "usual_gap_days", "foreign_uses", "foreign_days"),
    *("foreign_cents", "income_credits", "income_cents"),
)
RELAY_TIMES = 2
KNOWN_PAYER = 2  # payments before: income, not a gift


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    min_absent_days: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: longer than most holidays")
    ] = 30
    min_times_usual_gap: Annotated[
        float,
        msgspec.Meta(
            ge=1, description="of payments at random 1 in 150 gaps is 5 usual ones long"
        ),
    ] = 5.0
    min_home_uses: Annotated[
        int, msgspec.Meta(ge=2, description="guess: a footprint that can stop")
    ] = 5
    min_foreign_uses: Annotated[
        int,
        msgspec.Meta(ge=1, description="guess: a single one may be a stopover"),
    ] = 2
    min_foreign_days: Annotated[
        int,
        msgspec.Meta(ge=0, description="guess: more than one short journey"),
    ] = 14
    min_income_credits: Annotated[
        int, msgspec.Meta(ge=1, description="a month's absence has one pay day")
    ] = 1


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    there = uses_at_risk(ledger)
    if there.is_empty():
        return found_nothing(*MEASURED)
    holders, least = there["holder"].unique(), limits.min_home_uses
    gaps = absences(ledger, holders, least, limits.min_absent_days).filter(
        pl.col("absent_days") >= limits.min_times_usual_gap * pl.col("usual_gap_days"),
    )
    used = _within(there, gaps).with_columns(part=pl.lit("used abroad"))
    foreign = used.group_by("alert").agg(
        pl.len().alias("foreign_uses"),
        pl.col("cents").sum().alias("foreign_cents"),
        ((pl.col("earliest").max() - pl.col("latest").min()) / DAY).alias(
            "foreign_days"
        ),
        pl.col("relay").all(),
    )
    needed = limits.min_absent_days * pl.when("relay").then(RELAY_TIMES).otherwise(1)
    gaps = gaps.join(foreign, on="alert").filter(
        pl.col("foreign_uses") >= limits.min_foreign_uses,
        pl.col("foreign_days") >= limits.min_foreign_days,
        pl.col("absent_days") >= needed,
    )
    if gaps.is_empty():
        return found_nothing(*MEASURED)
    income = _income(ledger, gaps)
    paid = income.group_by("alert").agg(
        pl.len().alias("income_credits"), pl.col("cents").sum().alias("income_cents")
    )
    most = used.group_by("alert", "account").len()
    most = most.sort("alert", "len", "account", descending=[False, True, False])
    longer = pl.col("absent_days") / needed
    alerts = (
        gaps.join(paid, on="alert")
        .filter(pl.col("income_credits") >= limits.min_income_credits)
        .join(most.unique("alert", keep="first").drop("len"), on="alert")
        .with_columns(strength=1 - 0.5**longer)
        .sort("alert")
        .select("alert", "account", "strength", *MEASURED)
    )
    if alerts.is_empty():
        return found_nothing(*MEASURED)
    evidence = pl.concat(part.select("alert", "row", "part") for part in (used, income))
    return gather(ledger, alerts, evidence.join(alerts, on="alert", how="semi"))


def _within(events: pl.DataFrame, gaps: pl.DataFrame) -> pl.DataFrame:
    """``events`` of a holder that certainly lie in one of the holder's ``gaps``."""
    return events.join(
        gaps.select("alert", "holder", "left", "back"), on="holder"
    ).filter(pl.col("earliest") > pl.col("left"), pl.col("latest") < pl.col("back"))


def _income(ledger: Ledger, gaps: pl.DataFrame) -> pl.DataFrame:
    """
    What a known payer, no private person, paid the holder during each gap: alert, row,
    earliest, latest, cents, part. Known is who had paid KNOWN_PAYER times before.
    """
    sender, receiver, _, cents = ledger.rows
    holder = ledger.principals.holder
    wanted = np.zeros(int(holder.max()) + 1, np.bool_)
    wanted[gaps["holder"].to_numpy()] = True
    other = ledger.accounts["kind"].is_in(["personal", "cash", "loan"]).fill_null(False)
    counts = wanted[holder[receiver]] & ~np.array(other, np.bool_)[sender] & (cents > 0)
    place = np.flatnonzero(counts & (holder[sender] != holder[receiver]))
    kept = ~ledger.where(pl.col("channel") == "cash_deposit")[place]
    place = place[kept]
    paid = pl.DataFrame(
        {
            "holder": holder[receiver[place]],
            "payer": sender[place],
            "row": place.astype(np.uint32),
            "earliest": ledger.times.earliest[place].astype(np.int64),
            "latest": ledger.times.latest[place].astype(np.int64),
            "cents": cents[place],
        }
    )
    before = (
        paid.join(gaps.select("alert", "holder", "left"), on="holder")
        .filter(pl.col("latest") <= pl.col("left"))
        .group_by("alert", "payer")
        .len()
        .filter(pl.col("len") >= KNOWN_PAYER)
    )
    during = _within(paid, gaps).join(before, on=["alert", "payer"], how="semi")
    return during.with_columns(part=pl.lit("income at home"))


RED_FLAG = RedFlag(
    id="TF-ACCT-09",
    title="Home income, absent holder",
    family="account",
    stages=("use",),
    source="AUSTRAC Typologies 2014 App. A / 2015 FTF methodology brief",
    provenance="M",
    weight=0.3,
    graph=False,
    needs=(
        "transactions.channel=cash_withdrawal|card",
        "transactions.receiver_country or transactions.latitude or accounts.country",
        "transactions.value_cents",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="For {absent_days} nothing was paid or drawn in person at home (usual: "
    "every {usual_gap_days}). Meanwhile {income_credits} payments of income came, "
    "{income_cents}, and there were {foreign_uses} uses within {foreign_days} in or "
    "beside a conflict or on the way to one, {foreign_cents}.",
)
