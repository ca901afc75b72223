"""
Short-notice logistics: a vehicle and a room, taken within days by nobody in particular.

Why:      a cell needs transport, a place to stay and telephones shortly before it acts,
          and pays for them by cards that lead to no name, or lets others pay.
Source:   FATF (2015), Emerging Terrorist Financing Risks; FATF (2025), Comprehensive
          Update on Terrorist Financing Risks, use of funds by small cells (provenance
          VS). Things, number and window are the catalogue's; how linked parties are
          found and what makes an instrument anonymous is ours. Added: such purchases
          must be most of what the instrument paid around then, for a journey also buys
          meals and fuel.
          Anonymous is a prepaid card that nobody tied to its holder is known to have
          loaded, and an order by a third party without a known tie. Cards are linked by
          holder and by who loads them, third parties by who orders.
Innocent: crews of events, travellers who keep a card for hire and hotels, a friend who
          books for others, gift cards spent on a weekend away.
Blind to: cells that pay by cards in their own names, cash, cards of a bank that is not
          in the data, trades and words that the data do not carry, one telephone at a
          time, rent of a flat.
"""

from typing import Annotated

import msgspec
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.red_flags.gather import gather
from pipeline.red_flags.prepaid import NEEDS as CARDS
from pipeline.red_flags.prepaid import used_meanwhile
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.use.anonymous_orders import LOADER, Orders, anonymous_orders

PHONES = "handsets"
KINDS = ("vehicle_hire", "lodging", PHONES)
MEASURED = (
    *("kinds", "purchases", "instruments", "payments", "purchase_share"),
    "span_days",
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: at short notice")
    ] = 7
    min_kinds: Annotated[
        int,
        msgspec.Meta(ge=1, le=3, description="catalogue: of vehicle, room, telephones"),
    ] = 2
    min_handsets: Annotated[
        int,
        msgspec.Meta(
            ge=1, description="catalogue: multi-handset; everybody buys one some day"
        ),
    ] = 2
    min_purchase_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="of all that the instruments paid, a window more each way: "
            "mostly for this, where a holiday is mostly meals, shops and fuel",
        ),
    ] = 0.5
    load_days: Annotated[
        int, msgspec.Meta(ge=0, description="loads so long before are shown as well")
    ] = 30


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    orders = anonymous_orders(ledger, KINDS)
    window = limits.window_days * DAY
    events = orders.purchases.join(orders.links, on="instrument").with_columns(
        subject=pl.struct("sort", "link").rank("dense"),
        who=pl.col("kind").to_physical(),
    )
    phone = pl.col("kind") == PHONES
    several = in_crowded_windows(
        events.filter(phone).with_columns(who="row"), window, limits.min_handsets
    )
    phones = events.join(several, on=["subject", "row"], how="semi")
    runs = in_crowded_windows(
        events.filter(~phone).vstack(phones), window, limits.min_kinds
    )
    if runs.is_empty():
        return found_nothing(*MEASURED, cut=orders.cut)
    alerts = _measured(runs, orders.used, window)
    alerts = alerts.filter(pl.col("purchase_share") >= limits.min_purchase_share)
    alerts = alerts.with_columns(
        strength=(1 - 0.5 ** (pl.col("kinds") - 1))
        * (0.5 + pl.col("purchase_share") / 2)
    )
    evidence = _evidence(runs, orders, limits.load_days * DAY)
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        evidence.join(alerts, on="alert", how="semi", maintain_order="left"),
        orders.cut,
    )


def _measured(runs: pl.DataFrame, used: pl.DataFrame, window: int) -> pl.DataFrame:
    """One row a finding: what several links find is told of the first of them."""
    counted = used.with_columns(count=pl.lit(1))
    paid = used_meanwhile(runs, counted, window, window)
    loader = pl.when(pl.col("sort") == LOADER).then("link").first()
    return (
        runs.sort("run", "account")
        .group_by("run", maintain_order=True)
        .agg(
            pl.coalesce(loader, pl.col("account").mode().min()).alias("account"),
            pl.col("who").n_unique().alias("kinds"),
            pl.len().alias("purchases"),
            pl.col("instrument").n_unique().alias("instruments"),
            ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days"),
            pl.col("row").sort().cast(pl.String).str.join(" ").alias("rows"),
        )
        .unique("rows", keep="first", maintain_order=True)
        .join(paid, on="run")
        .with_columns(
            purchase_share=pl.min_horizontal(
                pl.col("purchases") / pl.col("payments"), 1
            ),
            alert="run",
        )
    )


def _evidence(runs: pl.DataFrame, orders: Orders, before: int) -> pl.DataFrame:
    """alert, row, part: what was bought, and what came onto the cards before it."""
    bought = runs.select(
        "row",
        alert="run",
        part=pl.col("kind").cast(pl.String).str.replace("_", " "),
    )
    cards = runs.group_by("run", "account").agg(
        pl.col("earliest").min() - before, pl.col("latest").max()
    )
    loads = orders.loaded.join(cards, left_on="card", right_on="account").filter(
        pl.col("time").is_between("earliest", "latest")
    )
    return pl.concat([bought, loads.select("row", alert="run", part=pl.lit("load"))])


RED_FLAG = RedFlag(
    id="TF-USE-02",
    title="Short-notice logistics on anonymous instruments",
    family="use",
    stages=("use",),
    source="FATF 2015 Emerging TF Risks; FATF 2025 Comprehensive Update on TF Risks",
    provenance="VS",
    weight=0.3,
    graph=True,
    needs=(
        "transactions.merchant_category or transactions.purpose",
        f"{CARDS} or transactions.conductor or transactions.on_behalf_of",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="{purchases} payments for {kinds} of vehicle hire, lodging and several "
    "telephones within {span_days}, from {instruments} cards or third parties that "
    "lead to nobody: {purchase_share} of the {payments} payments these made around "
    "then.",
)
