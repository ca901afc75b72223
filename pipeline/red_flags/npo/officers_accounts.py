"""
Commingling: a charity's money goes through the private accounts of its officers.

Why:      a private account has no trustees and no auditor: money loses its purpose.
Source:   FATF (2014) Risk of Terrorist Abuse in Non-Profit Organisations; FATF (2002)
          Guidance for Financial Institutions in Detecting Terrorist Financing, Annex 1
          (provenance M: from memory, check before quoting). Count and days are the
          catalogue's. Added: even pay, dues and recorded staff are no commingling; what
          moves must be a tenth of what the charity turned over and, where charities of
          like size and age can be compared, pass their fence. Share and smallest sum
          are guesses.
Innocent: refunds of expenses and advances, which small sums and small shares leave out;
          very small clubs whose treasurer's account is the club's (below the smallest
          sum); a founder who lends to bridge a gap, if he does so three times.
Blind to: officers no relation names, accounts of their families and firms, cash handed
          over, one large sum, officers whose pay is itself the diversion.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY, UNKNOWN_CENTS
from pipeline.motifs.counting import amount_between
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.charities import (
    beside_peers,
    is_charity,
    is_person,
    one_a_charity,
)
from pipeline.red_flags.gather import gather
from pipeline.red_flags.payroll import payroll
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.ties import tied_pairs

MEASURED = (
    *("payments", "officers_cents", "officers_share", "turnover_cents", "out_share"),
    *("peers", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: a quarter's dealings")
    ] = 90
    min_payments: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue n: fewer may be refunds")
    ] = 3
    min_officers_share: Annotated[
        float,
        msgspec.Meta(gt=0, le=1, description="guess: of what came and went; a tenth"),
    ] = 0.1
    min_officers_cents: Annotated[
        int, msgspec.Meta(ge=0, description="guess: below it, a club's petty cash")
    ] = 200_000


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    moved = _dealings(ledger)
    windows = _windows(ledger, moved, limits)
    if windows.is_empty():
        return found_nothing(*MEASURED)
    peaks = windows.sort("alert", "officers_share", descending=[False, True])
    peaks = peaks.unique("alert", keep="first", maintain_order=True)
    spans = windows.group_by("alert", "charity").agg(
        pl.col("first").min(), pl.col("time").max().alias("last")
    )
    taken = moved.filter("officers").join(spans, on="charity")
    taken = taken.filter(pl.col("time").is_between("first", "last"))
    seen = taken.group_by("alert").agg(
        (
            pl.col("cents").filter(part="to an officer").sum() / pl.col("cents").sum()
        ).alias("out_share"),
        ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days"),
        pl.col("account").min(),
    )
    more = pl.col("payments") - limits.min_payments + 1.0
    alerts = (
        peaks.drop("account")
        .join(seen, on="alert")
        .with_columns(
            strength=(1 - 0.5**more)
            * (0.5 + 0.5 * pl.col("officers_share").clip(upper_bound=1)),
        )
    )
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        taken.select("alert", "row", "part"),
    )


def _dealings(ledger: Ledger) -> pl.DataFrame:
    """
    What charities pay and get, of known value, their own accounts aside: charity,
    account, row, time, cents, part, and whether it is with an officer, off any payroll.
    """
    sender, receiver, time, cents = ledger.rows
    holder = ledger.principals.holder
    charity = is_charity(ledger)
    counts = (cents != UNKNOWN_CENTS) & (holder[sender] != holder[receiver])
    sides = []
    for mine, other, part in (
        (sender, receiver, "to an officer"),
        (receiver, sender, "from an officer"),
    ):
        place = np.flatnonzero(counts & charity[mine])
        side = pl.DataFrame(
            {
                "charity": one_a_charity(ledger)[mine[place]],
                "account": mine[place],
                "receiver": other[place],
                "row": place.astype(np.uint32),
                "time": time[place],
                "cents": cents[place],
                "person": is_person(ledger)[other[place]],
                "part": pl.repeat(part, place.size, eager=True),
            }
        )
        pairs = side.filter("person").select(a="account", b="receiver")
        known = tied_pairs(ledger, pairs, ("officer_of",)).rename(
            {"a": "account", "b": "receiver"}
        )
        private = side.filter("person").join(known, on=["account", "receiver"])
        pair = ["account", "receiver"]
        known = known.join(payroll(ledger, private), on=pair, how="anti")
        side = side.join(known.with_columns(officers=True), on=pair, how="left")
        sides.append(side.with_columns(pl.col("officers").fill_null(False)))
    return pl.concat(sides).drop("receiver", "person").sort("charity", "time", "row")


def _windows(ledger: Ledger, moved: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """Windows that end with an officer's payment and pass; overlapping: one alert."""
    ends = moved.filter("officers").with_columns(
        first=pl.col("time").cast(pl.Int64) - limits.window_days * DAY
    )
    asked = (ends["charity"], ends["first"], ends["time"])
    theirs = moved["officers"].cast(pl.Int64)
    amounts = {
        "turnover_cents": moved["cents"],
        "officers_cents": moved["cents"] * theirs,
        "payments": theirs,
    }
    windows = ends.with_columns(
        pl.Series(name, amount_between(moved["charity"], moved["time"], amount, asked))
        for name, amount in amounts.items()
    ).with_columns(officers_share=pl.col("officers_cents") / pl.col("turnover_cents"))
    whole = (
        moved.group_by(account="charity")
        .agg(
            at=pl.col("time").max(),
            size_cents=pl.col("cents").sum(),
            value=pl.col("cents").filter("officers").sum()
            / pl.col("cents").sum().clip(1),
        )
        .sort("account")
    )
    peers = beside_peers(ledger, whole).select("peers", "fence", charity="account")
    windows = windows.join(peers, on="charity", how="left").filter(
        pl.col("payments") >= limits.min_payments,
        pl.col("officers_cents") >= max(limits.min_officers_cents, 1),
        pl.col("officers_share") >= limits.min_officers_share * SLACK,
        (pl.col("officers_share") > pl.col("fence")).fill_null(True),
    )
    windows = windows.sort("charity", "time", "row")
    apart = (pl.col("first") > pl.col("time").shift(1)) | (
        pl.col("charity") != pl.col("charity").shift(1)
    )
    return windows.with_columns(alert=apart.fill_null(True).cum_sum())


RED_FLAG = RedFlag(
    id="TF-NPO-03",
    title="Commingling with private accounts",
    family="npo",
    stages=("raise", "move"),
    source=(
        "FATF 2014 Risk of Terrorist Abuse in NPOs; "
        "FATF 2002 Guidance for FIs in Detecting TF, Annex 1"
    ),
    provenance="M",
    weight=0.3,
    graph=True,
    needs=(
        "accounts.kind=npo",
        "relations.relation=officer_of",
        "transactions.value_cents",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{payments} payments between this charity and the private accounts of its "
        "officers, {officers_cents} or {officers_share} of all it took in and paid "
        "within {window_days}, and no payroll; {out_share} of it went to them. "
        "Charities it was compared with: {peers}."
    ),
)
