"""
The look at accounts: what one did in a month, as one row of numbers.

A month is PERIOD_DAYS days, counted back from the last payment. An account is looked at
in each that it paid or was paid in: what both looks at payments made of its own, its
payment that looked most like those labelled, how it stood at its last one, and what the
alerts gave it that were known by the month's end. Nothing later is read.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from pipeline.features import NAMES
from pipeline.flow_graph import DAY, Int32s, Int64s, UInt32s
from pipeline.ranker.account_measures import (
    OF_ALERTS,
    OF_PAYMENTS,
    of_alerts,
    of_payments,
)
from pipeline.ranker.second_look import SECOND_NAMES, Floats
from pipeline.red_flags.red_flag import Ledger

PERIOD_DAYS = 30
OF_ROW = (*NAMES, *SECOND_NAMES)
OF_ONE_PAYMENT = ("named", "list_weight")  # of its message and corridor
STANDING = tuple(
    name.removeprefix("sender_")
    for name in OF_ROW
    if name.startswith("sender_") and not name.endswith(OF_ONE_PAYMENT)
)
STANDING_OF_ENDS = tuple(
    np.array([OF_ROW.index(f"{end}_{name}") for name in STANDING])
    for end in ("sender", "receiver")
)
ACCOUNT_LOOK_NAMES = (
    *OF_PAYMENTS,
    *(f"account_{name}" for name in STANDING),
    *(f"top_{name}" for name in OF_ROW),
    *OF_ALERTS,
)


class Period(NamedTuple):
    """Rows from ``first`` up to ``past``; ``accounts`` ascending, their ``values``."""

    first: int
    past: int
    accounts: Int64s
    values: Floats  # ACCOUNT_LOOK_NAMES


def period_edges(time: Int32s, cuts: Sequence[int] = ()) -> Int64s:
    """
    Rows where months begin, and the number of rows; ``cuts`` (rows) begin one, too.

    A month is closed at its end and cuts no moment.
    """
    if not time.size:
        return np.zeros(1, np.int64)
    last, first = int(time[-1]), int(time[0])
    ends = np.arange(last, first - 1, -PERIOD_DAYS * DAY, dtype=np.int64)
    begins = np.searchsorted(time, ends, side="right")
    return np.unique(np.concatenate([begins, [0], list(cuts)])).astype(np.int64)


class AccountLook:
    """Reads both looks at payments block by block, and answers for each month past."""

    def __init__(
        self, ledger: Ledger, alerts: pl.DataFrame, cuts: Sequence[int] = ()
    ) -> None:
        """``alerts`` are those of ``known_alerts``."""
        self.rows, self.alerts = ledger.rows, alerts
        self.edges = period_edges(ledger.rows.time, cuts)
        self.month = 0
        self.seen: _Month | None = None

    def look(
        self, first: int, values: Floats, odds: tuple[Floats, Floats]
    ) -> Iterator[Period]:
        """``values`` of OF_ROW, and what the looks made of it (log odds), in order."""
        at, past = first, first + values.shape[0]
        while at < past:
            begin, end = self.edges[self.month : self.month + 2]
            until = min(int(end), past)
            some = slice(at - first, until - first)
            ends = (self.rows.sender[at:until], self.rows.receiver[at:until])
            if self.seen is None:
                whole = slice(int(begin), int(end))
                self.seen = _Month(self.rows.sender[whole], self.rows.receiver[whole])
            self.seen.add(ends, values[some], (odds[0][some], odds[1][some]))
            if until == end:
                yield self._done(int(begin), int(end))
                self.seen, self.month = None, self.month + 1
            at = until

    def _done(self, begin: int, end: int) -> Period:
        assert self.seen is not None
        accounts, month = self.seen.accounts, slice(begin, end)
        payments = of_payments(
            (self.rows.sender[month], self.rows.receiver[month]),
            self.rows.cents[month],
            self.seen.odds,
        )
        alerts = of_alerts(self.alerts, accounts, int(self.rows.time[end - 1]))
        parts = (payments, self.seen.standing, self.seen.top, alerts)
        return Period(begin, end, accounts, np.hstack(parts).astype(np.float32))


class _Month:
    """Of each account of a month: its standing at last, its most telling payment."""

    def __init__(self, sender: UInt32s, receiver: UInt32s) -> None:
        self.accounts = np.unique(np.concatenate([sender, receiver])).astype(np.int64)
        n = self.accounts.size
        self.most = np.full(n, -np.inf, np.float32)
        self.top = np.empty((n, len(OF_ROW)), np.float32)
        self.standing = np.empty((n, len(STANDING)), np.float32)
        self.parts: list[tuple[Floats, Floats]] = []

    @property
    def odds(self) -> tuple[Floats, Floats]:
        first, second = zip(*self.parts, strict=True)
        return np.concatenate(first), np.concatenate(second)

    def add(
        self,
        ends: tuple[UInt32s, UInt32s],
        values: Floats,
        odds: tuple[Floats, Floats],
    ) -> None:
        self.parts.append(odds)
        row = np.repeat(np.arange(values.shape[0]), 2)
        place = np.searchsorted(self.accounts, np.column_stack(ends).ravel())
        # Of the last row of each: a moment's rows all have its standing at the moment.
        last = place.size - 1 - np.unique(place[::-1], return_index=True)[1]
        for end, columns in enumerate(STANDING_OF_ENDS):
            own = last[last % 2 == end]
            self.standing[place[own]] = values[np.ix_(row[own], columns)]
        order = np.lexsort((row, -odds[1][row], place))
        best = order[np.unique(place[order], return_index=True)[1]]
        better = best[odds[1][row[best]] > self.most[place[best]]]
        self.most[place[better]] = odds[1][row[better]]
        self.top[place[better]] = values[row[better]]
