"""
Instant payout: what a campaign is given leaves it at once, again and again.

Why:      the promoter of a pretext draws each gift before anybody can ask or freeze.
Source:   FATF (2023) Crowdfunding for Terrorism Financing, risk indicators (provenance
          VS, a summary). Dwell, number and days are the catalogue's: half of the gifts
          gone within a day is its median. Added: only what leaves as cash, to persons
          or out of sight counts, by three payouts or more, and not where most other
          campaigns do the same. Left out: its unusual number of gifts, which finds
          every appeal that becomes known.
Innocent: an urgent appeal whose family draws every gift for a hospital that takes
          cash; paying the hospital, or one payout at the end, stays silent, as does a
          platform that pays all campaigns out daily.
Blind to: promoters who wait two days or empty a pool only when a drive ends, payouts to
          firms that are fronts, money mixed with other income, accounts that no
          platform or channel shows to be campaigns.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, HOUR
from pipeline.motifs.counting import amount_between
from pipeline.motifs.pass_on import dwell_hours, passed_pairs
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.appeals import CAMPAIGN_NEEDS, gifts, is_campaign, where_usual
from pipeline.red_flags.charities import is_cash, is_person
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("gifts", "drawn_gifts", "drawn_share", "payouts", "dwell_hours", "span_days"),
)
MOSTLY = 0.5  # of a gift: then it is gone
AWAY = ("cash_withdrawal", "virtual_asset", "money_transfer", "prepaid_load")


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    max_dwell_hours: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: lawful appeals wait for days")
    ] = 24
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: a month of an appeal")
    ] = 30
    min_gifts: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: fewer may be a family's")
    ] = 10
    min_drawn_share: Annotated[
        float, msgspec.Meta(gt=0, le=1, description="catalogue's median: half of gifts")
    ] = 0.5
    min_payouts: Annotated[
        int, msgspec.Meta(ge=1, description="guess: one payout of a good day is none")
    ] = 3


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    given, pairs = _drawn(ledger, limits.max_dwell_hours * HOUR)
    windows = _windows(given, pairs, limits)
    if windows.is_empty():
        return found_nothing(*MEASURED)
    spans = windows.group_by("alert", "campaign").agg(
        pl.col("first").min(), pl.col("time").max().alias("last")
    )
    peaks = windows.sort(
        "alert", "drawn_share", "gifts", descending=[False, True, True]
    )
    peaks = peaks.unique("alert", keep="first", maintain_order=True).drop("row")
    taken = given.filter("drawn").join(spans, on="campaign")
    taken = taken.filter(pl.col("time").is_between("first", "last"))
    joined = pairs.join(taken.select("alert", "row"), on="row").sort(
        "alert", "row", "payout"
    )
    rest = dwell_hours(
        np.array(joined["alert"], np.int64),
        np.array(joined["seconds"], np.int64),
        np.array(joined["cents"], np.int64),
    )
    span = taken.group_by("alert").agg(
        ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days")
    )
    more = pl.col("drawn_gifts") / limits.min_gifts
    alerts = (
        peaks.join(rest, on="alert")
        .join(span, on="alert")
        .with_columns(
            account="campaign", strength=(1 - 0.5**more) * pl.col("drawn_share")
        )
    )
    evidence = pl.concat(
        [
            taken.select("alert", "row", part=pl.lit("gift")),
            joined.select("alert", row="payout", part=pl.lit("payout")),
        ]
    )
    return gather(
        ledger, alerts.select("alert", "account", "strength", *MEASURED), evidence
    )


def _drawn(ledger: Ledger, dwell: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    The gifts of campaigns and whether each was drawn; pairs of a gift and a payout.

    All that a campaign's account takes in pays for what leaves it, first in first out,
    so that wages on the same account are not taken for gifts.
    """
    given = gifts(ledger)
    received, sent = ledger.valued
    credit, debit, cents = passed_pairs(received, sent, dwell, is_campaign(ledger))
    is_gift = np.zeros(ledger.graph.n_transactions, np.bool_)
    is_gift[given["row"].to_numpy()] = True
    row, payout = received.row[credit], sent.row[debit]
    rest = sent.time[debit].astype(np.int64) - received.time[credit]
    pairs = pl.DataFrame(
        {"row": row, "payout": payout, "cents": cents, "seconds": rest}
    ).filter(pl.Series(is_gift[row] & _draws(ledger)[payout]))
    left = pairs.group_by("row").agg(pl.col("cents").sum().alias("left"))
    given = given.join(left, on="row", how="left").with_columns(
        drawn=pl.col("left").fill_null(0) >= MOSTLY * pl.col("cents")
    )
    given = given.sort("campaign", "time", "row")
    gone = given.filter("drawn").select("row", "campaign")
    return given, pairs.join(gone, on="row")


def _draws(ledger: Ledger) -> NDArray[np.bool_]:
    """Of each row, whether it takes money away as cash, to a person or out of sight."""
    gone = ledger.accounts["kind"].is_in(("vasp", "msb")).fill_null(False)
    ends = np.array(gone, np.bool_) | is_cash(ledger) | is_person(ledger)
    draws: NDArray[np.bool_] = ends[ledger.rows.receiver]
    draws |= ledger.where(pl.col("channel").is_in(AWAY))
    return draws


def _windows(
    given: pl.DataFrame, pairs: pl.DataFrame, limits: Thresholds
) -> pl.DataFrame:
    """Windows that end with a gift and pass; overlapping ones are one alert."""
    habits = (
        given.group_by("campaign")
        .agg(pl.len().alias("gifts"), pl.col("drawn").mean())
        .filter(pl.col("gifts") >= limits.min_gifts)
        .with_columns(does=pl.col("drawn") >= limits.min_drawn_share * SLACK)
    )
    usual = where_usual(habits.select("campaign", "does"))
    first = pl.col("time").cast(pl.Int64) - limits.window_days * DAY
    ends = given.join(usual, on="campaign", how="anti")
    ends = ends.select("campaign", "row", "time", first=first)
    payouts = (
        pairs.join(given.select("row", "time"), on="row")
        .group_by("campaign", "payout")
        .agg(pl.col("time").max())
    )
    asked = (ends["campaign"], ends["first"], ends["time"])
    one = pl.lit(1, pl.Int64)
    counts = {
        "gifts": given.with_columns(count=one),
        "drawn_gifts": given.with_columns(count=pl.col("drawn").cast(pl.Int64)),
        "payouts": payouts.with_columns(count=one),
    }
    windows = ends.with_columns(
        pl.Series(
            name, amount_between(rows["campaign"], rows["time"], rows["count"], asked)
        )
        for name, rows in counts.items()
    ).with_columns(drawn_share=pl.col("drawn_gifts") / pl.col("gifts"))
    windows = windows.filter(
        pl.col("gifts") >= limits.min_gifts,
        pl.col("drawn_share") >= limits.min_drawn_share * SLACK,
        pl.col("payouts") >= limits.min_payouts,
    ).sort("campaign", "time", "row")
    apart = (pl.col("first") > pl.col("time").shift(1)) | (
        pl.col("campaign") != pl.col("campaign").shift(1)
    )
    return windows.with_columns(alert=apart.fill_null(True).cum_sum())


RED_FLAG = RedFlag(
    id="TF-CROWD-01",
    title="Instant payout after donation",
    family="crowdfunding",
    stages=("raise", "move"),
    source="FATF 2023 Crowdfunding for TF",
    provenance="VS",
    weight=0.3,
    graph=False,
    needs=(CAMPAIGN_NEEDS, "transactions.value_cents"),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{drawn_gifts} of {gifts} gifts to this campaign within {window_days} left it "
        "again within {max_dwell_hours}, half of their value within {dwell_hours}, by "
        "{payouts} payments in cash, to persons or out of sight."
    ),
)
