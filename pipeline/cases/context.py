"""The ring around a core: where its money came from and went, and who stands behind."""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.cases.core import Cores
from pipeline.cases.settings import Settings
from pipeline.cases.surroundings import looked_at
from pipeline.flow_graph import FlowGraph

BY_VALUE = ("cents", "payments", "other")
LARGEST = [True, True, False]


class Context(NamedTuple):
    accounts: pl.DataFrame  # case, account; by case, account
    rows: pl.DataFrame  # case, row: context transactions; by case, row
    left_out: dict[int, int]  # of a case, context transactions beyond the bound


def grow_context(
    graph: FlowGraph,
    cores: Cores,
    kin: pl.DataFrame,
    hub: NDArray[np.bool_],
    settings: Settings,
) -> Context:
    """
    Accounts that evidence touches, and what explains where money came from and went.

    ``kin`` are case, account: all accounts of principals who are central to an alert.
    Added to the edges of the evidence: first the kin that is not core, by number; then
    of each account grown from the ``context_per_account`` largest payers and payees
    that are no hubs, by known value, then number of payments, if worth
    ``context_share`` of its evidence, and not as steady as wages or rent
    (``steady_months``); of all those again the largest; ``max_context`` in total. What
    was looked at and is between members is context too, the largest
    ``max_context_transactions`` of it.
    """
    looked = looked_at(graph, cores, kin, hub, settings)
    inner = cores.accounts.select("case", "account")
    core = pl.concat([inner, cores.edges])
    new = looked.join(
        core, left_on=["case", "other"], right_on=["case", "account"], how="anti"
    )
    small = ~hub[new["other"].to_numpy()]
    partners = (
        new.filter(pl.Series(small))
        .group_by("case", "account", "outward", "other")
        .agg(
            pl.col("cents", "unknown").sum(),
            pl.col("moved").first(),
            payments=pl.len(),
            months=pl.col("month").n_unique(),
        )
        .filter(
            (pl.col("unknown") > 0)
            | (pl.col("cents") >= settings.context_share * pl.col("moved")),
            pl.col("months") < settings.steady_months,
        )
    )
    followed = _largest(
        partners, ["case", "account", "outward"], settings.context_per_account
    )
    by_flow = followed.group_by("case", "other").agg(
        pl.col("cents", "payments").sum(), kin=pl.lit(0)
    )
    by_kin = kin.join(core, on=["case", "account"], how="anti").select(
        "case", other="account", cents=0, payments=0, kin=1
    )
    room = core.group_by("case").agg(
        room=(settings.max_accounts - pl.len().cast(pl.Int64)).clip(
            0, settings.max_context
        )
    )
    ring = (
        pl.concat([by_flow, by_kin], how="diagonal_relaxed")
        .group_by("case", "other")
        .agg(pl.col("kin", "cents", "payments").max())
        .sort("case", "kin", *BY_VALUE, descending=[False, True, *LARGEST])
        .with_columns(place=pl.int_range(pl.len()).over("case"))
        .join(room, on="case")
        .filter(pl.col("place") < pl.col("room"))
        .select("case", account="other")
        .sort("case", "account")
    )
    members = pl.concat([core, ring]).rename({"account": "other"})
    evidence = cores.evidence.select("case", "row")
    rows = (
        looked.join(members, on=["case", "other"])
        .join(evidence, on=["case", "row"], how="anti")
        .group_by("case", "row")
        .agg(pl.col("cents").first())
        .sort("case", "cents", "row", descending=[False, True, False])
        .with_columns(place=pl.int_range(pl.len()).over("case"))
    )
    kept = pl.col("place") < settings.max_context_transactions
    beyond = rows.filter(~kept).group_by("case").len()
    return Context(
        pl.concat([cores.edges, ring]).sort("case", "account"),
        rows.filter(kept).select("case", "row").sort("case", "row"),
        dict(beyond.iter_rows()),
    )


def _largest(partners: pl.DataFrame, by: list[str], most: int) -> pl.DataFrame:
    return (
        partners.sort(*by, *BY_VALUE, descending=[False] * len(by) + LARGEST)
        .with_columns(place=pl.int_range(pl.len()).over(by))
        .filter(pl.col("place") < most)
    )
