"""
Donation hub: gifts to several campaigns' addresses end at one that consolidates them.

Why:      appeals that look apart are run as one: their many small gifts are swept to
          the same few addresses before they are changed or spent.
Source:   FATF (2020), Virtual Assets, Red Flag Indicators of Money Laundering and
          Terrorist Financing, transaction patterns: small sums from many unrelated
          wallets, then all of it on to one wallet or into money; structure of US v. 155
          Virtual Currency Assets, 20-cv-2228 (provenance VS: read in secondary
          accounts). Campaigns, payments up to the hub, number and size of gifts and
          days are the catalogue's. Added: most of what an address got and paid must
          arrive at the hub; addresses of one holder are one campaign; one that its
          source calls a campaign needs no gifts that show it; of two hubs on one way
          the one where more campaigns meet stands. A fresh address for each gift
          (published since 2019) shows no campaign: there the hub is told by addresses
          emptied into it, more of its payers than chance makes of everybody else's.
Innocent: a supplier of several appeals who is not known to be a shop; processors of
          gifts, hot wallets and payment offices that nobody has labelled (labelled
          ones, and whoever more different accounts pay than a desk ever served, do not
          count); desks whose customers change what they were just paid; one fund that
          runs several honest appeals.
Blind to: gifts that reach a campaign through an exchange's pooled wallet one by one,
          trails through exchanges and mixers (see TF-VA-02), more payments in between,
          hubs of one campaign only, sweeps in assets whose price moved meanwhile.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, FlowGraph
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.virtual_asset.arrivals import Trail
from pipeline.red_flags.virtual_asset.campaigns import (
    POOLED,
    Gifts,
    customers,
    offers,
    on_chain,
    registered,
)
from pipeline.red_flags.virtual_asset.convergence import converged
from pipeline.red_flags.virtual_asset.swept_hubs import Emptied, swept_hubs
from pipeline.red_flags.virtual_asset.told import summary, told_once, with_gifts

MEASURED = (
    *("campaigns", "gifts", "arrived_cents", "passed_share", "hops", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    min_campaigns: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue: clusters that meet")
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
    min_sweeps: Annotated[
        int, msgspec.Meta(ge=1, description="of emptied addresses; two may be strays")
    ] = 3
    min_swept_share: Annotated[
        float,
        msgspec.Meta(gt=0, le=1, description="of what came: published fees are less"),
    ] = 0.9
    max_chance: Annotated[
        float,
        msgspec.Meta(
            gt=0, le=1, description="that so many are emptied here, if as elsewhere"
        ),
    ] = 0.001


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    chain = on_chain(ledger)
    window = limits.window_days * DAY
    trail = Trail(limits.max_hops, limits.max_dwell_days * DAY)
    found = converged(
        ledger,
        chain,
        _hubs(ledger, chain, limits.max_customers),
        Gifts(
            window,
            limits.min_address_gifts,
            limits.max_gift_cents,
            limits.min_givers,
        ),
        trail,
        window,
        limits.min_campaigns,
        limits.min_passed_share * SLACK,
    )
    swept = swept_hubs(
        ledger,
        chain,
        _hubs(ledger, chain, limits.max_customers, of_trade=True),
        trail,
        Emptied(
            window,
            limits.min_campaigns,
            limits.min_sweeps,
            limits.min_swept_share,
            limits.min_givers,
            limits.max_gift_cents,
            limits.max_chance,
        ),
    )
    shown = with_gifts(ledger, found, window, limits.min_gifts, limits.min_campaigns)
    told = told_once(shown, swept)
    if told.ends.is_empty():
        return found_nothing(*MEASURED)
    alerts = summary(ledger, told.ends).with_columns(
        strength=(1 - 0.5 * limits.min_campaigns / pl.col("campaigns"))
        * (0.5 + pl.col("passed_share") / 2),
    )
    gifts = (
        told.evidence.filter(part="gift")
        .group_by("alert")
        .agg(gifts=pl.col("row").n_unique())
    )
    alerts = alerts.join(gifts, on="alert", how="left").with_columns(
        pl.col("gifts").fill_null(0)
    )
    return gather(
        ledger, alerts.select("alert", "account", "strength", *MEASURED), told.evidence
    )


def _hubs(
    ledger: Ledger, chain: FlowGraph, most: int, of_trade: bool = False
) -> NDArray[np.bool_]:
    """``of_trade``: registered desks too, for they are compared with others' payers."""
    pooled = commingled(ledger, SHOP) | offers(ledger, *POOLED)
    hubs = ~pooled | registered(ledger, False)
    hubs |= offers(ledger, "otc_desk") & (of_trade | ~registered(ledger, True))
    crowded = np.flatnonzero(np.diff(chain.received.ptr) > most)
    hubs[crowded[customers(chain, crowded) > most]] = False
    return hubs


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
    explanation="Virtual assets of {campaigns} campaigns or emptied addresses met at "
    "this account within {span_days}: {arrived_cents} of known value, at least "
    "{passed_share} of what each could pass on, after {gifts} gifts to them.",
)
