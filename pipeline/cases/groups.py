"""
Alerts joined into groups by shared evidence, strongest tie first.

Every tie holds only if the group stays within ``max_accounts``. In this order:
1. Alerts about the same account, always.
2. Motifs that share ``shared_evidence`` of the fewer transactions, hubs' aside.
3. Motifs that one principal (see pipeline.principals) is central to, if they share
   ``shared_core_share`` of the accounts close to them; those who dealt with few first.
4. Motifs that share ``shared_edge_accounts`` principals, at their edges too, if those
   are most of the smaller one.
5. Alerts that are no motif, by 2 or else 3: those about one account go to one group.
   They never join two groups: one odd payment is too little to merge two stories.
Hubs count for 1 only, and for 5 where a payment of theirs is evidence of both. So hubs
are cut first, then the weakest ties.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.cases.links import Links
from pipeline.cases.settings import Settings
from pipeline.cases.ties import same_edges, same_evidence, same_middle
from pipeline.flow_graph import Int64s


class Groups(NamedTuple):
    of_alert: Int64s  # the group's smallest alert
    refused: Int64s  # of each group (by smallest alert) the ties its size refused


class _Joiner:
    """Union–find over alerts that knows each group's accounts."""

    def __init__(self, accounts: list[Int64s], motif: list[bool], most: int) -> None:
        self.parent = list(range(len(accounts)))
        self.accounts = accounts
        self.motif = motif
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
        self.motif[low] |= self.motif[high]

    def attach(self, motif: int, alert: int) -> None:
        """Join only if ``alert`` has not come to a motif yet."""
        if not self.motif[self.group(alert)]:
            self.join(motif, alert)


def join_alerts(
    links: Links, shared: pl.DataFrame, hub: NDArray[np.bool_], settings: Settings
) -> Groups:
    """``shared`` is that of ``shared_principals``."""
    count = links.alerts.height
    if not count:
        return Groups(np.zeros(0, np.int64), np.zeros(0, np.int64))
    accounts = links.touched.group_by("alert", maintain_order=True).agg("account")
    joiner = _Joiner(
        [np.array(listed) for listed in accounts["account"]],
        links.alerts["motif"].to_list(),
        settings.max_accounts,
    )
    first = pl.col("alert").min().over("account")
    for a, b in links.alerts.select(a=first, b="alert").iter_rows():
        joiner.join(a, b, always=True)
    by_evidence = same_evidence(links, hub, settings)
    by_middle = same_middle(shared, links, settings)
    by_edges = same_edges(shared, settings)
    for ties in (by_evidence, by_middle, by_edges):
        for a, b in ties.filter("motif").select("a", "b").iter_rows():
            joiner.join(a, b)
    for ties in (by_evidence, by_middle):
        for a, b in ties.filter(~pl.col("motif")).select("a", "b").iter_rows():
            joiner.attach(a, b)
    of_alert = np.array([joiner.group(alert) for alert in range(count)])
    refused = np.zeros(count, np.int64)
    for pair in joiner.refusals:
        for group in {joiner.group(alert) for alert in pair}:
            refused[group] += 1
    return Groups(of_alert, refused)
