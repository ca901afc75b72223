"""
Outsized gifts: a campaign tied to a conflict draws far larger gifts than campaigns do.

Why:      money that is moved under cover of an appeal comes in few large sums, not in
          the small ones of people who were moved by it.
Source:   FATF (2023) Crowdfunding for Terrorism Financing, risk indicators (provenance
          VS, a summary). Days and the 99th percentile are the catalogue's, taken over
          the gifts to campaigns without such a tie. Its comparison of two percentiles
          is replaced: of 50 gifts to a lawful appeal one passes that value in two cases
          of five, so at least three must, and more than chance gives once in 1,000
          (Chernoff's bound). Tied is where gifts arrive, where the campaign pays to, or
          where the body that holds it says it works; never who somebody is.
Innocent: disaster and refugee relief that a patron takes up: silent for charities of
          two years and more and for those of unknown age; the treasurer who banks a
          collection and gives it on in large sums is not told apart.
Blind to: campaigns whose tie no payment shows, many small gifts, money that comes out
          of a platform in one sum, data with few other campaigns to compare with.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.counting import amount_between
from pipeline.red_flags.appeals import CAMPAIGN_NEEDS, gifts, is_platform
from pipeline.red_flags.crowdfunding.conflict_ties import tied_campaigns
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("outsized", "gifts", "outsized_cents", "usual_cents", "largest_cents"),
    *("donors", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: two months of an appeal")
    ] = 60
    percentile: Annotated[
        float, msgspec.Meta(gt=0, lt=1, description="catalogue: of gifts elsewhere")
    ] = 0.99
    min_other_gifts: Annotated[
        int, msgspec.Meta(ge=1, description="two beyond a 99th percentile of 200")
    ] = 200
    min_outsized: Annotated[
        int, msgspec.Meta(ge=1, description="guess: two generous friends are no sign")
    ] = 3
    max_chance: Annotated[
        float, msgspec.Meta(gt=0, le=1, description="guess: once in 1,000 campaigns")
    ] = 0.001


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    given = gifts(ledger)
    given = given.filter(
        ~pl.Series(is_platform(ledger)[given["giver"]], dtype=pl.Boolean)
    )
    tied = tied_campaigns(ledger, given)
    elsewhere = given.join(tied, on="campaign", how="anti")["cents"]
    if elsewhere.len() < limits.min_other_gifts or tied.is_empty():
        return found_nothing(*MEASURED)
    usual = elsewhere.quantile(limits.percentile, "higher")
    mine = given.join(tied, on="campaign", how="semi").with_columns(
        outsized=pl.col("cents") > usual
    )
    windows = _windows(mine, limits)
    if windows.is_empty():
        return found_nothing(*MEASURED)
    spans = windows.group_by("alert", "campaign").agg(
        pl.col("first").min(), pl.col("time").max().alias("last")
    )
    peaks = windows.sort("alert", "chance", "outsized", descending=[False, False, True])
    peaks = peaks.unique("alert", keep="first", maintain_order=True)
    taken = mine.filter("outsized").join(spans, on="campaign")
    taken = taken.filter(pl.col("time").is_between("first", "last"))
    seen = taken.group_by("alert").agg(
        pl.col("cents").sum().alias("outsized_cents"),
        pl.col("cents").max().alias("largest_cents"),
        pl.col("giver").n_unique().alias("donors"),
        ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days"),
    )
    more = pl.col("outsized") / limits.min_outsized
    alerts = peaks.join(seen, on="alert").with_columns(
        account="campaign",
        usual_cents=pl.lit(usual),
        strength=(1 - 0.5**more) * (1 - pl.col("chance")),
    )
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        taken.sort("alert", "time", "row").select(
            "alert", "row", part=pl.lit("outsized gift")
        ),
    )


def _windows(mine: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """Windows that end with an outsized gift and pass; overlapping: one alert."""
    first = pl.col("time").cast(pl.Int64) - limits.window_days * DAY
    ends = mine.filter("outsized").select("campaign", "row", "time", first=first)
    asked = (ends["campaign"], ends["first"], ends["time"])
    counts = {
        "gifts": pl.Series(np.ones(mine.height, np.int64)),
        "outsized": mine["outsized"].cast(pl.Int64),
    }
    windows = ends.with_columns(
        pl.Series(name, amount_between(mine["campaign"], mine["time"], ones, asked))
        for name, ones in counts.items()
    )
    windows = windows.with_columns(chance=_chance(1 - limits.percentile)).filter(
        pl.col("outsized") >= limits.min_outsized,
        pl.col("chance") <= limits.max_chance,
    )
    windows = windows.sort("campaign", "time", "row")
    apart = (pl.col("first") > pl.col("time").shift(1)) | (
        pl.col("campaign") != pl.col("campaign").shift(1)
    )
    return windows.with_columns(alert=apart.fill_null(True).cum_sum())


def _chance(usual: float) -> pl.Expr:
    """
    No less than the chance that ``outsized`` of ``gifts`` or more are, each with the
    probability ``usual``: Chernoff's bound exp(-n D(k/n, p)), 1 where no more are than
    are to be expected.
    """
    share = pl.col("outsized") / pl.col("gifts")
    rest = 1 - share
    other = pl.when(rest > 0).then(rest * (rest / (1 - usual)).log()).otherwise(0.0)
    apart = share * (share / usual).log() + other
    bound = (-pl.col("gifts") * apart).exp()
    return pl.when(share > usual).then(bound).otherwise(1.0)


RED_FLAG = RedFlag(
    id="TF-CROWD-02",
    title="Campaign tied to conflict area with outsized gifts",
    family="crowdfunding",
    stages=("raise",),
    source="FATF 2023 Crowdfunding for TF",
    provenance="VS",
    weight=0.3,
    graph=False,
    needs=(
        CAMPAIGN_NEEDS,
        "transactions.receiver_country or accounts.country or "
        "parties.programme_countries",
        "transactions.value_cents",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{outsized} of {gifts} gifts to this campaign within {window_days} were above "
        "{usual_cents}, which 1 in 100 gifts to campaigns without a tie to a conflict "
        "is; they came to {outsized_cents} over {span_days}, from {donors} donors, the "
        "largest {largest_cents}."
    ),
)
