"""
Diversion: a charity's money goes to persons or cash, and no payroll explains it.

Why:      money given for a cause is turned to another where no supplier, partner or
          payroll stands between the charity and the hand that spends it.
Source:   FATF (2014) Risk of Terrorist Abuse in Non-Profit Organisations, diversion
          typology; FFIEC BSA/AML Examination Manual, App. F, NPOs (provenance VP).
          Share and days are the catalogue's; smallest base and count are guesses that
          leave a club's petty cash alone.
Innocent: cash relief where there are no banks, stipends, volunteers' expenses, aid paid
          to households in amounts that differ.
Blind to: partners and suppliers that are fronts, charities the data do not call so,
          receivers of whom nothing is known, payroll that is itself the diversion.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY, UNKNOWN_CENTS
from pipeline.motifs.counting import amount_between
from pipeline.red_flags.gather import gather
from pipeline.red_flags.payroll import payroll
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

PERSONS = ("personal", "prepaid_card")
MEASURED = (
    *("unexplained_share", "unexplained_cents", "outflow_cents", "payments"),
    *("cash_share", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: a quarter of outflow")
    ] = 90
    min_unexplained_share: Annotated[
        float, msgspec.Meta(gt=0, le=1, description="catalogue s: of all outflow")
    ] = 0.4
    min_outflow_cents: Annotated[
        int, msgspec.Meta(ge=0, description="guess: below it, a club's petty cash")
    ] = 200_000
    min_payments: Annotated[
        int, msgspec.Meta(ge=1, description="guess: fewer are no habit")
    ] = 3


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    out = _outflow(ledger)
    windows = _windows(out, limits)
    if windows.is_empty():
        return found_nothing(*MEASURED)
    peaks = windows.sort("alert", "unexplained_share", descending=[False, True])
    peaks = peaks.unique("alert", keep="first", maintain_order=True)
    spans = windows.group_by("alert", "account").agg(
        pl.col("first").min(), pl.col("time").max().alias("last")
    )
    taken = out.filter(~pl.col("explained")).join(spans, on="account")
    taken = taken.filter(pl.col("time").is_between("first", "last"))
    seen = taken.group_by("alert").agg(
        (pl.col("cents").filter(part="in cash").sum() / pl.col("cents").sum()).alias(
            "cash_share"
        ),
        ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days"),
    )
    past = (pl.col("unexplained_share") - limits.min_unexplained_share) / max(
        1 - limits.min_unexplained_share, 0.01
    )
    alerts = peaks.join(seen, on="alert").with_columns(strength=0.5 + past / 2)
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        taken.select("alert", "row", "part"),
    )


def _outflow(ledger: Ledger) -> pl.DataFrame:
    """
    What charities pay to others, of known value: account, row, time, cents, part,
    explained. It is unexplained in cash or to a person who is not on the payroll.
    """
    kinds = ledger.accounts["kind"].cast(pl.String)
    charity = np.array((kinds == "npo").fill_null(False), np.bool_)
    sender, receiver, time, cents = ledger.rows
    holder = ledger.principals.holder
    mine = charity[sender] & (cents != UNKNOWN_CENTS)
    place = np.flatnonzero(mine & (holder[sender] != holder[receiver]))
    persons = ledger.parties.filter(pl.col("kind") == "person")["party_id"]
    is_person = ledger.accounts.select(
        pl.col("kind").is_in(PERSONS).fill_null(False)
        | pl.col("party_id").is_in(persons.implode()).fill_null(False)
    ).to_series()
    cash = ledger.where(pl.col("channel") == "cash_withdrawal")[place]
    cash |= np.array((kinds == "cash").fill_null(False), np.bool_)[receiver[place]]
    out = pl.DataFrame(
        {
            "account": sender[place],
            "receiver": receiver[place],
            "row": place.astype(np.uint32),
            "time": time[place],
            "cents": cents[place],
            "cash": cash,
            "person": np.array(is_person, np.bool_)[receiver[place]],
        }
    )
    listed = payroll(ledger, out.filter("person", ~pl.col("cash")))
    out = out.join(
        listed.with_columns(paid=True), on=["account", "receiver"], how="left"
    )
    return out.select(
        *("account", "row", "time", "cents"),
        pl.when("cash")
        .then(pl.lit("in cash"))
        .when("person")
        .then(pl.lit("to a person"))
        .alias("part"),
        (~pl.col("cash") & (~pl.col("person") | pl.col("paid").is_not_null())).alias(
            "explained"
        ),
    ).sort("account", "time", "row")


def _windows(out: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """Windows that end with an unexplained payment and pass; overlapping: one alert."""
    ends = out.filter(~pl.col("explained")).with_columns(
        first=pl.col("time").cast(pl.Int64) - limits.window_days * DAY
    )
    asked = (ends["account"], ends["first"], ends["time"])
    unexplained = out["cents"] * (~out["explained"]).cast(pl.Int64)
    amounts = {
        "outflow_cents": out["cents"],
        "unexplained_cents": unexplained,
        "payments": (~out["explained"]).cast(pl.Int64),
    }
    windows = ends.with_columns(
        pl.Series(name, amount_between(out["account"], out["time"], amount, asked))
        for name, amount in amounts.items()
    ).with_columns(
        unexplained_share=pl.col("unexplained_cents") / pl.col("outflow_cents")
    )
    windows = windows.filter(
        pl.col("outflow_cents") >= max(limits.min_outflow_cents, 1),
        pl.col("payments") >= limits.min_payments,
        pl.col("unexplained_share") >= limits.min_unexplained_share,
    )
    apart = (pl.col("first") > pl.col("time").shift(1)) | (
        pl.col("account") != pl.col("account").shift(1)
    )
    return windows.with_columns(alert=apart.fill_null(True).cum_sum())


RED_FLAG = RedFlag(
    id="TF-NPO-01",
    title="NPO diversion to persons or cash",
    family="npo",
    stages=("move", "use"),
    source=("FATF 2014 Risk of Terrorist Abuse in NPOs; FFIEC BSA/AML Manual App. F"),
    provenance="VP",
    weight=0.4,
    graph=True,
    needs=("accounts.kind=npo", "transactions.value_cents"),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "In its worst {window_days} this charity paid {unexplained_share} of its "
        "outflow ({unexplained_cents} of {outflow_cents}, {payments} payments) to "
        "persons or in cash without a payroll to explain it; {cash_share} of all such "
        "payments was cash."
    ),
)
