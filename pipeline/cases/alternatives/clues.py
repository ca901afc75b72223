"""What the data know of members of cases that tests of explanations ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl

from pipeline.cases.alternatives.facts import Dealt, Facts, Holder, Used
from pipeline.cases.alternatives.lives import (
    HELD_BY_PERSONS,
    card_days,
    first_dealing,
    persons_paid,
)
from pipeline.cases.members import CaseMembers
from pipeline.flow_graph import FlowGraph, UInt32s

RELATIONS = (
    *("family", "employee_of", "officer_of"),
    *("delegated_access", "account_holder"),
)
ABOUT_ONE = ("officer_of", "delegated_access", "account_holder")
COLUMNS = (
    *("seconds", "payer", "payee", "cents", "channel", "purpose", "category"),
    *("sender_country", "receiver_country", "evidence"),
)


@dataclass(frozen=True)
class Clues:
    graph: FlowGraph
    holder: UInt32s  # of each account who holds it, by number
    registered: dict[int, bool]  # by account, where known
    persons_paid: dict[int, int]  # by account of a member, accounts of persons it paid
    used: dict[int, list[Used]]  # by account of a member, by day
    related: dict[str, frozenset[tuple[int, int]]]  # by relation, of members
    data_from: int  # seconds

    @classmethod
    def build(
        cls,
        graph: FlowGraph,
        holder: UInt32s,
        graph_accounts: pl.LazyFrame,
        relations: pl.DataFrame,
        members: pl.DataFrame,
        transactions: pl.LazyFrame,
    ) -> Self:
        """``members`` has account, account_id, party_id, kind and hub."""
        listed = members.select("account", "account_id", "party_id").unique()
        told = (
            graph_accounts.select("account_id", "registered")
            .drop_nulls()
            .join(listed.lazy(), on="account_id")
            .select("account", "registered")
            .collect()
        )
        kinds = graph_accounts.select(pl.col("kind").cast(pl.String)).collect()
        person = kinds["kind"].is_in(HELD_BY_PERSONS).fill_null(False).to_numpy()
        first = graph.received.time.min() if graph.n_transactions else 0
        return cls(
            graph,
            holder,
            dict(told.iter_rows()),
            persons_paid(graph, members["account"].unique().to_list(), person),
            card_days(members, transactions),
            {name: _related(relations, name, listed, holder) for name in RELATIONS},
            int(first),
        )

    def facts(self, case: CaseMembers, payments: pl.DataFrame) -> Facts:
        """``payments`` are the case's rows, see ``case_payments``."""
        place = {account: n for n, (_, account) in enumerate(case.accounts)}
        rows = payments.with_columns(
            pl.col("payer", "payee").replace_strict(place, return_dtype=pl.Int64),
            pl.col("channel", "sender_country", "receiver_country").cast(pl.String),
            pl.col("purpose").fill_null(""),
            category=pl.col("merchant_category").fill_null(""),
            cents=pl.col("value_cents").fill_null(0),
            evidence=pl.col("part") == "evidence",
        ).filter(pl.col("payer") != pl.col("payee"))
        paid = [Dealt(*row) for row in rows.select(COLUMNS).iter_rows()]
        pairs = {(min(p.payer, p.payee), max(p.payer, p.payee)) for p in paid}
        numbers = [account for _, account in case.accounts]
        return Facts(
            payments=paid,
            members=self._holders(case, numbers),
            related=self.related,
            known_since={
                (a, b): first_dealing(self.graph, numbers[a], numbers[b])
                for a, b in pairs
            },
            data_from=self.data_from,
        )

    def paid_in_all(self, case: CaseMembers) -> list[int]:
        """Of each member the known cents that its account paid in all the data."""
        sent = self.graph.sent
        return [
            int(np.maximum(sent.cents[sent.ptr[n] : sent.ptr[n + 1]], 0).sum())
            for _, n in case.accounts
        ]

    def _holders(self, case: CaseMembers, numbers: Sequence[int]) -> list[Holder]:
        return [
            Holder(
                kind=member.kind,
                organisation=member.organisation,
                registered=self.registered.get(number),
                holder=int(self.holder[number]),
                principals=principals,
                dealt=member.dealt,
                paid_persons=self.persons_paid[number],
                used=self.used.get(number, []),
            )
            for member, number, principals in zip(
                case.members, numbers, case.principals, strict=True
            )
        ]


def _related(
    relations: pl.DataFrame, name: str, members: pl.DataFrame, holder: UInt32s
) -> frozenset[tuple[int, int]]:
    """
    Pairs of holders; for ``family`` the lower number first, else as recorded.

    Of those in ``ABOUT_ONE`` the first may be a stranger to all cases: negative.
    """
    held = pl.Series(holder[members["account"].to_numpy()], dtype=pl.Int64)
    listed = members.with_columns(holder=held)
    names = pl.concat(
        [
            listed.select("holder", name="account_id"),
            listed.select("holder", name="party_id").drop_nulls(),
        ]
    ).unique()
    pairs = relations.filter(pl.col("relation").cast(pl.String) == name)
    for end in ("a", "b"):
        known = names.rename({"holder": f"{end}_holder", "name": end})
        strange = end == "a" and name in ABOUT_ONE
        pairs = pairs.join(known, on=end, how="left" if strange else "inner")
    stranger = -pl.col("a").rank("dense").cast(pl.Int64)
    pairs = pairs.with_columns(pl.col("a_holder").fill_null(stranger))
    rows = pairs.select("a_holder", "b_holder").iter_rows()
    if name == "family":
        return frozenset((min(pair), max(pair)) for pair in rows)
    return frozenset((a, b) for a, b in rows)
