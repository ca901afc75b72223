"""
Goods cycle: wires buy goods, the goods go to a third country, cash comes home.

Why:      goods carry value over a border without a transfer, and their sale explains
          cash of any origin.
Source:   FATF (2008), Terrorist Financing, typologies, trade; complaint in US v.
          Lebanese Canadian Bank, 2011 (provenance VS: read in secondary accounts). Days
          and three countries are the catalogue's; the days here are those of each leg,
          not of the whole, because published cycles take 60 to 240 days: shipping and
          sale set the clock. Added: most of what the market pays the buyer's side must
          be cash, by value, by number where a value is not known; it comes more than
          once, the wires buy at least one used car, and the cash is not far below them
          (alleged: up to thirty times the cars), or any wire, trade and trip would do.
          Cash comes from abroad, too, if who pays it in banks in one other country.
Innocent: exporters of used cars and commodity traders whose customers have no bank:
          published traders get 5 to 80 % in cash. Those paid by wire do not fire, nor
          does who buys where he lives or ships to where he lives.
Blind to: shipments the data do not show, cash that somebody at home or nobody named
          pays in as local, couriers and markets that no relation joins, nobody's cash
          from where no dealer ships to, cash worth less than the goods.
"""

from typing import Annotated

import msgspec
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.trade.cash_home import cash_home
from pipeline.red_flags.trade.cycle_sums import cash_shares, one_a_buyer
from pipeline.red_flags.trade.shipments import (
    KEY,
    TRANSFERS,
    abroad_by,
    after,
    before,
    cycles,
    legs_of,
    shipments,
)

MEASURED = (
    *("wires", "shipments", "deposits", "dealers", "wired_cents", "cash_cents"),
    *("cash_share", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int,
        msgspec.Meta(
            ge=0, description="catalogue: from wire to shipment, and from that to cash"
        ),
    ] = 120
    min_cash_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="of what market and carrier pay the buyer's side: published "
            "schemes 0.7 to 1, traders typically 0.3",
        ),
    ] = 0.5
    min_deposits: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="the catalogue's one is chance among strangers' cash; not "
            "asked of aggregates and unknown values",
        ),
    ] = 2
    min_wired_cents: Annotated[
        int,
        msgspec.Meta(ge=0, description="published used cars cost 2,300 to 10,000 each"),
    ] = 230_000
    min_cash_to_wired: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            description="published schemes bring 0.7 to 1 of proceeds home as cash, or "
            "far more; traders, typically 0.3",
        ),
    ] = 0.7


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    cash = cash_home(ledger)
    if cash.is_empty():
        return found_nothing(*MEASURED)
    goods = shipments(ledger)
    wires = abroad_by(ledger, *TRANSFERS).rename(
        {"sender": "buyer", "receiver": "dealer", "from": "home", "to": "yard"}
    )
    cycle, cut = cycles(wires, goods, cash)
    wires, goods, cash = legs_of(cycle, wires, goods, cash)
    window = limits.window_days * DAY
    # Forward, what has the leg before it; then back, what has the leg after it.
    goods = after(ledger, goods, wires, window)
    cash = after(ledger, cash, goods, window)
    goods = before(ledger, goods, cash, window)
    wires = before(ledger, wires, goods, window)
    legs = pl.concat(
        [
            leg.select("cycle", "row", part=pl.lit(part))
            for leg, part in zip(
                (wires, goods, cash), ("wire", "shipment", "cash"), strict=True
            )
        ]
    ).join(cycle.select("cycle", *KEY), on="cycle")
    shares = cash_shares(ledger, cycle, cash)
    alerts = one_a_buyer(ledger, legs, shares).filter(
        ~pl.col("told")
        | (
            (pl.col("deposits") >= limits.min_deposits)
            & (pl.col("wired_cents") >= limits.min_wired_cents)
            & (
                pl.col("cash_cents")
                >= limits.min_cash_to_wired * SLACK * pl.col("wired_cents")
            )
        ),
        pl.col("cash_share") >= limits.min_cash_share,
    )
    if alerts.is_empty():
        return found_nothing(*MEASURED, cut=cut)
    crowd = 1 - 0.5 ** (pl.col("deposits") - limits.min_deposits + 1).clip(1)
    alerts = alerts.with_columns(
        alert="account", strength=crowd * (0.5 + pl.col("cash_share") / 2)
    )
    evidence = legs.select("row", "part", alert="buyer").unique()
    evidence = evidence.join(alerts.select("alert"), on="alert", how="semi")
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        evidence.sort("alert", "row", "part"),
        cut,
    )


RED_FLAG = RedFlag(
    id="TF-TRADE-01",
    title="Goods cycle with cash return",
    family="trade",
    stages=("move",),
    source="FATF 2008 TF Typologies; Egmont Group / UNODC casework",
    provenance="VS",
    weight=0.4,
    graph=True,
    needs=(
        "transactions.channel=trade_settlement",
        "transactions.channel=cash_deposit",
        "transactions.sender_country or accounts.country",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="{wires} wires ({wired_cents} of known value) paid {dealers} dealers "
    "abroad, {shipments} shipments went on to a third country, and {deposits} deposits "
    "of cash came home from there, each leg within {window_days}; {cash_share} of what "
    "that side paid back was cash.",
)
