"""
Risk corridor: first payments between strangers, one in a listed country, no purpose.

Why:      money for a conflict has to reach it; a corridor alone says next to nothing.
Source:   FFIEC BSA/AML Examination Manual, App. F, funds transfers; FATF (2002)
          Guidance for Financial Institutions in Detecting Terrorist Financing
          (provenance VP). Lists: FATF's, as they stood on the day of the payment, each
          date with its own provenance. The catalogue's list weights; the window only
          groups payments into one alert and is a guess.
Innocent: people who send money home, traders, travellers, aid workers: nearly everybody
          it finds. Hence its weight of 0.1; a case never rests on it.
Blind to: conflict areas next to countries that no list names (Türkiye in 2015, the
          Emirates in 2000), payments through a third country, second and later payments
          of a pair, any purpose however false, countries withheld or unknown.
"""

from typing import Annotated

import msgspec
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.ties import tied_pairs
from pipeline.reference.codes import WITHHELD
from pipeline.reference.fatf_lists import fatf_listings

HEAVIEST = 3  # the list weight of a call for action
MEASURED = ("payments", "strangers", "list_weight", "total_cents", "span_days")


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="guess: payments of a month are one alert")
    ] = 30
    min_payments: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: the first payment counts")
    ] = 1


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    risky = _to_strangers(ledger, _listed(ledger))
    place = risky["row"]
    runs = in_crowded_windows(
        risky.with_columns(
            pl.Series("earliest", ledger.times.earliest[place]),
            pl.Series("latest", ledger.times.latest[place]),
            pl.Series("time", ledger.rows.time[place]),
            pl.Series("cents", ledger.rows.cents[place]),
            subject="account",
            who="row",
        ),
        limits.window_days * DAY,
        limits.min_payments,
    )
    if runs.is_empty():
        return found_nothing(*MEASURED)
    alerts = runs.group_by("run", "account", maintain_order=True).agg(
        pl.len().alias("payments"),
        pl.col("stranger").n_unique().alias("strangers"),
        pl.col("list_weight").max(),
        pl.col("cents").clip(0).sum().alias("total_cents"),
        ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days"),
    )
    alerts = alerts.with_columns(strength=pl.col("list_weight") / HEAVIEST, alert="run")
    evidence = runs.select("row", "part", alert="run")
    return gather(
        ledger, alerts.select("alert", "account", "strength", *MEASURED), evidence
    )


def _listed(ledger: Ledger) -> pl.DataFrame:
    """
    Payments across borders without a purpose, one end in a country listed that day:
    row, list_weight, account (the end that is not there, else the sender), stranger.
    """
    listings = fatf_listings()
    countries = listings["country"].unique().to_list()
    ends = pl.col("sender_country", "receiver_country").cast(pl.String)
    rows = (
        ledger.transactions.with_row_index("row")
        .filter(
            pl.col("purpose").str.strip_chars().fill_null("") == "",
            pl.col("sender_country") != pl.col("receiver_country"),
            pl.all_horizontal(ends != WITHHELD),
            pl.any_horizontal(ends.is_in(countries)),
        )
        .select("row", ends, pl.col("booked_at").dt.date().alias("day"))
        .collect()
    )
    weighed = [
        rows.join(listings, left_on=f"{side}_country", right_on="country")
        .filter(
            pl.col("listed_from") <= pl.col("day"),
            (pl.col("listed_to") > pl.col("day")).fill_null(True),
        )
        .group_by("row")
        .agg(pl.col("list_weight").max().alias(side))
        for side in ("sender", "receiver")
    ]
    listed = weighed[0].join(weighed[1], on="row", how="full", coalesce=True)
    sends = listed["receiver"].is_not_null()
    sender = pl.Series(ledger.rows.sender[listed["row"]])
    receiver = pl.Series(ledger.rows.receiver[listed["row"]])
    return listed.select(
        "row",
        pl.max_horizontal("sender", "receiver").alias("list_weight"),
        sender.zip_with(sends, receiver).alias("account"),
        receiver.zip_with(sends, sender).alias("stranger"),
        pl.when(sends)
        .then(pl.lit("to a listed country"))
        .otherwise(pl.lit("from a listed country"))
        .alias("part"),
    ).sort("row")


def _to_strangers(ledger: Ledger, listed: pl.DataFrame) -> pl.DataFrame:
    """Without pairs that certainly paid each other before, or are known to be tied."""
    low, high = pl.min_horizontal("a", "b"), pl.max_horizontal("a", "b")
    pairs = listed.with_columns(
        pl.Series("may_be_at", ledger.times.earliest[listed["row"]]),
        a="account",
        b="stranger",
    ).with_columns(a=low, b=high)
    ever = pl.DataFrame(
        {
            "a": ledger.rows.sender,
            "b": ledger.rows.receiver,
            "known_by": ledger.times.latest,
        }
    ).lazy()
    first = (
        ever.with_columns(a=low, b=high)
        .join(pairs.lazy(), on=["a", "b"], how="semi")
        .group_by("a", "b")
        .agg(pl.col("known_by").min())
        .collect()
    )
    new = pairs.join(first, on=["a", "b"])
    new = new.filter(pl.col("known_by") >= pl.col("may_be_at"))
    return new.join(tied_pairs(ledger, new), on=["a", "b"], how="anti").sort("row")


RED_FLAG = RedFlag(
    id="TF-GEO-01",
    title="High-risk corridor without rationale",
    family="geo",
    stages=("move",),
    source=(
        "FFIEC BSA/AML Manual App. F; "
        "FATF 2002 Guidance for FIs in Detecting TF, Annex 1"
    ),
    provenance="VP",
    weight=0.1,
    graph=False,
    needs=(
        "transactions.sender_country",
        "transactions.receiver_country",
        "transactions.purpose",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{payments} first payments without a purpose, {total_cents} within "
        "{span_days}, to or from {strangers} others without a known tie, in countries "
        "on a FATF list that day (list weight {list_weight} of 3). Never enough by "
        "itself."
    ),
)
