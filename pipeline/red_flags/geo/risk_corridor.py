"""
Risk corridor: a new corridor to several strangers, in a place of risk, without purpose.

Why:      money for a conflict has to reach it. Where an account that never paid there
          begins to, and to people it does not know, somebody else may have said where.
Source:   FFIEC BSA/AML Examination Manual, App. F, funds transfers; FATF (2002)
          Guidance for Financial Institutions in Detecting Terrorist Financing
          (provenance VP). Lists: FATF's and areas of conflict, as they stood on the day
          of the payment, each date with its own provenance. FATF's list weights are the
          catalogue's. Its definition asks for one first payment of a pair: on a made
          world of 100,000 payments that gave 310 alerts and no true one, for most
          people who pay abroad have somebody there. Changed: the account, known for a
          quarter, never dealt with that country before; it begins with several
          strangers within a month; and they are a fair part of what it moves meanwhile.
          Only transfers count, for a traveller pays a country full of strangers by card
          and cash.
Innocent: a supplier's chain abroad that changes at once, aid workers sent to a new
          place, people who found a trade there and state no purpose.
Blind to: corridors older than the data, one receiver however large (see TF-GEO-05),
          payments through a third country (see TF-GEO-03), any purpose however false,
          countries withheld or unknown, unknown amounts.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.gather import gather
from pipeline.red_flags.geo.corridors import (
    corridors,
    moved_shares,
    opened_by,
    risk_weights,
    seen_since,
    strangers,
    unexplained,
)
from pipeline.red_flags.observed import span_of
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

HEAVIEST = 3  # the list weight of a call for action
MEASURED = (
    *("payments", "strangers", "list_weight", "total_cents", "moved_share"),
    "span_days",
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="guess: a corridor is new for a month")
    ] = 30
    min_strangers: Annotated[
        int,
        msgspec.Meta(
            ge=1, description="several; published collectors forward to two abroad"
        ),
    ] = 2
    min_moved_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="guess: of what the account moves that way meanwhile",
        ),
    ] = 0.2
    min_history_days: Annotated[
        int,
        msgspec.Meta(
            ge=0, description="guess: a quarter, in which a remitter would have paid"
        ),
    ] = 90


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    window = limits.window_days * DAY
    runs = _runs(ledger, window, limits)
    if runs.is_empty():
        return found_nothing(*MEASURED)
    alerts = runs.group_by("run", "account", maintain_order=True).agg(
        pl.len().alias("payments"),
        pl.col("stranger").n_unique().alias("strangers"),
        pl.col("list_weight").max(),
        pl.col("cents").clip(0).sum().alias("total_cents"),
        ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days"),
        sent=pl.col("cents").clip(0).filter("sends").sum(),
        got=pl.col("cents").clip(0).filter(~pl.col("sends")).sum(),
        since=pl.col("time").min(),
        until=pl.col("time").max(),
    )
    alerts = alerts.with_columns(moved_share=moved_shares(ledger, alerts, window))
    alerts = alerts.filter(pl.col("moved_share") >= limits.min_moved_share * SLACK)
    crowd = 1 - 0.5 * limits.min_strangers / pl.col("strangers")
    alerts = alerts.with_columns(
        strength=pl.col("list_weight") / HEAVIEST * crowd, alert="run"
    )
    evidence = runs.join(alerts, on="run", how="semi").select(
        "row", "part", alert="run"
    )
    return gather(
        ledger, alerts.select("alert", "account", "strength", *MEASURED), evidence
    )


def _runs(ledger: Ledger, window: int, limits: Thresholds) -> pl.DataFrame:
    """Unexplained payments of newly opened corridors, in windows with strangers."""
    weights = risk_weights(ledger)
    paid = corridors(ledger, weights > 0)
    if paid.is_empty():
        return paid
    row = paid["row"].to_numpy()
    since = seen_since(ledger)[paid["account"]]
    opened = opened_by(ledger, paid)
    earliest = ledger.times.earliest[row].astype(np.int64)
    # New at most for a window, and silence in the quarter before was seen.
    new = earliest - opened <= window
    quiet = limits.min_history_days * DAY + span_of(ledger).imprecision
    new &= opened - since >= quiet
    new &= ~commingled(ledger, SHOP)[paid["account"]]
    kept = unexplained(ledger, paid.filter(pl.Series(new)))
    kept = strangers(ledger, kept)
    place = kept["row"].to_numpy()
    side = np.where(kept["sends"], 1, 0)
    events = kept.with_columns(
        pl.Series("list_weight", weights[side, place]),
        pl.Series("earliest", ledger.times.earliest[place]),
        pl.Series("latest", ledger.times.latest[place]),
        pl.Series("time", ledger.rows.time[place]),
        pl.Series("cents", ledger.rows.cents[place]),
        subject=pl.col("account").cast(pl.Int64) * 1_000 + pl.col("country"),
        who="stranger",
        part=pl.when("sends")
        .then(pl.lit("to a listed country"))
        .otherwise(pl.lit("from a listed country")),
    )
    return in_crowded_windows(events, window, limits.min_strangers)


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
        "This account never dealt with that country, then within {span_days} with "
        "{strangers} others there without a known tie: {payments} payments without a "
        "purpose, {total_cents}, {moved_share} of what it moved that way meanwhile "
        "(list weight {list_weight} of 3). Never enough by itself."
    ),
)
