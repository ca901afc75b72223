"""
Alerts joined into groups by the accounts they share, strongest link first.

In order, each link only if the group stays within ``max_accounts``:
1. Alerts about the same account, always.
2. Alerts that share a principal (see pipeline.principals) who is central to one of
   them: central to both first, then by how few accounts the principal dealt with.
3. Groups that share ``shared_edge_accounts`` principals at the edge of both: those that
   share most first.
A principal who dealt with more than ``hub_counterparties`` accounts joins nothing but
the alerts about one account. So what is cut are hubs first and then the weakest links.
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from pipeline.cases.links import Links
from pipeline.cases.settings import Settings
from pipeline.flow_graph import Int64s
from pipeline.principals import Principals

# A principal at the edge of more groups than this is a hub by another measure; pairs
# of groups grow with the square of it.
MOST_GROUPS = 20


class Groups(NamedTuple):
    of_alert: Int64s  # the group's smallest alert
    refused: Int64s  # of each group (by smallest alert) the links its size refused


class _Joiner:
    """Union–find over alerts that knows each group's accounts."""

    def __init__(self, accounts: list[Int64s], most: int) -> None:
        self.parent = list(range(len(accounts)))
        self.accounts = accounts
        self.most = most
        self.refusals: list[tuple[int, int]] = []

    def group(self, alert: int) -> int:
        while (above := self.parent[alert]) != alert:
            self.parent[alert] = self.parent[above]
            alert = above
        return alert

    def join(self, a: int, b: int, *, always: bool = False) -> None:
        low, high = sorted((self.group(a), self.group(b)))
        if low == high:
            return
        together = np.union1d(self.accounts[low], self.accounts[high])
        if together.size > self.most and not always:
            self.refusals.append((low, high))
            return
        self.parent[high] = low
        self.accounts[low] = together


def join_alerts(
    links: Links, principals: Principals, dealt: Int64s, settings: Settings
) -> Groups:
    """``dealt`` counts the counterparties of each account."""
    count = links.alerts.height
    if not count:
        return Groups(np.zeros(0, np.int64), np.zeros(0, np.int64))
    shares = links.touched.group_by("alert", maintain_order=True).agg("account")
    joiner = _Joiner([np.array(s) for s in shares["account"]], settings.max_accounts)
    first = pl.col("alert").min().over("account")
    about = links.alerts.select(a=first, b="alert").sort("a", "b")
    for a, b in about.iter_rows():
        joiner.join(a, b, always=True)
    shared = shared_principals(links, principals, dealt)
    shared = shared.filter(pl.col("dealt") <= settings.hub_counterparties)
    for a, b in _central_links(shared).iter_rows():
        joiner.join(a, b)
    edges = _edge_links(shared, joiner, settings.shared_edge_accounts)
    for a, b in edges.iter_rows():
        joiner.join(a, b)
    of_alert = np.array([joiner.group(alert) for alert in range(count)])
    refused = np.zeros(count, np.int64)
    for pair in joiner.refusals:
        for group in {joiner.group(alert) for alert in pair}:
            refused[group] += 1
    return Groups(of_alert, refused)


def shared_principals(
    links: Links, principals: Principals, dealt: Int64s
) -> pl.DataFrame:
    """alert, principal, central, weight, dealt (accounts the principal dealt with)."""
    total = principal_dealt(principals, dealt)
    shared = (
        links.touched.join(account_principals(principals), on="account")
        .group_by("alert", "principal")
        .agg(pl.col("central").any())
        .join(links.alerts.select("alert", "weight"), on="alert")
        .sort("alert", "principal")
    )
    return shared.with_columns(dealt=pl.Series(total[shared["principal"].to_numpy()]))


def principal_dealt(principals: Principals, dealt: Int64s) -> Int64s:
    """Of each principal, the accounts that its accounts dealt with, summed."""
    each = np.repeat(dealt, np.diff(principals.ptr))
    total = np.zeros(principals.names.len(), np.int64)
    np.add.at(total, principals.principal, each)
    return total


def account_principals(principals: Principals) -> pl.DataFrame:
    """account, principal: every pair of an account and one that it counts for."""
    accounts = np.arange(principals.ptr.size - 1)
    return pl.DataFrame(
        {
            "account": np.repeat(accounts, np.diff(principals.ptr)),
            "principal": principals.principal.astype(np.int64),
        }
    )


def _central_links(shared: pl.DataFrame) -> pl.DataFrame:
    """Of each principal, the strongest alert it is central to, tied to the others."""
    order = ["principal", "central", "weight", "alert"]
    ranked = shared.sort(order, descending=[False, True, True, False])
    anchor = ranked.group_by("principal", maintain_order=True).first()
    anchors = anchor.filter("central").select("principal", anchor="alert")
    return (
        ranked.join(anchors, on="principal")
        .filter(pl.col("alert") != pl.col("anchor"))
        .sort("central", "dealt", "anchor", "alert", descending=[True, *[False] * 3])
        .select("anchor", "alert")
        .unique(maintain_order=True)
    )


def _edge_links(shared: pl.DataFrame, joiner: _Joiner, at_least: int) -> pl.DataFrame:
    """Pairs of groups that share only edges, but enough of them."""
    group_of = {alert: joiner.group(alert) for alert in shared["alert"].unique()}
    edges = (
        shared.filter(~pl.col("central").any().over("principal"))
        .select(
            pl.col("alert").replace_strict(group_of, return_dtype=pl.Int64),
            "principal",
        )
        .unique()
        .filter(pl.len().over("principal") <= MOST_GROUPS)
    )
    return (
        edges.join(edges, on="principal", suffix="_other")
        .filter(pl.col("alert") < pl.col("alert_other"))
        .group_by("alert", "alert_other")
        .len()
        .filter(pl.col("len") >= at_least)
        .sort("len", "alert", "alert_other", descending=[True, False, False])
        .select("alert", "alert_other")
    )
