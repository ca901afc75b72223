"""
Several prepaid cards, abroad: bought or topped up small here, spent or drawn elsewhere.

Why:      a card below the limit of identification carries value over a border in a
          pocket, or as a code in a message, and leads to no name.
Source:   FATF (2015), Emerging Terrorist Financing Risks, new payment products
          (provenance VS). Cards and window are the catalogue's. The limit is what EU
          rules of 2015 allowed on a card without identification, 250 euro, here of the
          base currency: set it where that is not of that order. Improved: cards belong
          together by who holds them, who loads them, or who abroad collects from them;
          and most of what they pay must go abroad, where the catalogue asks for one
          payment, which any gift card makes in some foreign shop. Cards of several
          others whom one person loads without a known reason are the indicator's "used
          by others": there more must go abroad than chance makes of all cards' use.
Innocent: a firm's travel cards with small sums, relatives on a holiday whose ties are
          not recorded, gift cards spent abroad.
Blind to: vouchers whose code nobody records, cards issued abroad by a bank that is not
          in the data, one account that stands for many cards, shops over whose counter
          anybody loads, countries withheld or not known.
"""

from typing import Annotated

import msgspec
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.chance import chance_of_as_many
from pipeline.red_flags.gather import gather
from pipeline.red_flags.instrument.card_links import HOLDER, OTHERS, linked_cards
from pipeline.red_flags.prepaid import NEEDS, used_meanwhile
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

# One of 20 payments goes abroad, until more other cards are seen to tell.
FEW, FEW_ABROAD = 20, 1
MEASURED = (
    *("cards", "loads", "loaded_cents", "payments", "abroad", "abroad_share"),
    "span_days",
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: loads, and use after the last")
    ] = 30
    min_cards: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue: two are one and its spare")
    ] = 3
    max_load_cents: Annotated[
        int,
        msgspec.Meta(ge=1, description="EU rules of 2015: 250 without identification"),
    ] = 25_000
    min_abroad_share: Annotated[
        float,
        msgspec.Meta(
            gt=0, le=1, description="of all that the cards paid: they are for abroad"
        ),
    ] = 0.5
    max_chance: Annotated[
        float,
        msgspec.Meta(
            gt=0,
            le=1,
            description="that others' cards went abroad so often by accident",
        ),
    ] = 0.001


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    linked = linked_cards(ledger, limits.max_load_cents)
    window = limits.window_days * DAY
    row = linked.events["row"]
    events = linked.events.with_columns(
        pl.Series("earliest", ledger.times.earliest[row]),
        pl.Series("latest", ledger.times.latest[row]),
        pl.Series("time", ledger.rows.time[row]),
        subject=pl.struct("sort", "link").rank("dense"),
        who="card",
        instrument="card",
    )
    runs = in_crowded_windows(events, window, limits.min_cards)
    if runs.is_empty():
        return found_nothing(*MEASURED, cut=linked.cut)
    alerts = _measured(runs, linked.used, window)
    chance = _by_accident(alerts, linked.used)
    alerts = alerts.filter(
        pl.col("abroad") > 0,
        (pl.col("abroad_share") >= limits.min_abroad_share * SLACK)
        | ((pl.col("sort") == OTHERS) & (chance <= limits.max_chance)),
    ).with_columns(
        strength=(1 - 0.5 ** (pl.col("cards") - limits.min_cards + 1.0))
        * (0.5 + pl.col("abroad_share") / 2)
    )
    evidence = _evidence(runs, linked.used, window)
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        evidence.join(alerts, on="alert", how="semi", maintain_order="left"),
        linked.cut,
    )


def _by_accident(alerts: pl.DataFrame, used: pl.DataFrame) -> pl.Series:
    """Of each finding the chance that so many payments go abroad as of all cards'."""
    abroad = used["abroad"].sum() - alerts["abroad"] + FEW_ABROAD
    usual = abroad / (used.height - alerts["payments"] + FEW)
    return pl.Series(chance_of_as_many(alerts["abroad"], alerts["payments"], usual))


def _measured(runs: pl.DataFrame, used: pl.DataFrame, window: int) -> pl.DataFrame:
    """One row a finding: what several links find is told of the first of them."""
    spent = used.rename({"card": "instrument"})
    every = used_meanwhile(runs, spent.with_columns(count=pl.lit(1)), 0, window)
    beyond = used_meanwhile(runs, spent.rename({"abroad": "count"}), 0, window)
    load = pl.col("part") == "load"
    return (
        runs.sort("run", "time", "row")
        .group_by("run", "sort", maintain_order=True)
        .agg(
            pl.when(pl.col("sort").first() == HOLDER)
            .then(pl.col("card").mode().min())
            .otherwise(pl.col("link").first())
            .alias("account"),
            pl.col("card").n_unique().alias("cards"),
            load.sum().alias("loads"),
            pl.col("cents").filter(load).sum().alias("loaded_cents"),
            ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days"),
            pl.col("row").sort().cast(pl.String).str.join(" ").alias("rows"),
        )
        .sort("sort", "run")
        .unique("rows", keep="first", maintain_order=True)
        .join(every, on="run")
        .join(beyond.rename({"payments": "abroad"}), on="run")
        .with_columns(abroad_share=pl.col("abroad") / pl.col("payments"), alert="run")
    )


def _evidence(runs: pl.DataFrame, used: pl.DataFrame, window: int) -> pl.DataFrame:
    """alert, row, part: the loads or uses that link the cards, and uses abroad."""
    cards = runs.select(
        "run",
        "card",
        first=pl.col("earliest").min().over("run"),
        last=pl.col("latest").max().over("run") + window,
    ).unique(maintain_order=True)
    beyond = used.filter("abroad").join(cards, on="card", maintain_order="left")
    beyond = beyond.filter(pl.col("time").is_between("first", "last"))
    return pl.concat(
        [
            runs.select("row", "part", alert="run"),
            beyond.select("row", pl.lit("abroad").alias("part"), alert="run"),
        ]
    )


RED_FLAG = RedFlag(
    id="TF-PREP-01",
    title="Multiple prepaid instruments, cross-border",
    family="instrument",
    stages=("store", "move", "use"),
    source="FATF 2015 Emerging TF Risks",
    provenance="VS",
    weight=0.3,
    graph=True,
    needs=(
        NEEDS,
        "transactions.receiver_country or accounts.country",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="{cards} prepaid cards with loads of at most {max_load_cents}, linked "
    "by one holder, loader or collector, came into use within {span_days}; {abroad} of "
    "the {payments} payments they then made went abroad ({abroad_share}).",
)
