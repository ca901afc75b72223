"""
Pop-up charity: a new body gathers from many, and little of it meets any programme.

Why:      a cause invented for the day needs no suppliers: what is given leaves again as
          cash, to persons or into virtual assets.
Source:   FATF (2025) Comprehensive Update on Terrorist Financing Risks; FinCEN
          FIN-2023-TFHAMAS, sham charities (provenance VS, secondary accounts). Age,
          days and the share that leaves privately are the catalogue's. Programme up to
          0.15 for its 0.05: in the published case a token ninth reached the cause.
          25 givers for its 50: half of street giving or more arrives as cash in lumps,
          each counted once. Beside peers of like size and age the private share must
          pass their fence. That a crisis came before no data say; it is not asked.
Innocent: volunteers who buy relief with cash of a new appeal, which payments do not
          tell apart; drives that buy goods or pass all on to a known charity stay
          silent, as do those that still hold the money; an old body that is new to the
          bank, where no date of founding is known.
Blind to: appeals into a private account or on a platform, older shells put to new use,
          invented suppliers, charities whose age or whose payees nobody knows.
"""

from typing import Annotated

import msgspec
import polars as pl

from pipeline.flow_graph import DAY, Int64s
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.charities import (
    UNBORN,
    begun_at,
    beside_peers,
    one_a_charity,
)
from pipeline.red_flags.gather import gather
from pipeline.red_flags.npo.books import receipts, spending
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("age_days", "donors", "received_cents", "paid_cents", "private_share"),
    *("programme_share", "peers"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    max_age_days: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: gifts of the first half-year")
    ] = 180
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: time left to spend them")
    ] = 90
    min_donors: Annotated[
        int, msgspec.Meta(ge=1, description="half the catalogue's: cash comes in lumps")
    ] = 25
    max_programme_share: Annotated[
        float, msgspec.Meta(ge=0, le=1, description="a token: a ninth in a known case")
    ] = 0.15
    min_private_share: Annotated[
        float, msgspec.Meta(gt=0, le=1, description="catalogue: of what was paid out")
    ] = 0.6
    min_spent_share: Annotated[
        float, msgspec.Meta(ge=0, le=1, description="guess: of receipts; else it waits")
    ] = 0.25


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    begun = _begun(ledger)
    came, went = receipts(ledger), spending(ledger)
    gifts = _while_young(came, begun, limits.max_age_days)
    early = _while_young(went, begun, limits.max_age_days + limits.window_days)
    donors = gifts.group_by("charity").agg(
        (
            pl.col("donor").filter("private").n_unique()
            + pl.col("in_cash").sum().cast(pl.UInt32)
        ).alias("donors"),
        pl.col("cents").sum().alias("received_cents"),
        (pl.col("age").max() / DAY).alias("age_days"),
        pl.col("b").min().alias("account"),
    )
    found = donors.join(_shares(early), on="charity").join(
        _peers(ledger, went, early), on="charity", how="left"
    )
    found = found.filter(
        pl.col("donors") >= limits.min_donors,
        pl.col("programme_share") <= limits.max_programme_share,
        pl.col("private_share") >= limits.min_private_share * SLACK,
        pl.col("paid_cents") >= limits.min_spent_share * pl.col("received_cents"),
        (pl.col("private_share") > pl.col("fence")).fill_null(True),
    )
    if found.is_empty():
        return found_nothing(*MEASURED)
    crowd = 1 - 0.5 ** (pl.col("donors") / limits.min_donors)
    found = (
        found.sort("charity")
        .with_row_index("alert")
        .with_columns(strength=crowd * pl.col("private_share"))
    )
    evidence = [
        gifts.filter(pl.col("private") | pl.col("in_cash")).with_columns(
            part=pl.lit("gift")
        ),
        early.filter(pl.col("private_cents") > 0).with_columns(part=pl.lit("out")),
    ]
    shown = pl.concat([rows.select("charity", "row", "part") for rows in evidence])
    return gather(
        ledger,
        found.select("alert", "account", "strength", *MEASURED),
        shown.join(found, on="charity").select("alert", "row", "part"),
    )


def _begun(ledger: Ledger) -> pl.DataFrame:
    """charity, begun (graph seconds): of those whose beginning is known."""
    begun: Int64s = begun_at(ledger)
    known = begun != UNBORN
    return (
        pl.DataFrame({"charity": one_a_charity(ledger)[known], "begun": begun[known]})
        .group_by("charity")
        .agg(pl.col("begun").min())
    )


def _while_young(rows: pl.DataFrame, begun: pl.DataFrame, days: int) -> pl.DataFrame:
    """``rows`` of a charity's first ``days``, the last second left out, and its age."""
    aged = rows.join(begun, on="charity").with_columns(
        age=pl.col("time") - pl.col("begun")
    )
    return aged.filter(pl.col("age") >= 0, pl.col("age") < days * DAY)


def _shares(paid: pl.DataFrame) -> pl.DataFrame:
    whole = pl.col("cents").sum()
    return (
        paid.group_by("charity")
        .agg(
            whole.alias("paid_cents"),
            pl.col("time").max().alias("last"),
            (pl.col("private_cents").sum() / whole).alias("private_share"),
            (pl.col("programme_cents").sum() / whole).alias("programme_share"),
        )
        .filter(pl.col("paid_cents") > 0)
    )


def _peers(ledger: Ledger, went: pl.DataFrame, early: pl.DataFrame) -> pl.DataFrame:
    """Fences of private shares: of a charity's youth where the data hold it."""
    young = _shares(early)
    others = _shares(went).join(young, on="charity", how="anti")
    values = pl.concat([young, others]).sort("charity")
    return beside_peers(
        ledger,
        values.select(
            account="charity",
            at="last",
            size_cents="paid_cents",
            value="private_share",
        ),
    ).select("peers", "fence", charity="account")


RED_FLAG = RedFlag(
    id="TF-NPO-05",
    title="Sham or pop-up charity",
    family="npo",
    stages=("raise",),
    source=("FATF 2025 Comprehensive Update on TF Risks; FinCEN FIN-2023-TFHAMAS"),
    provenance="VS",
    weight=0.4,
    graph=False,
    needs=(
        "accounts.kind=npo",
        "parties.dates or accounts.opened_on",
        "transactions.value_cents",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "Within {age_days} of its beginning {donors} givers paid this charity "
        "{received_cents}. Of the {paid_cents} it paid out {private_share} went to "
        "persons, in cash or into virtual assets and money transfer, and "
        "{programme_share} to suppliers or other bodies. "
        "Charities it was compared with: {peers}."
    ),
)
