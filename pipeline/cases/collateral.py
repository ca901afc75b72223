"""Whom a freeze would harm: what the frozen do outside the case, and with how many."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph, Int64s, UInt32s

CORRIDOR = pl.format(
    "{} → {}",
    *(
        pl.col(f"{end}_country").cast(pl.String).fill_null("unknown")
        for end in ("sender", "receiver")
    ),
)


class Harm(NamedTuple):
    """Outside the case; ``principals``: others, people and firms, who stand behind."""

    transactions: int
    cents: int  # known values
    principals: int


class Dealings(NamedTuple):
    """Transactions of one account, each once; by row."""

    row: Int64s
    other: Int64s
    cents: Int64s  # 0 where not known


@dataclass(frozen=True)
class Ledger:
    """All transactions, as far as members of cases had them."""

    graph: FlowGraph
    holder: UInt32s  # of each account who holds it, by number
    hub: NDArray[np.bool_]
    row: Int64s  # rows of members that are no hubs, ascending
    corridor: NDArray[np.int32]  # of each
    corridors: dict[str, int]

    @classmethod
    def build(
        cls,
        graph: FlowGraph,
        holder: UInt32s,
        hub: NDArray[np.bool_],
        transactions: pl.LazyFrame,
        members: Int64s,
    ) -> Self:
        own = [
            _dealings(graph, account).row
            for account in np.unique(members[~hub[members]])
        ]
        rows = np.unique(np.concatenate([np.zeros(0, np.int64), *own]))
        wanted = pl.LazyFrame({"row": pl.Series(rows, dtype=pl.UInt32)})
        named = (
            transactions.select(corridor=CORRIDOR)
            .with_row_index("row")
            .join(wanted, on="row", how="semi")
            .collect()
            .sort("row")
        )
        names = named["corridor"].unique().sort()
        codes = {name: code for code, name in enumerate(names)}
        code = named["corridor"].replace_strict(codes, return_dtype=pl.Int32)
        return cls(graph, holder, hub, rows, np.array(code, np.int32), codes)


@dataclass
class Outside:
    """One case's accounts (graph numbers) in what is not the case's ``rows``."""

    ledger: Ledger
    accounts: Sequence[int]
    rows: Int64s
    _known: dict[int, Dealings] = field(default_factory=dict)
    _told: dict[frozenset[int | str], Harm] = field(default_factory=dict)

    def of_accounts(self, frozen: Collection[int]) -> Harm:
        """Of all the transactions of ``frozen``, by their place among the case's."""
        key: frozenset[int | str] = frozenset(frozen)
        if key not in self._told:
            accounts = [self.accounts[place] for place in sorted(set(frozen))]
            parts: list[Dealings] = []
            for place, account in enumerate(accounts):
                dealt = self._dealings(account)
                new = ~np.isin(dealt.other, accounts[:place])  # else counted there
                parts.append(Dealings(*(column[new] for column in dealt)))
            self._told[key] = self._harm(parts, accounts)
        return self._told[key]

    def of_corridors(self, closed: Collection[str]) -> Harm:
        """
        Of transactions of the case's accounts in ``closed`` corridors.

        Hubs, who serve everybody, keep theirs: nobody would close a shop's corridors.
        """
        key: frozenset[int | str] = frozenset(closed)
        if key not in self._told:
            known = self.ledger.corridors
            codes = [known[name] for name in closed if name in known]
            dealt, corridor = self._in_corridors
            inside = np.isin(corridor, codes)
            part = Dealings(*(column[inside] for column in dealt))
            _, first = np.unique(part.row, return_index=True)
            part = Dealings(*(column[first] for column in part))
            self._told[key] = self._harm([part], self.accounts)
        return self._told[key]

    @cached_property
    def _in_corridors(self) -> tuple[Dealings, NDArray[np.int32]]:
        """What all ordinary accounts dealt, and each transaction's corridor."""
        ledger = self.ledger
        parts = [self._dealings(a) for a in self.accounts if not ledger.hub[a]]
        nothing = Dealings(*(np.zeros(0, np.int64) for _ in Dealings._fields))
        columns = zip(nothing, *parts, strict=True)
        dealt = Dealings(*(np.concatenate(column) for column in columns))
        return dealt, ledger.corridor[np.searchsorted(ledger.row, dealt.row)]

    def _dealings(self, account: int) -> Dealings:
        if account not in self._known:
            own = _dealings(self.ledger.graph, account)
            outside = np.ones(own.row.size, np.bool_)
            place = np.searchsorted(own.row, self.rows)
            place = np.minimum(place, max(own.row.size - 1, 0))
            if own.row.size:
                outside[place[own.row[place] == self.rows]] = False
            self._known[account] = Dealings(*(column[outside] for column in own))
        return self._known[account]

    def _harm(self, parts: Sequence[Dealings], frozen: Sequence[int]) -> Harm:
        """Of ``parts``, which share no row. O(their rows + all accounts); no sort."""
        held = self.ledger.holder
        met = np.zeros(int(held.max(initial=0)) + 1, np.bool_)
        for part in parts:
            met[held[part.other]] = True
        met[held[np.asarray(frozen, np.int64)]] = False
        return Harm(
            sum(part.row.size for part in parts),
            sum(int(part.cents.sum()) for part in parts),
            int(met.sum()),
        )


def _dealings(graph: FlowGraph, account: int) -> Dealings:
    """O(its transactions · log)."""
    columns = []
    for name in ("row", "other", "cents"):
        both = [
            getattr(side, name)[side.ptr[account] : side.ptr[account + 1]]
            for side in graph
        ]
        columns.append(np.concatenate(both).astype(np.int64))
    row, first = np.unique(columns[0], return_index=True)
    return Dealings(row, columns[1][first], np.maximum(columns[2][first], 0))
