"""
No donation texture: a charity that lives off one private donor, by large sums.

Why:      causes live off many small gifts; a charity in name only off who uses it.
Source:   FFIEC BSA/AML Examination Manual, App. F, fundraising (provenance VS, through
          a published list). Concentration, median and days are the catalogue's. Added:
          only private donors count, so that grants and company giving do not; their
          share is of everything that came in; the donor gave more than once; and where
          charities of like size and age can be compared, his share must pass their
          fence. Smallest inflow is a guess.
Innocent: foundations whose founder pays from a private account (silent where he is a
          recorded officer), a patron among small charities, a family's memorial fund;
          bequests come once and stay silent.
Blind to: cash, whose givers nobody sees; sums split over several donors; donors that
          are companies in name; a pattern that two blocks share; charities the data do
          not call so.
"""

from typing import Annotated

import msgspec
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.charities import beside_peers
from pipeline.red_flags.gather import gather
from pipeline.red_flags.npo.books import receipts
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.ties import tied_pairs

MEASURED = (
    *("top_share", "median_cents", "gini", "gifts", "donors", "inflow_cents"),
    *("peers", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: blocks from the first receipt")
    ] = 180
    min_top_share: Annotated[
        float,
        msgspec.Meta(gt=0, le=1, description="catalogue: one donor of all inflow"),
    ] = 0.8
    min_gini: Annotated[
        float, msgspec.Meta(gt=0, le=1, description="catalogue: of donors' totals")
    ] = 0.95
    min_median_cents: Annotated[
        int,
        msgspec.Meta(ge=0, description="catalogue; the usual gift is 20 pounds (CAF)"),
    ] = 100_000
    min_inflow_cents: Annotated[
        int, msgspec.Meta(ge=0, description="guess: below it, a club's few members")
    ] = 500_000
    min_gifts: Annotated[
        int, msgspec.Meta(ge=1, description="guess: a bequest comes once or twice")
    ] = 3


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    first = pl.col("time").min().over("charity").cast(pl.Int64)
    came = receipts(ledger).with_columns(
        block=(pl.col("time") - first) // (limits.window_days * DAY)
    )
    blocks = _blocks(came, ["charity", "block"])
    whole = _blocks(came, ["charity"])
    peers = beside_peers(
        ledger,
        whole.rename(
            {"charity": "account", "inflow_cents": "size_cents", "top_share": "value"}
        ).rename({"last": "at"}),
    ).select("peers", "fence", charity="account")
    one = pl.col("top_share") >= limits.min_top_share * SLACK
    steep = pl.col("gini") >= limits.min_gini * SLACK
    found = (
        blocks.filter(one | steep)
        .filter(
            pl.col("inflow_cents") >= limits.min_inflow_cents,
            pl.col("median_cents") >= limits.min_median_cents,
        )
        .join(peers, on="charity")
    )
    found = found.filter((pl.col("top_share") > pl.col("fence")).fill_null(True))
    taken = came.filter("private").join(
        found.select("charity", "block", donor="top"), on=["charity", "block", "donor"]
    )
    officers = tied_pairs(ledger, taken, ("officer_of",))
    taken = taken.join(officers, on=["a", "b"], how="anti")
    gifts = taken.group_by("charity", "block").agg(
        pl.len().alias("gifts"),
        ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days"),
        pl.col("b").min().alias("account"),
    )
    found = (
        found.join(gifts, on=["charity", "block"])
        .filter(pl.col("gifts") >= limits.min_gifts)
        .sort("charity", "block")
        .with_row_index("alert")
    )
    if found.is_empty():
        return found_nothing(*MEASURED)
    more = pl.col("gifts").cast(pl.Int64) - limits.min_gifts + 1.0
    found = found.with_columns(
        strength=(1 - 0.5**more) * pl.max_horizontal("top_share", pl.lit(0.5)),
    )
    evidence = taken.join(found, on=["charity", "block"]).select(
        "alert", "row", part=pl.lit("by the largest donor")
    )
    return gather(
        ledger, found.select("alert", "account", "strength", *MEASURED), evidence
    )


def _blocks(came: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """
    Of each charity, or of each block of it: inflow, last receipt, and of its private
    donors how many, the largest (``top``), his share of inflow, the median gift and the
    Gini coefficient of their totals.
    """
    inflow = came.group_by(by).agg(
        pl.col("cents").sum().alias("inflow_cents"),
        pl.col("time").max().alias("last"),
        pl.col("cents").filter("private").median().alias("median_cents"),
    )
    totals = (
        came.filter("private")
        .group_by(*by, "donor")
        .agg(pl.col("cents").sum())
        .sort(*by, "cents", "donor", descending=[*[False] * (len(by) + 1), True])
    )
    number = pl.len().cast(pl.Float64)
    rank = pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    weighted = (rank * pl.col("cents")).sum() / pl.col("cents").sum()
    donors = totals.group_by(by, maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("donors"),
        pl.col("cents").last().alias("most"),
        pl.col("donor").last().alias("top"),
        ((2 * weighted - number - 1) / number).alias("gini"),
    )
    return (
        inflow.join(donors, on=by, how="left")
        .with_columns(
            top_share=pl.col("most").fill_null(0) / pl.col("inflow_cents"),
            gini=pl.col("gini").fill_null(0.0),
        )
        .sort(by)
    )


RED_FLAG = RedFlag(
    id="TF-NPO-02",
    title="No donation texture",
    family="npo",
    stages=("raise",),
    source="FFIEC BSA/AML Manual App. F",
    provenance="VS",
    weight=0.2,
    graph=False,
    needs=("accounts.kind=npo", "transactions.value_cents"),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "One private donor gave {top_share} of the {inflow_cents} that came in within "
        "{window_days}, in {gifts} gifts over {span_days}; there were {donors} private "
        "donors, and their median gift was {median_cents}. "
        "Charities it was compared with: {peers}."
    ),
)
