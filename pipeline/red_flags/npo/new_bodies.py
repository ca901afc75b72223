"""New bodies that gather from many and meet no programme with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.flow_graph import DAY, Int64s
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.charities import (
    UNBORN,
    begun_at,
    beside_peers,
    one_a_charity,
)
from pipeline.red_flags.npo.books import receipts, spending
from pipeline.red_flags.red_flag import Ledger

if TYPE_CHECKING:
    from pipeline.red_flags.npo.pop_up import Thresholds


def new_bodies(ledger: Ledger, limits: Thresholds) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    Alerts: alert, account, age_days, donors, received_cents, paid_cents, private_share,
    programme_share, peers. Evidence: alert, row, part.
    """
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
    found = found.sort("charity").with_row_index("alert")
    evidence = [
        gifts.filter(pl.col("private") | pl.col("in_cash")).with_columns(
            part=pl.lit("gift")
        ),
        early.filter(pl.col("private_cents") > 0).with_columns(part=pl.lit("out")),
    ]
    shown = pl.concat([rows.select("charity", "row", "part") for rows in evidence])
    return found, shown.join(found, on="charity").select("alert", "row", "part")


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
