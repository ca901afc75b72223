"""Who stands behind the accounts of cases."""

from collections import defaultdict

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


def acting(
    accounts: pl.DataFrame, relations: pl.DataFrame
) -> dict[int, tuple[int, int]]:
    """
    Of each account: how many it acts for or may draw on, and how many act for it.

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
    counts: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for account, others in (
        stands.group_by("account").agg(pl.col("b").n_unique()).rows()
    ):
        counts[account] = (others, 0)
    for account, others in (
        behind.group_by("account").agg(pl.col("a").n_unique()).rows()
    ):
        counts[account] = (counts[account][0], others)
    return counts
