"""
Who stands behind an account: its controllers, and the principals they answer to.

A *holder* owns the account (``party_id``, ``account_holder``; several may). A
*delegate* may use it without owning it (``delegated_access``): a controller, but the
money is not credited to him. A *principal* is one party, or several that relations call
one: ``same_party`` and ``proxy_same_principal`` join both ends. ``acts_for`` has a
direction: what an agent holds also counts for whom he acts for, and so on upwards, but
two principals with one agent (a lawyer, a bookkeeper) stay two.

A relation may name an account where it means a party; then it means the account's
holder, if it has exactly one, and is left out otherwise. An account named like its own
party is a placeholder where relations name holders. Nobody's account is a party of its
own.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np
import polars as pl

from pipeline.flow_graph import Int64s, UInt32s

SAME = ("same_party", "proxy_same_principal")
CONTROL = {"account_holder": False, "delegated_access": True}
PERIOD = ("valid_from", "valid_to")


class Principals(NamedTuple):
    """Account ``a`` counts for ``principal[ptr[a]:ptr[a + 1]]``, ascending."""

    ptr: Int64s  # accounts + 1
    principal: UInt32s
    holder: UInt32s  # of each account the first of those who hold it, as a principal
    names: pl.Series  # of each principal the smallest of its party ids


def in_force(relations: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Relations that held on some day from ``first`` to ``last``."""
    return relations.filter(
        (pl.col("valid_from") <= last).fill_null(True),
        (pl.col("valid_to") > first).fill_null(True),
    )


def controllers(accounts: pl.DataFrame, relations: pl.DataFrame) -> pl.DataFrame:
    """
    account (its number), party, delegate, valid_from, valid_to; by account, then party.

    Every account has at least one holder. A holder is not also listed as delegate.
    """
    numbered = accounts.with_row_index("account").select(
        "account", "account_id", "party_id"
    )
    nobody = pl.lit("account ") + pl.col("account_id")
    owner = pl.coalesce("party_id", nobody).alias("party")
    relation = pl.col("relation").cast(pl.String)
    named = relations.filter(relation.is_in(list(CONTROL))).select(
        "a", "b", relation.replace_strict(CONTROL).alias("delegate"), *PERIOD
    )
    named = (
        means_party(named, "a", numbered.select("account_id", owner))
        .join(numbered, left_on="b", right_on="account_id")
        .select("account", pl.col("a").alias("party"), "delegate", *PERIOD)
    )
    held = pl.col("account").is_in(
        named.filter(~pl.col("delegate"))["account"].implode()
    )
    placeholder = pl.col("party_id").is_null() | (
        pl.col("party_id") == pl.col("account_id")
    )
    owners = numbered.filter(~(placeholder & held)).select("account", owner)
    holders = pl.concat(
        [
            owners.with_columns(
                delegate=pl.lit(False),
                valid_from=pl.lit(None, pl.Date),
                valid_to=pl.lit(None, pl.Date),
            ),
            named.filter(~pl.col("delegate")),
        ]
    )
    delegates = named.filter("delegate").join(
        holders, on=["account", "party"], how="anti"
    )
    return pl.concat([holders, delegates]).unique().sort("account", "party", *PERIOD)


def means_party(rows: pl.DataFrame, end: str, holders: pl.DataFrame) -> pl.DataFrame:
    """
    ``rows`` with column ``end`` as party ids; rows that name a joint account drop out.

    ``holders`` has account_id and party. A name that is neither is a party of its own.
    """
    parties = holders.select(pl.col("party").alias(end)).unique()
    is_party = rows.join(parties, on=end, how="semi")
    other = rows.join(parties, on=end, how="anti")
    sole = holders.group_by("account_id").agg(
        pl.col("party").first(), pl.len().alias("holders")
    )
    account = (
        other.join(sole, left_on=end, right_on="account_id", how="left")
        .filter((pl.col("holders") == 1).fill_null(True))
        .with_columns(pl.coalesce("party", end).alias(end))
        .drop("party", "holders")
    )
    return pl.concat([is_party, account])


def resolve_principals(accounts: pl.DataFrame, relations: pl.DataFrame) -> Principals:
    """
    Principals of every account; see the module.

    Their numbers follow the order of their names, so they depend on nothing else.
    """
    held = controllers(accounts, relations).filter(~pl.col("delegate"))
    ids = accounts.select("account_id").with_row_index("account")
    holders = held.join(ids, on="account").select("account_id", "party")
    links = relations.select("a", "b", pl.col("relation").cast(pl.String))
    links = means_party(means_party(links, "a", holders), "b", holders)
    same = links.filter(pl.col("relation").is_in(SAME)).select("a", "b")
    group = _joined(same.rows())
    agents = [
        (group.get(a, a), group.get(b, b))
        for a, b in links.filter(relation="acts_for").select("a", "b").rows()
    ]
    above = _reachable(agents)
    groups = _pairs(group.items(), "party", "group")
    uppers = _pairs(above, "group", "principal")
    own = held.join(groups, on="party", how="left").select(
        "account", principal=pl.coalesce("group", "party")
    )
    upper = own.join(uppers, left_on="principal", right_on="group").select(
        "account", principal="principal_right"
    )
    counted = pl.concat([own, upper]).unique()
    names = counted["principal"].unique().sort()
    number = pl.DataFrame({"principal": names}).with_row_index("number")
    table = counted.join(number, on="principal").sort("account", "number")
    holder = (
        own.join(number, on="principal").group_by("account").agg(pl.col("number").min())
    )
    ptr = np.zeros(accounts.height + 1, np.int64)
    owner = np.array(table["account"], np.int64)
    np.cumsum(np.bincount(owner, minlength=accounts.height), out=ptr[1:])
    return Principals(
        ptr,
        np.array(table["number"], np.uint32),
        np.array(holder.sort("account")["number"], np.uint32),
        names,
    )


def _pairs(rows: Iterable[tuple[str, str]], *names: str) -> pl.DataFrame:
    return pl.DataFrame(list(rows), dict.fromkeys(names, pl.String), orient="row")


def _joined(links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Of each party in ``links``, the smallest party it is joined to."""
    parent: dict[str, str] = {}

    def root(party: str) -> str:
        while (above := parent.setdefault(party, party)) != party:
            parent[party] = parent[above]
            party = above
        return party

    for a, b in links:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    return {party: root(party) for party in list(parent)}


def _reachable(links: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Every pair of one who acts and one he acts for, over any number of steps."""
    above: dict[str, set[str]] = {}
    for agent, principal in links:
        above.setdefault(agent, set()).add(principal)
    pairs = []
    for agent in above:
        seen, queue = {agent}, [agent]
        while queue:
            for principal in above.get(queue.pop(), ()):
                if principal not in seen:
                    seen.add(principal)
                    queue.append(principal)
                    pairs.append((agent, principal))
    return pairs
