"""Which accounts an alert is about, and which it merely touches."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.cases.settings import Settings
from pipeline.flow_graph import FlowGraph, Int64s
from pipeline.motifs.counterparties import Totals

ELSEWHERE = "external"  # accounts of other banks: what else they do is not seen


def account_lives(
    graph: FlowGraph, kinds: pl.Series, dealt: Int64s, hub: NDArray[np.bool_]
) -> pl.DataFrame:
    """
    account, hub, elsewhere, dealt (with how many others), turnover (known cents).

    One row an account, in order; turnover is all that it received and sent.
    """
    (_, got), (_, paid) = Totals(graph).sides
    return pl.DataFrame(
        {
            "account": np.arange(dealt.size),
            "hub": hub,
            "elsewhere": (kinds.cast(pl.String) == ELSEWHERE).fill_null(False),
            "dealt": dealt,
            "turnover": got + paid,
        }
    )


def close(
    touched: pl.DataFrame,
    evidence: pl.DataFrame,
    lives: pl.DataFrame,
    settings: Settings,
) -> pl.DataFrame:
    """
    ``touched`` (alert, account, subject, central, passes, named, belongs) with
    ``close``, in its order; ``named`` and ``belongs`` are null where the alert does not
    name it as a member.

    An account is close if the alert speaks about it; or if it is no hub, and evidence
    passes it, or the alert names it and it is central or belongs, or the evidence is
    ``close_share`` of all it ever moved, or it deals with at most
    ``few_counterparties``. Of accounts elsewhere the latter two are not known. So
    donors, shops and employers at the edge are touched only.
    """
    ends = [
        evidence.select("alert", "cents", account=end) for end in ("payer", "payee")
    ]
    moved = pl.concat(ends).group_by("alert", "account").agg(pl.col("cents").sum())
    much = (pl.col("cents") > 0) & (
        pl.col("cents") >= settings.close_share * pl.col("turnover")
    )
    few = pl.col("dealt") <= settings.few_counterparties
    own = ~pl.col("elsewhere") & (much.fill_null(False) | few)
    known = touched.join(
        moved, on=["alert", "account"], how="left", maintain_order="left"
    ).join(lives, on="account", maintain_order="left")
    told_of = pl.col("named") & (pl.col("central") | pl.col("belongs"))
    middle = pl.col("passes") | told_of.fill_null(False)
    told = pl.col("subject") | (~pl.col("hub") & (middle | own))
    return touched.with_columns(known.select(close=told)["close"])
