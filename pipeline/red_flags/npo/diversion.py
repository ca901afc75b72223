"""
Diversion: a charity's money ends with persons or as cash, and no payroll explains it.

Why:      money given for a cause is turned to another where no supplier, project or
          payroll stands between the charity, or its partner, and the hand that spends.
Source:   FATF (2014) Risk of Terrorist Abuse in Non-Profit Organisations, diversion
          typology; FFIEC BSA/AML Examination Manual, App. F, NPOs (provenance VP).
          The catalogue's share of 0.4 stands where there are too few charities to
          compare with; beside peers of like size and age the share must pass their
          fence and 0.2, our low end of what inquiries leave unaccounted for. A year
          for the catalogue's 90 days: documented diversions lasted years, and a quarter
          of a small charity is a handful of payments, so that one stipend was a share.
          Added, as the typology names partners: what a partner passes on within a month
          to persons or in cash counts as if the charity had paid it, and is also set
          beside what partners of its peers pass on: few charities' partners do, so that
          a twentieth is asked, our low end of what is diverted. Smallest base and count
          are guesses that leave petty cash alone.
Innocent: cash relief where there are no banks, stipends, volunteers' expenses: silent
          if charities like it do the same, or if there is a payroll. A lone relief body
          among home charities that pays households in differing sums is not told apart.
Blind to: suppliers that are fronts, partners that hold money for long or mix it with
          much other, charities the data do not call so, receivers of whom nothing is
          known, payroll that is itself the diversion, small shares of a large income
          that no partner passed on.
"""

from typing import Annotated

import msgspec
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.red_flags.gather import gather
from pipeline.red_flags.npo.books import PARTNER, outflow
from pipeline.red_flags.npo.lost_years import lost_years
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("unexplained_share", "unexplained_cents", "outflow_cents", "payments"),
    *("cash_share", "partner_share", "peers", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int,
        msgspec.Meta(
            ge=0, description="a charity's year; the catalogue's 90 held a few payments"
        ),
    ] = 365
    min_unexplained_share: Annotated[
        float,
        msgspec.Meta(
            gt=0, le=1, description="catalogue s: of all outflow, without peers"
        ),
    ] = 0.4
    min_share_beside_peers: Annotated[
        float,
        msgspec.Meta(
            gt=0, le=1, description="with peers, whose fence it must also pass"
        ),
    ] = 0.2
    min_partner_share: Annotated[
        float,
        msgspec.Meta(
            gt=0,
            le=1,
            description="with peers, of all outflow, through partners: low end, ours",
        ),
    ] = 0.05
    min_outflow_cents: Annotated[
        int, msgspec.Meta(ge=0, description="guess: below it, a club's petty cash")
    ] = 200_000
    min_payments: Annotated[
        int, msgspec.Meta(ge=1, description="guess: fewer are no habit")
    ] = 3


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    out, onward = outflow(ledger)
    windows = lost_years(ledger, out, limits)
    if windows.is_empty():
        return found_nothing(*MEASURED)
    peaks = windows.sort("alert", "unexplained_share", descending=[False, True])
    peaks = peaks.unique("alert", keep="first", maintain_order=True)
    spans = windows.group_by("alert", "charity").agg(
        pl.col("first").min(), pl.col("last").max()
    )
    taken = out.filter(pl.col("lost") > 0).join(spans, on="charity")
    taken = taken.filter(pl.col("time").is_between("first", "last"))
    taken = taken.sort("alert", "time", "row")
    lost = pl.col("lost").sum()
    seen = taken.group_by("alert").agg(
        (pl.col("lost").filter(part="in cash").sum() / lost).alias("cash_share"),
        (pl.col("lost").filter(part=PARTNER).sum() / lost).alias("partner_share"),
        ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days"),
    )
    most = (
        taken.group_by("alert", "account")
        .agg(lost)
        .sort("alert", "lost", "account", descending=[False, True, False])
        .unique("alert", keep="first", maintain_order=True)
    )
    asked = (
        pl.when(pl.col("peers") == 0)
        .then(limits.min_unexplained_share)
        .when(pl.col("as_a_whole"))
        .then(limits.min_share_beside_peers)
        .otherwise(limits.min_partner_share)
    )
    past = (pl.col("unexplained_share") - asked) / (1 - asked).clip(0.01)
    alerts = (
        peaks.drop("account")
        .join(seen, on="alert")
        .join(most.select("alert", "account"), on="alert")
        .with_columns(strength=0.5 + past / 2)
    )
    further = taken.join(onward, on="row").select(
        "alert", row="on", part=pl.lit("on to a person or cash")
    )
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        pl.concat([taken.select("alert", "row", "part"), further]),
    )


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
        "In its worst {window_days} {unexplained_share} of what this charity paid "
        "({unexplained_cents} of {outflow_cents}, {payments} payments) ended with "
        "persons or in cash without a payroll to explain it: {cash_share} of all such "
        "money was drawn, {partner_share} passed through partners. "
        "Charities it was compared with: {peers}."
    ),
)
