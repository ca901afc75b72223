"""
Mirror campaigns: several appeals under different names end with one payee.

Why:      one plea in several pools goes unnoticed, and goes on when one is closed.
Source:   FATF (2023) Crowdfunding for Terrorism Financing, four abuse routes
          (provenance VS, a summary). Number and days are the catalogue's for one holder
          of several campaigns, one device that orders their payouts, and platforms.
          Two campaigns are enough where a private person who holds neither is paid by
          both within a year: published drives of one plea in several pools ran for a
          month to three years and took in a few thousand a month (German Federal
          Prosecutor, 31 May 2023; VS), so that a quarter holds a payout or two. Added:
          a campaign resolves to whoever gets a third or more of what it pays out, for
          published pools had one to three payees; at once or within a week through the
          account of a promoter. Payees that serve the public do not count.
Innocent: an organisation with many appeals, a charity for which many people collect, a
          hospital, an exchange (all silent: organisations and services, unless known to
          be unregistered); relatives who each open an appeal for one patient and pay
          the same person, who are not told apart.
Blind to: payees behind an exchange or a platform's single account, campaigns of which
          no payout is seen and whose holders differ, private accounts used as money
          boxes, payees who divide the sums among more than three, firms and charities
          as payees (TF-NPO-05 sees new ones).
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.others import distinct_others
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.appeals import CAMPAIGN_NEEDS, gifts, is_platform
from pipeline.red_flags.charities import is_organisation
from pipeline.red_flags.crowdfunding.payouts import payouts, resolved
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = ("campaigns", "paid_cents", "payments", "payers_share", "span_days")


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue W: a quarter of appeals")
    ] = 90
    min_campaigns: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue: a second appeal is ordinary")
    ] = 3
    min_pools: Annotated[
        int,
        msgspec.Meta(
            ge=2, description="campaigns of others that pay one private person"
        ),
    ] = 2
    drive_days: Annotated[
        int,
        msgspec.Meta(ge=0, description="for these: a year of a drive of up to three"),
    ] = 365
    min_payout_share: Annotated[
        float,
        msgspec.Meta(
            gt=0, le=1, description="of a campaign's payouts: published payees, 1 to 3"
        ),
    ] = 1 / 3


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    window, least = limits.window_days * DAY, limits.min_campaigns
    paid = payouts(ledger)
    ends = resolved(ledger, paid, limits.min_payout_share * SLACK)
    pools = in_crowded_windows(
        _events(ledger, _of_others(ledger, ends), "receiver"),
        limits.drive_days * DAY,
        limits.min_pools,
    ).with_columns(least=pl.lit(limits.min_pools - 1))  # one is ordinary, two rare
    events = pl.concat([_events(ledger, ends, "receiver"), _of_holders(ledger)])
    runs = in_crowded_windows(
        events.join(pools, on="subject", how="anti"), window, least
    )
    runs = _numbered_after(pools, runs.with_columns(least=pl.lit(least)))
    # Where a payee tells it, the device that paid him tells the same.
    ordered = paid.join(runs, on="who", how="anti")
    devices = in_crowded_windows(_by_devices(ledger, ordered), window, least)
    runs = _numbered_after(runs, devices.with_columns(least=pl.lit(least)))
    runs = runs.sort("run", "time", "row")
    if runs.is_empty():
        return found_nothing(*MEASURED)
    payout = pl.col("part") != "gift"
    alerts = runs.group_by(alert="run", maintain_order=True).agg(
        pl.col("who").n_unique().cast(pl.Int64).alias("campaigns"),
        pl.col("least").first(),
        pl.col("cents").filter(payout).clip(0).sum().alias("paid_cents"),
        pl.col("row").n_unique().alias("payments"),
        pl.col("speaks").min().alias("account"),
        ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days"),
    )
    alerts = alerts.with_columns(
        payers_share=(pl.col("campaigns") / _payers(ledger, alerts)).clip(upper_bound=1)
    )
    more = pl.col("campaigns") - pl.col("least") + 1.0
    alerts = alerts.with_columns(
        strength=(1 - 0.5**more) * (0.5 + 0.5 * pl.col("payers_share"))
    )
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        runs.select("row", "part", alert="run"),
    )


def _of_others(ledger: Ledger, ends: pl.DataFrame) -> pl.DataFrame:
    """Those of ``ends`` at which the campaign of another, no platform, pays."""
    who = ends["who"].to_numpy()
    own = ledger.principals.holder[who].astype(np.int64) == ends["subject"].to_numpy()
    return ends.filter(pl.Series(~(own | is_platform(ledger)[who])))


def _numbered_after(runs: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    """Both, no number of a run twice."""
    begin = runs["run"].max()
    after = 0 if begin is None else int(begin) + 1  # type: ignore[arg-type] # a column of integers
    return pl.concat([runs, more.with_columns(pl.col("run") + after)])


def _of_holders(ledger: Ledger) -> pl.DataFrame:
    """Events by holder: gifts to campaigns whose holder is no organisation."""
    given = gifts(ledger, valued=False).rename({"campaign": "who"})
    holder = ledger.principals.holder
    given = given.with_columns(
        pl.Series("subject", holder[given["who"]].astype(np.int64))
    ).filter(~pl.Series(is_organisation(ledger)[given["who"]], dtype=pl.Boolean))
    several = given.filter(pl.col("who").n_unique().over("subject") > 1)
    return _events(ledger, several.with_columns(part=pl.lit("gift")), "who")


def _by_devices(ledger: Ledger, paid: pl.DataFrame) -> pl.DataFrame:
    """Events by device: payouts of campaigns that one device ordered."""
    named = (
        ledger.transactions.with_row_index("row")
        .filter(
            pl.col("device").is_not_null(), pl.col("row").is_in(paid["row"].implode())
        )
        .select("row", subject=pl.col("device").rank("dense").cast(pl.Int64))
        .collect()
    )
    mine = paid.filter(~pl.Series(is_platform(ledger)[paid["who"]], dtype=pl.Boolean))
    ordered = mine.join(named, on="row").with_columns(part=pl.lit("by one device"))
    return _events(ledger, ordered, "who")


def _events(ledger: Ledger, rows: pl.DataFrame, speaks: str) -> pl.DataFrame:
    """``rows`` (subject, who, row, cents, part) as events of windows."""
    place = rows["row"]
    return rows.select(
        "subject",
        pl.col("who").cast(pl.Int64),
        "row",
        pl.col("cents").cast(pl.Int64),
        pl.Series("time", ledger.rows.time[place]),
        pl.Series("earliest", ledger.times.earliest[place]),
        pl.Series("latest", ledger.times.latest[place]),
        pl.col(speaks).cast(pl.UInt32).alias("speaks"),
        "part",
    )


def _payers(ledger: Ledger, alerts: pl.DataFrame) -> pl.Series:
    """Of each alert, how many different accounts pay the account it speaks about."""
    received = ledger.graph.received
    account = np.array(alerts["account"], np.int64)
    order = np.argsort(account, kind="stable")
    windows = (received.ptr[account[order]], received.ptr[account[order] + 1])
    counts = np.empty(account.size, np.int64)
    counts[order] = distinct_others(received, account[order], *windows)
    return pl.Series(np.maximum(counts, 1))


RED_FLAG = RedFlag(
    id="TF-CROWD-03",
    title="Mirror campaigns, one payee",
    family="crowdfunding",
    stages=("raise",),
    source="FATF 2023 Crowdfunding for TF",
    provenance="VS",
    weight=0.4,
    graph=True,
    needs=(CAMPAIGN_NEEDS,),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{campaigns} campaigns or platforms end with one payee, holder or device, each "
        "within {window_days} of others: {payments} payments over {span_days}, payouts "
        "of {paid_cents} where amounts are known. They are {payers_share} of all who "
        "pay this account."
    ),
)
