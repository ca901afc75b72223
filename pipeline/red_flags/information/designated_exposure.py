"""
Designated-party exposure: money to or from a listed party, directly or in a few steps.

Why:      funds may not be made available to a listed party, not even by way of others;
          a direct payment calls for a freeze, an indirect one for a look.
Source:   FinCEN (2023), FIN-2023-TFHAMAS, flag 1, which names identifiers such as
          e-mail, phone and wallet (provenance VS: read in a secondary summary). Hops,
          decay and the smallest share on a path are the catalogue's; the least score
          and what a mere name is worth are ours. A party counts as listed only while it
          was, on the day of the payment.
Innocent: people who share a name with a listed one (most hits of names alone), shops
          and landlords whom a listed person pays like anybody, relief under the
          humanitarian exemption (UNSCR 2664, 2761), parties delisted later.
Blind to: lists that were not given, names and identifiers that the data lack, money
          that mixes at an exchange or remittance office, cash, more than three steps.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY, EPOCH
from pipeline.motifs.exposure import Seeds, exposure
from pipeline.motifs.windows import SLACK
from pipeline.principals import controllers
from pipeline.red_flags.dealings import dealings
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = ("hops", "share", "similarity", "by_identifier", "payments", "moved_cents")
FIRST, LAST = np.iinfo(np.int32).min + DAY, np.iinfo(np.int32).max - DAY
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    max_hops: Annotated[
        int, msgspec.Meta(ge=1, le=5, description="catalogue d: longest path")
    ] = 3
    decay_share: Annotated[
        float, msgspec.Meta(gt=0, le=1, description="catalogue a: each further step")
    ] = 0.4
    min_score_share: Annotated[
        Share,
        msgspec.Meta(
            description="share times decay; a tenth: below it stands what a shop gets "
            "of a customer, and a third step needs most of what moved"
        ),
    ] = 0.1
    name_only_share: Annotated[
        Share,
        msgspec.Meta(
            description="strength of a hit by name alone, of one by identifier; a "
            "minor part, since most such hits are other people"
        ),
    ] = 0.3


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    listed = _listed_accounts(ledger)
    if listed.is_empty():
        return found_nothing(*MEASURED)
    paths = _paths(ledger, listed, limits)
    own = _own_payments(ledger, listed)
    rows = pl.concat([own, paths], how="diagonal").with_row_index("alert")
    shown = rows.select("alert", row="rows", part="part").explode("row", "part")
    cents = pl.Series(ledger.rows.cents)[shown["row"]]
    moved = (
        shown.with_columns(cents=cents.clip(0))
        .group_by("alert")
        .agg(payments=pl.len(), moved_cents=pl.col("cents").sum())
    )
    alerts = rows.join(moved, on="alert").with_columns(
        strength=pl.col("score")
        * pl.when("by_identifier").then(1.0).otherwise(limits.name_only_share)
        * pl.col("similarity")
    )
    return gather(
        ledger, alerts.select("alert", "account", "strength", *MEASURED), shown
    )


def _listed_accounts(ledger: Ledger) -> pl.DataFrame:
    """account, since, until (closed), by_identifier, similarity: of each hit."""
    hits = ledger.screening_hits.select(
        "similarity",
        party="party_id",
        by_identifier="exact_identifier",
        since=_seconds("listed_from", FIRST),
        until=_seconds("listed_to", LAST) - 1,
    )
    held = controllers(ledger.accounts, ledger.relations_in_force)
    return (
        held.select("account", "party")
        .unique()
        .join(hits, on="party")
        .select("account", "since", "until", "by_identifier", "similarity")
        .unique()
        .sort(pl.all())
    )


def _seconds(day: str, unknown: int) -> pl.Expr:
    since = (pl.col(day) - pl.lit(EPOCH.date(), pl.Date)).dt.total_days() * DAY
    return since.clip(FIRST, LAST).fill_null(unknown).cast(pl.Int32).alias(day)


def _paths(ledger: Ledger, listed: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """The heaviest path of each account and direction, by kind of hit."""
    found = []
    for by_identifier in (True, False):
        hits = listed.filter(by_identifier=by_identifier)
        if not by_identifier:
            hits = hits.join(listed.filter("by_identifier"), on="account", how="anti")
        seeds = Seeds(
            np.array(hits["account"], np.uint32),
            np.array(hits["since"], np.int32),
            np.array(hits["until"], np.int32),
        )
        paths = exposure(
            ledger.valued,
            seeds,
            ledger.times,
            max_hops=limits.max_hops,
            decay=limits.decay_share,
            min_score=limits.min_score_share * SLACK,
        )
        alike = hits.group_by("account").agg(pl.col("similarity").max())
        found.append(
            paths.join(alike, left_on="seed", right_on="account").with_columns(
                by_identifier=pl.lit(by_identifier)
            )
        )
    both = pl.concat(found)
    step = pl.int_ranges(1, pl.col("hops") + 1)
    return (
        both.join(listed.select("account"), on="account", how="anti")
        .sort("account", "direction", "by_identifier", descending=[False, False, True])
        .unique(["account", "direction"], keep="first", maintain_order=True)
        .with_columns(
            part=step.list.eval(pl.format("hop {}", pl.element())),
        )
    )


def _own_payments(ledger: Ledger, listed: pl.DataFrame) -> pl.DataFrame:
    """One row a listed account with its payments while it was listed, if any."""
    best = (
        listed.sort("by_identifier", "similarity", descending=True, maintain_order=True)
        .unique("account", keep="first", maintain_order=True)
        .select("account", "by_identifier", "similarity")
    )
    paid = dealings(ledger, best.select("account", alert="account"))
    row = paid["row"].to_numpy()
    return (
        paid.with_columns(
            pl.Series("earliest", ledger.times.earliest[row]),
            pl.Series("latest", ledger.times.latest[row]),
        )
        .join(listed.select("account", "since", "until"), on="account")
        .filter(
            pl.col("latest") >= pl.col("since"), pl.col("earliest") <= pl.col("until")
        )
        .unique(["account", "row"], keep="first", maintain_order=True)
        .sort("account", "row")
        .group_by("account", maintain_order=True)
        .agg(rows="row", part="part")
        .join(best, on="account")
        .with_columns(hops=pl.lit(0, pl.Int64), share=1.0, score=1.0)
    )


RED_FLAG = RedFlag(
    id="TF-INFO-03",
    title="Designated-party exposure within three steps",
    family="information",
    stages=("raise", "move", "store", "use"),
    source="FinCEN FIN-2023-TFHAMAS, flag 1",
    provenance="VS",
    weight=0.5,
    graph=True,
    needs=("screening_lists.list_name",),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{payments} payments, {moved_cents}, lie between this account and a party that "
        "resembles a listed one (similarity {similarity}; by identifier: "
        "{by_identifier}, 1 is yes), {hops} steps away (0: it is that party's own "
        "account); the smallest share of a step is {share}. Not a confirmed match."
    ),
)
