"""What ties one alert to another: shared evidence, and shared principals."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.cases.links import STANDING, Links, central
from pipeline.cases.settings import Settings
from pipeline.flow_graph import Int64s
from pipeline.principals import Principals

# A transaction, or a principal at the edge, of more alerts than this ties none of them:
# pairs grow with the square of it.
MOST_ALERTS = 50
PAIR = ("a", "b")
EVERY = pl.lit(True)


def same_evidence(
    links: Links, hub: NDArray[np.bool_], settings: Settings
) -> pl.DataFrame:
    """
    a (a motif), b (any alert): share of the fewer transactions that are both's.

    Pairs with enough of a share, the largest first; of two motifs a is the lower. For
    two motifs, payments to or from a hub do not count as shared.
    """
    ends = links.evidence.select("payer", "payee").to_numpy()
    served = pl.Series("served", hub[ends].any(axis=1))
    motif = links.alerts.select("alert", "motif")
    cited = links.evidence.select("alert", "row").with_columns(served)
    return (
        _pairs(cited.join(motif, on="alert"), "row", ~pl.col("served"))
        .filter(pl.col("share") >= settings.shared_evidence)
        .sort("share", *PAIR, descending=[True, False, False])
    )


def same_middle(shared: pl.DataFrame, links: Links, settings: Settings) -> pl.DataFrame:
    """
    a (a motif), b: alerts that one principal is central to.

    a is the principal's strongest motif; principals who dealt with few accounts first.
    Of two motifs ``shared_core_share`` of their close accounts must be both's.
    """
    order = ["principal", "motif", "weight", "alert"]
    ranked = shared.filter("central").sort(order, descending=[False, True, True, False])
    anchors = (
        ranked.filter("motif")
        .group_by("principal", maintain_order=True)
        .agg(a=pl.col("alert").first())
    )
    pairs = (
        ranked.join(anchors, on="principal")
        .filter(pl.col("alert") != pl.col("a"))
        .select("a", "dealt", "motif", b="alert")
        .sort("dealt", *PAIR)
        .unique(PAIR, keep="first", maintain_order=True)
    )
    alike = _share_of_core(pairs.filter("motif"), links, settings.shared_core_share)
    known = pairs.join(alike, on=PAIR, how="left", maintain_order="left")
    return known.filter(~pl.col("motif") | pl.col("both").is_not_null()).drop("both")


def _share_of_core(pairs: pl.DataFrame, links: Links, least: float) -> pl.DataFrame:
    """a, b, both: ``pairs`` of whose close or central accounts this share is both's."""
    close = links.touched.filter(pl.col("close") | pl.col("central")).select(
        "alert", "account"
    )
    size = close.group_by("alert").agg(size=pl.len())
    of_a, of_b = (close.rename({"alert": end}) for end in PAIR)
    both = (
        pairs.select(PAIR)
        .join(of_a, on="a")
        .join(of_b, on=["b", "account"])
        .group_by(PAIR)
        .agg(both=pl.len())
        .join(size.rename({"alert": "a"}), on="a")
        .join(size.rename({"alert": "b"}), on="b", suffix="_b")
    )
    union = pl.col("size") + pl.col("size_b") - pl.col("both")
    return both.filter(pl.col("both") >= least * union).select(*PAIR, "both")


def same_edges(shared: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """a, b: motifs that share enough principals, those that share most first."""
    motifs = shared.filter("motif").select("alert", "principal", "motif")
    return (
        _pairs(motifs, "principal")
        .filter(
            pl.col("both") >= settings.shared_edge_accounts,
            pl.col("share") >= settings.shared_edge_share,
        )
        .sort("both", *PAIR, descending=[True, False, False])
    )


def _pairs(cited: pl.DataFrame, key: str, of_motifs: pl.Expr = EVERY) -> pl.DataFrame:
    """
    Motifs ``a`` beside alerts ``b``, with how many of ``key`` are of both.

    Between two motifs only rows count that are ``of_motifs``.
    """
    size = cited.group_by("alert").agg(size=pl.len())
    few = cited.filter(pl.len().over(key) <= MOST_ALERTS).join(size, on="alert")
    motifs = few.filter("motif").rename({"alert": "a"})
    pairs = motifs.join(few.rename({"alert": "b"}), on=key, suffix="_b")
    two = pl.col("a") < pl.col("b")
    return (
        pairs.filter(~pl.col("motif_b") | (two & of_motifs))
        .group_by(*PAIR)
        .agg(
            both=pl.len(),
            share=pl.len() / pl.min_horizontal("size", "size_b").first(),
            motif=pl.col("motif_b").first(),
        )
    )


def shared_principals(
    links: Links, owners: pl.DataFrame, hub: NDArray[np.bool_], share: float
) -> pl.DataFrame:
    """
    alert, principal, central, motif, weight, dealt (accounts the principal dealt with).

    ``owners`` is that of ``small_principals``; hubs are left out too. ``share`` of the
    evidence makes a principal central.
    """
    shared = (
        links.touched.filter(~pl.Series(hub[links.touched["account"].to_numpy()]))
        .join(owners, on="account")
        .group_by("alert", "principal")
        .agg(*STANDING, pl.col("dealt").first())
    )
    return (
        shared.with_columns(central=central(share))
        .join(links.alerts.select("alert", "motif", "weight"), on="alert")
        .sort("alert", "principal")
    )


def small_principals(
    principals: Principals, dealt: Int64s, settings: Settings
) -> pl.DataFrame:
    """
    account, principal, dealt: every account and who it counts for, and the accounts
    that the principal's accounts dealt with, summed; without those that exceed
    ``hub_counterparties``.
    """
    account = np.repeat(np.arange(principals.ptr.size - 1), np.diff(principals.ptr))
    total = np.zeros(principals.names.len(), np.int64)
    np.add.at(total, principals.principal, dealt[account])
    counted = pl.DataFrame(
        {
            "account": account,
            "principal": principals.principal.astype(np.int64),
            "dealt": total[principals.principal],
        }
    )
    return counted.filter(pl.col("dealt") <= settings.hub_counterparties)
