"""
Unregistered exchanger: several campaigns turn to one that is on no register.

Why:      gifts in virtual assets buy nothing until somebody changes them; who asks no
          names and is on no register serves one appeal after the other.
Source:   FATF (2020), Virtual Assets, Red Flag Indicators of Money Laundering and
          Terrorist Financing: geographical risks, providers without a licence
          (provenance VS: read in secondary accounts). Campaigns and days are the
          catalogue's. Added: money counts up to three payments on, followed first in
          first out, for documented campaigns went by way of further addresses; and
          campaigns of one holder are one, or fresh addresses would multiply them;
          addresses emptied into it count as TF-VA-01 has them. A register is needed:
          that one is not known to be registered is no sign.
Innocent: a local desk in a place without banks, whose country asks for no register;
          registers that lag behind; a desk does not choose its customers.
Blind to: exchangers no register was looked up for, campaigns that are neither called
          so nor look so, cash handed over, more payments in between.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.virtual_asset.arrivals import Trail
from pipeline.red_flags.virtual_asset.campaigns import (
    ON_CHAIN,
    Gifts,
    offers,
    on_chain,
    registered,
)
from pipeline.red_flags.virtual_asset.convergence import converged
from pipeline.red_flags.virtual_asset.swept_hubs import Emptied, Swept, swept_hubs
from pipeline.red_flags.virtual_asset.told import summary, told_once

EXCHANGERS = ("exchange", "otc_desk", "swap")
MEASURED = ("campaigns", "arrived_cents", "hops", "span_days")


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    min_campaigns: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue: risk clusters served")
    ] = 3
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: payments this close together")
    ] = 365
    max_hops: Annotated[
        int,
        msgspec.Meta(ge=1, le=8, description="as TF-VA-01: payments up to the hub"),
    ] = 3
    max_dwell_days: Annotated[
        int,
        msgspec.Meta(ge=0, description="two weeks: published schemes rest 1 to 336 h"),
    ] = 14
    gifts_days: Annotated[
        int, msgspec.Meta(ge=0, description="as TF-VA-01: a campaign lasts so long")
    ] = 180
    min_gifts: Annotated[
        int, msgspec.Meta(ge=1, description="as TF-VA-01: gifts that one address shows")
    ] = 5
    max_gift_cents: Annotated[
        int, msgspec.Meta(ge=0, description="as TF-VA-01: half of the gifts, at most")
    ] = 25_000
    min_givers: Annotated[
        int, msgspec.Meta(ge=1, description="as TF-VA-01: different accounts that give")
    ] = 5
    min_swept_share: Annotated[
        float,
        msgspec.Meta(gt=0, le=1, description="as TF-VA-01: of what came, less a fee"),
    ] = 0.9
    max_chance: Annotated[
        float,
        msgspec.Meta(gt=0, le=1, description="as TF-VA-01: that so many are emptied"),
    ] = 0.001


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    chain = on_chain(ledger)
    exchangers = _exchangers(ledger)
    trail = Trail(limits.max_hops, limits.max_dwell_days * DAY)
    found = converged(
        ledger,
        chain,
        exchangers,
        Gifts(
            limits.gifts_days * DAY,
            limits.min_gifts,
            limits.max_gift_cents,
            limits.min_givers,
        ),
        trail,
        limits.window_days * DAY,
        limits.min_campaigns,
        0.0,
    )
    last = found.ends.select("alert", "row", part=pl.lit("to the exchanger"))
    before = found.way.select("alert", "row", part=pl.lit("on the way"))
    emptied = swept_hubs(
        ledger,
        chain,
        exchangers,
        trail,
        Emptied(
            limits.window_days * DAY,
            limits.min_campaigns,
            limits.min_campaigns,
            limits.min_swept_share,
            limits.min_givers,
            limits.max_gift_cents,
            limits.max_chance,
        ),
    )
    told = told_once(Swept(found.ends, pl.concat([last, before])), emptied)
    if told.ends.is_empty():
        return found_nothing(*MEASURED)
    alerts = summary(ledger, told.ends).with_columns(
        strength=1 - 0.5 * limits.min_campaigns / pl.col("campaigns")
    )
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        told.evidence,
    )


def _exchangers(ledger: Ledger) -> NDArray[np.bool_]:
    """Known not to be registered, and exchanging by name or with a leg in money."""
    kinds = ledger.accounts["kind"].is_in(["vasp", "msb"]).fill_null(False)
    named = np.array(kinds, np.bool_) | offers(ledger, *EXCHANGERS)
    sender, receiver, _, _ = ledger.rows
    money = ~ledger.where(ON_CHAIN)
    virtual = ~money
    both = np.zeros(named.size, np.bool_)
    both[sender[money]] = True
    both[receiver[money]] = True
    paid_virtual = np.zeros(named.size, np.bool_)
    paid_virtual[receiver[virtual]] = True
    return registered(ledger, False) & (named | (both & paid_virtual))


RED_FLAG = RedFlag(
    id="TF-VA-04",
    title="Unregistered exchanger serving several campaigns",
    family="virtual_asset",
    stages=("move",),
    source="FATF 2020 Virtual Assets Red Flag Indicators",
    provenance="VS",
    weight=0.4,
    graph=True,
    needs=("accounts.registered", "transactions.channel=virtual_asset"),
    thresholds=Thresholds,
    detect=detect,
    explanation="Virtual assets of {campaigns} campaigns or emptied addresses came "
    "to this account within "
    "{span_days}, {arrived_cents} of known value, from {hops} payment away on; it "
    "exchanges, and the register does not have it.",
)
