"""
Donation hub: gifts to several campaigns' addresses end at one that consolidates them.

Why:      appeals that look apart are run as one: their many small gifts are swept to
          the same few addresses before they are changed or spent.
Source:   FATF (2020), Virtual Assets, Red Flag Indicators of Money Laundering and
          Terrorist Financing, transaction patterns; structure of US v. 155 Virtual
          Currency Assets, 20-cv-2228 (provenance VS: read in secondary accounts).
          Campaigns, payments up to the hub, number and size of gifts and days are the
          catalogue's. Added: most of what an address got and paid must arrive at the
          hub, for one payment to a place that many use joins nobody; addresses of one
          holder are one campaign; one that its source calls a campaign needs no gifts
          that show it; of two hubs on one way the one where more campaigns meet stands.
Innocent: a supplier of several appeals who is not known to be a shop; processors of
          gifts, hot wallets and payment offices that nobody has labelled (labelled
          ones, and whoever more different accounts pay than a desk ever served, do not
          count); one fund that runs several honest appeals.
Blind to: gifts that reach a campaign through an exchange's pooled wallet one by one,
          trails through exchanges and mixers (see TF-VA-02), more payments in between,
          hubs of one campaign only.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, FlowGraph
from pipeline.motifs.overlaps import joined_findings
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.virtual_asset.arrivals import Trail
from pipeline.red_flags.virtual_asset.campaigns import (
    POOLED,
    Gifts,
    customers,
    gifts_before,
    offers,
    on_chain,
    registered,
)
from pipeline.red_flags.virtual_asset.convergence import Converged, converged, summary

MEASURED = (
    *("campaigns", "gifts", "arrived_cents", "passed_share", "hops", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    min_campaigns: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue: campaign clusters that meet")
    ] = 2
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: gifts and sweeps so close")
    ] = 180
    max_hops: Annotated[
        int, msgspec.Meta(ge=1, le=8, description="catalogue: payments up to the hub")
    ] = 3
    min_gifts: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue n: to all campaigns of a hub")
    ] = 20
    min_address_gifts: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="guess: published campaigns used 80 to 300 fresh addresses, "
            "so one shows few",
        ),
    ] = 5
    max_gift_cents: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: half of the gifts, at most")
    ] = 25_000
    min_givers: Annotated[
        int, msgspec.Meta(ge=1, description="guess: a few friends pay each other too")
    ] = 5
    max_dwell_days: Annotated[
        int,
        msgspec.Meta(ge=0, description="two weeks: published schemes rest 1 to 336 h"),
    ] = 14
    min_passed_share: Annotated[
        float,
        msgspec.Meta(ge=0, le=1, description="of what a campaign pays: most of it"),
    ] = 0.5
    max_customers: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="published exchangers served 100 to 900; more is an exchange",
        ),
    ] = 1_000


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    chain = on_chain(ledger)
    found = converged(
        ledger,
        chain,
        _hubs(ledger, chain, limits.max_customers),
        Gifts(
            limits.window_days * DAY,
            limits.min_address_gifts,
            limits.max_gift_cents,
            limits.min_givers,
        ),
        Trail(limits.max_hops, limits.max_dwell_days * DAY),
        limits.window_days * DAY,
        limits.min_campaigns,
        limits.min_passed_share * SLACK,
    )
    if found.ends.is_empty():
        return found_nothing(*MEASURED)
    evidence = pl.concat(
        [
            found.ends.select("alert", "row", part=pl.lit("to the hub")),
            found.way.select("alert", "row", part=pl.lit("on the way")),
            gifts_before(ledger, found.ends, limits.window_days * DAY),
        ]
    )
    return _tell(ledger, found, evidence, limits)


def _hubs(ledger: Ledger, chain: FlowGraph, most: int) -> NDArray[np.bool_]:
    pooled = commingled(ledger, SHOP) | offers(ledger, *POOLED)
    hubs = ~pooled | registered(ledger, False)
    hubs |= offers(ledger, "otc_desk") & ~registered(ledger, True)
    crowded = np.flatnonzero(np.diff(chain.received.ptr) > most)
    hubs[crowded[customers(chain, crowded) > most]] = False
    return hubs


def _tell(
    ledger: Ledger, found: Converged, evidence: pl.DataFrame, limits: Thresholds
) -> Found:
    """Hubs that share a payment are one alert, told of where most campaigns meet."""
    gifts = evidence.filter(part="gift").group_by("alert").agg(gifts=pl.len())
    moved = found.way.select("alert", "row").sort("alert", "row")
    counts = moved.group_by("alert").len().sort("alert")["len"]
    ptr = np.zeros(counts.len() + 1, np.int64)
    np.cumsum(counts, out=ptr[1:])
    joined = joined_findings(ptr, np.array(moved["row"], np.int64))
    campaign = pl.col("campaign").filter("named").n_unique()
    least = found.ends.group_by("alert").agg(
        passed_share=pl.col("share").min(), named=campaign
    )
    every = (
        summary(ledger, found.ends)
        .with_columns(group=pl.Series(joined))
        .join(least, on="alert")
        .join(gifts, on="alert", how="left")
        .with_columns(
            pl.col("gifts").fill_null(0),
            strength=(1 - 0.5 * limits.min_campaigns / pl.col("campaigns"))
            * (0.5 + pl.col("passed_share") / 2),
        )
        .sort(
            "group",
            "campaigns",
            "hops",
            "alert",
            descending=[False, True, False, False],
        )
    )
    every = every.filter(
        (pl.col("gifts") >= limits.min_gifts)
        | (pl.col("named") >= limits.min_campaigns)
    )
    told = every.unique("group", keep="first", maintain_order=True)
    shown = evidence.join(
        every.select("alert", "group"), on="alert", maintain_order="left"
    )
    return gather(
        ledger,
        told.select("account", "strength", *MEASURED, alert="group"),
        shown.select("row", "part", alert="group"),
    )


RED_FLAG = RedFlag(
    id="TF-VA-01",
    title="Donation addresses converge on a hub",
    family="virtual_asset",
    stages=("raise", "move"),
    source="FATF 2020 Virtual Assets Red Flag Indicators",
    provenance="VS",
    weight=0.4,
    graph=True,
    needs=("transactions.channel=virtual_asset",),
    thresholds=Thresholds,
    detect=detect,
    explanation="Virtual assets of {campaigns} campaigns met at this account within "
    "{span_days}: {arrived_cents} of known value, at least {passed_share} of what "
    "each paid, after {gifts} gifts to them.",
)
