"""The accounts of cases, core and context, with what is known of each."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.cases.context import Context
from pipeline.cases.core import Cores
from pipeline.cases.kin import acting
from pipeline.cases.standing import Member
from pipeline.flow_graph import Int64s
from pipeline.principals import Principals


class CaseMembers(NamedTuple):
    """The members of one case, in the order of the table."""

    members: list[Member]
    accounts: list[tuple[str, int]]  # id, graph number
    principals: list[frozenset[int]]


def member_table(
    cores: Cores,
    context: Context,
    accounts: pl.DataFrame,
    parties: pl.DataFrame,
    dealt: Int64s,
    hub: NDArray[np.bool_],
) -> pl.DataFrame:
    """
    case, account, part, subject, dealt, hub, account_id, party_id, kind, organisation.

    By case, the core before the context, then by account.
    """
    ring = context.accounts.with_columns(part=pl.lit("context"), subject=False)
    core = cores.accounts.select("case", "account", "subject", part=pl.lit("core"))
    members = pl.concat([core.select(ring.columns), ring])
    kinds = parties.select(
        "party_id", organisation=pl.col("kind").cast(pl.String) == "organisation"
    )
    listed = members["account"].to_numpy()
    return (
        members.with_columns(
            pl.Series("dealt", dealt[listed], dtype=pl.Int64),
            pl.Series("hub", hub[listed], dtype=pl.Boolean),
        )
        .join(accounts, on="account")
        .join(kinds, on="party_id", how="left")
        .with_columns(
            pl.col("organisation").fill_null(False), pl.col("kind").cast(pl.String)
        )
        .sort("case", pl.col("part") != "core", "account")
    )


def by_case(
    table: pl.DataFrame, relations: pl.DataFrame, principals: Principals
) -> Iterator[tuple[int, CaseMembers]]:
    """Each case with its members, cases in the order of ``table``."""
    acts = acting(table.select("account", "account_id", "party_id").unique(), relations)
    ptr = principals.ptr
    rows = table.iter_rows(named=True)
    for case, group in groupby(rows, key=itemgetter("case")):
        found, listed = CaseMembers([], [], []), list(group)
        holder = {
            name: row["party_id"] or row["account_id"]
            for row in listed
            for name in (row["account_id"], row["party_id"])
            if name is not None
        }
        for row in listed:
            account = row["account"]
            behind = principals.principal[ptr[account] : ptr[account + 1]]
            found.accounts.append((row["account_id"], account))
            found.principals.append(frozenset(behind.tolist()))
            found.members.append(
                Member(
                    core=row["part"] == "core",
                    subject=row["subject"],
                    hub=row["hub"],
                    dealt=row["dealt"],
                    kind=row["kind"],
                    organisation=row["organisation"],
                    acts_for=_others(acts.stands_for.get(account), holder, row),
                    acted_for=_others(acts.stood_for_by.get(account), holder, row),
                )
            )
        yield case, found


def _others(
    met: set[str] | None, holder: Mapping[str, str], row: Mapping[str, Any]
) -> int:
    """How many holders of the case's accounts are among ``met``, its own left out."""
    own = holder[row["account_id"]]
    return len({holder[name] for name in met or () if name in holder} - {own})
