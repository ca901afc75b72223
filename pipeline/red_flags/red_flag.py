"""What a red flag is, what it may read, and what it finds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph, as_datetime
from pipeline.principals import Principals, in_force, resolve_principals
from pipeline.red_flags.per_row import Rows, Times, rows_of, times_of
from pipeline.red_flags.spending import spent_on
from pipeline.reference.conflict_areas import load_conflict_areas
from pipeline.schemas import conform

LEXICON = ("term", "language", "source")  # words of payment texts that a team reviewed
# What a detection returns: one row an alert, in graph numbers.
FOUND = {
    "account": pl.UInt32,  # the account it speaks about
    "start": pl.Int32,  # graph seconds of the first evidence; null without transactions
    "end": pl.Int32,
    "strength": pl.Float64,  # 0–1: how far past its thresholds
    "rows": pl.List(pl.UInt32),  # every member transaction, as rows of transactions
    "parts": pl.List(pl.String),  # the part each plays, e.g. "in", "out"
    "members": pl.List(pl.UInt32),  # accounts of the subnetwork, ``account`` among them
}

IDS_AT_ONCE = 250_000  # as many as a file keeps together


def _none_screened() -> pl.DataFrame:
    return conform("screening_lists", pl.DataFrame())


def _no_hits() -> pl.DataFrame:
    return conform("screening_hits", pl.DataFrame())


def _no_terms() -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(LEXICON, pl.String))


@dataclass(frozen=True)
class Ledger:
    """
    All a red flag may read: the graph and the validated tables behind it.

    ``transactions`` is lazy and in graph row order: row r of it is ``row`` r of the
    graph. Row i of ``accounts`` (GraphAccounts) is account number i.
    """

    graph: FlowGraph
    transactions: pl.LazyFrame
    accounts: pl.DataFrame
    parties: pl.DataFrame
    relations: pl.DataFrame
    base_currency: str
    screening_lists: pl.DataFrame = field(default_factory=_none_screened)
    screening_hits: pl.DataFrame = field(default_factory=_no_hits)
    conflict_areas: pl.DataFrame = field(default_factory=load_conflict_areas)
    lexicon: pl.DataFrame = field(default_factory=_no_terms)  # term, language, source
    _columns: dict[str, pl.Series] = field(default_factory=dict, repr=False)

    def column(self, name: str) -> pl.Series:
        """A column of ``transactions``, read once and kept."""
        if name not in self._columns:
            self._columns[name] = self.transactions.select(name).collect()[name]
        return self._columns[name]

    def transaction_ids(self, rows: pl.Series) -> pl.Series:
        """
        The id of each of ``rows``, in their order, repeated ones too.

        Read a part at a time and not kept: the ids of all take more than the graph.
        """
        wanted = rows.unique().sort()
        part = wanted // IDS_AT_ONCE
        found = []
        for first in part.unique().sort() * IDS_AT_ONCE:
            places = wanted.filter(part == first // IDS_AT_ONCE) - first
            some = self.transactions.slice(first, IDS_AT_ONCE)
            ids_of_some = some.select(pl.col("transaction_id").gather(places)).collect()
            found.append(ids_of_some["transaction_id"])
        ids = pl.concat(found) if found else pl.Series(dtype=pl.String)
        return ids.gather(wanted.search_sorted(rows))

    def where(self, condition: pl.Expr) -> NDArray[np.bool_]:
        """One bool per transaction row; null counts as false."""
        kept = self.transactions.select(condition.fill_null(False).alias("kept"))
        return np.ascontiguousarray(kept.collect()["kept"].to_numpy())

    def has(self, name: str) -> bool:
        """
        Whether any row holds a value for ``name``: ``table.column``, one of the values
        of ``table.column=value|value``, or any of several joined by `` or ``.
        """
        if " or " in name:
            return any(self.has(each) for each in name.split(" or "))
        place, _, values = name.partition("=")
        table, column = place.split(".")
        rows: pl.LazyFrame = getattr(self, table).lazy()
        if values:
            held = pl.col(column).cast(pl.String).is_in(values.split("|"))
        else:
            held = pl.col(column).is_not_null()
            if isinstance(rows.collect_schema()[column], pl.List):
                held = pl.col(column).list.len() > 0
        return bool(rows.select(held.any()).collect().item())

    @cached_property
    def rows(self) -> Rows:
        return rows_of(self.graph)

    @cached_property
    def valued(self) -> FlowGraph:
        """
        The graph without self-payments and without values that are unknown or 0: what
        rules of magnitude count. The graph itself where it holds no such payment.
        """
        numbers = np.arange(self.graph.n_accounts, dtype=np.uint32)
        kept = []
        for side in self.graph:
            owner = np.repeat(numbers, np.diff(side.ptr))
            counts = (side.cents > 0) & (side.other != owner)
            kept.append(side if counts.all() else side.keep(counts))
        return FlowGraph(*kept)

    @cached_property
    def times(self) -> Times:
        return times_of(self.rows.time, self.column("time_precision"))

    @cached_property
    def spending(self) -> pl.Series:
        """Of each row what it bought, one of spending.KINDS; null where not said."""
        return self.transactions.select(spent_on()).collect()["spent_on"]

    @cached_property
    def relations_in_force(self) -> pl.DataFrame:
        """Relations that held on some day of the data."""
        if not self.graph.n_transactions:
            return self.relations
        time = self.rows.time
        first, last = as_datetime(time.min()).date(), as_datetime(time.max()).date()
        return in_force(self.relations, first, last)

    @cached_property
    def principals(self) -> Principals:
        return resolve_principals(self.accounts, self.relations_in_force)

    @cached_property
    def account_number(self) -> dict[str, int]:
        ids = self.accounts["account_id"].to_list()
        return {account_id: number for number, account_id in enumerate(ids)}


class Found(msgspec.Struct, frozen=True):
    """``alerts`` has the columns of FOUND, then one Float64 column a measured value."""

    alerts: pl.DataFrame
    cut: int = 0  # searches that a work budget ended early


@dataclass(frozen=True, kw_only=True)
class RedFlag:
    """
    A published indicator that data can show.

    ``detect(ledger, thresholds)`` returns Found. ``explanation`` is a format string
    over the measured values and the thresholds; names end in their unit (``_cents``,
    ``_days``, ``_hours``, ``_share``) and are shown accordingly. A measured ``senders``
    is reported beside the threshold ``min_senders`` or ``max_senders``.
    """

    id: str  # as in the catalogue, e.g. TF-FLOW-03
    title: str
    family: str
    stages: tuple[str, ...]  # financing stages it speaks to
    source: str
    provenance: str  # VP official text read, VS secondary, M memory
    weight: float  # 0–1
    graph: bool  # a motif in the flow graph; a case needs one
    needs: tuple[str, ...]  # what the data must hold, as Ledger.has reads it
    thresholds: type[msgspec.Struct]
    detect: Callable[[Ledger, Any], Found]
    explanation: str

    def untestable(self, ledger: Ledger) -> str | None:
        """Why this data cannot show it, or None."""
        missing = [need for need in self.needs if not ledger.has(need)]
        return f"needs {', '.join(missing)}" if missing else None


def found_nothing(*measured: str, cut: int = 0) -> Found:
    """No alerts, with the columns the red flag would have measured."""
    schema: dict[str, Any] = FOUND | dict.fromkeys(measured, pl.Float64)
    return Found(pl.DataFrame(schema=schema), cut)
