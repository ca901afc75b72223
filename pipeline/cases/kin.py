"""Who stands behind the accounts of cases."""

from collections import defaultdict
from typing import NamedTuple

import polars as pl

from pipeline.cases.core import Cores

CONTROLS = ("acts_for", "delegated_access")  # a stands for b, or holds the means to


def kin_of_cores(cores: Cores, owners: pl.DataFrame) -> pl.DataFrame:
    """
    case, account: all accounts of the principals who are central to a case's alerts.

    ``owners`` is that of ``small_principals``.
    """
    behind = (
        cores.accounts.filter("central")
        .join(owners, on="account")
        .select("case", "principal")
        .unique()
    )
    kin = behind.join(owners, on="principal").select("case", "account").unique()
    return kin.sort("case", "account")


class Acting(NamedTuple):
    """By account: ids of accounts and parties it stands for, and who stands for it."""

    stands_for: dict[int, set[str]]
    stood_for_by: dict[int, set[str]]


def acting(accounts: pl.DataFrame, relations: pl.DataFrame) -> Acting:
    """
    Whom each account acts for or may draw on, and who acts for it.

    ``accounts`` has account, account_id, party_id; a relation may name either.
    """
    names = pl.concat(
        [
            accounts.select("account", name="account_id"),
            accounts.select("account", name="party_id").drop_nulls(),
        ]
    ).unique()
    relation = pl.col("relation").cast(pl.String)
    stands = relations.filter(relation.is_in(CONTROLS)).join(
        names, left_on="a", right_on="name"
    )
    behind = relations.filter(relation == "acts_for").join(
        names, left_on="b", right_on="name"
    )
    found = Acting(defaultdict(set), defaultdict(set))
    for account, other in stands.select("account", "b").rows():
        found.stands_for[account].add(other)
    for account, other in behind.select("account", "a").rows():
        found.stood_for_by[account].add(other)
    return found
