"""
The second look: what a first look made of the payments around, carried to each.

A payment of an ordinary shape is worth more of a look where those before it, of the
same accounts, had the shape of what was labelled. So what the first look gave (its log
odds) is averaged over what each end received and paid before. Causal as any other
feature: nothing later counts, all of equal times does.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.features import meanings
from pipeline.features.neighbours import average, kept_of
from pipeline.features.table import ENDS
from pipeline.flow_graph import DAY, FlowGraph, Int32s, UInt32s

DAYS = (30, 365)
LOWEST, HIGHEST = -12.0, 6.0  # log odds beyond say no more
HIGH = -3.0  # log odds from which the first look calls a payment high
READINGS = ("log_odds", "odds_share", "high_share")
PARTS = np.array([64, 4_096, 64], np.float32)  # whole numbers are sums of these
WAYS = ("received", "paid")
AROUND = tuple(
    f"{end}_{way}_{reading}_{days}d"
    for days in DAYS
    for end in ENDS
    for way in WAYS
    for reading in READINGS
)
SECOND_NAMES = ("first_look", *AROUND)
Floats = NDArray[np.float32]
TOLD = {
    "log_odds": "mean first look at what it {way}",
    "odds_share": "mean likeness of what it {way} to what was labelled",
    "high_share": "share of what it {way} that the first look set high",
}


class SecondLook:
    """Reads the first look block by block, in order, and answers for each block."""

    def __init__(self, graph: FlowGraph, sender: UInt32s, receiver: UInt32s) -> None:
        self.graph, self.ends = graph, (sender, receiver)
        self.known = np.zeros((graph.n_transactions, len(READINGS)), np.int32)
        self.kept = [
            tuple(kept_of(side, len(READINGS)) for side in graph) for _ in DAYS
        ]

    def look(self, first: int, log_odds: Floats) -> Floats:
        """SECOND_NAMES of the rows from ``first`` on, whose first look is given."""
        rows = log_odds.size
        here = slice(first, first + rows)
        self.known[here] = in_whole_numbers(log_odds)
        into = np.empty((rows, len(SECOND_NAMES)), np.float32)
        into[:, 0] = log_odds
        touched = np.unique(np.concatenate([end[here] for end in self.ends]))
        width = len(WAYS) * len(READINGS)
        place = 1
        for kept, days in zip(self.kept, DAYS, strict=True):
            parts = tuple(np.empty((rows, width), np.float32) for _ in ENDS)
            average(
                *self.graph,
                kept,
                (self.known, self.known),
                touched,
                days * DAY,
                (first, first + rows),
                parts,
            )
            for part in parts:
                into[:, place : place + width] = part / np.tile(PARTS, len(WAYS))
                place += width
        return into


def in_whole_numbers(log_odds: Floats) -> Int32s:
    """READINGS in PARTS: sums of whole numbers do not depend on their order."""
    held = np.clip(log_odds.astype(np.float64), LOWEST, HIGHEST)
    readings = [held - LOWEST, 1 / (1 + np.exp(-held)), held > HIGH]
    found: Int32s = np.rint(np.column_stack(readings) * PARTS).astype(np.int32)
    return found


def all_meanings() -> pl.DataFrame:
    """``meanings`` of the features, and of what the second look adds."""
    rows: list[tuple[str, str, str, int | None]] = [
        ("first_look", "the payment's own shape, at first look", "log odds", None)
    ]
    for name in AROUND:
        end, way, rest = name.split("_", 2)
        reading, window = rest.rsplit("_", 1)
        told = f"{end}: {TOLD[reading].format(way=way)}"
        rows.append((name, told, "share", int(window[:-1])))
    known = meanings()
    added = pl.DataFrame(
        [(*row, "first look", True) for row in rows], known.schema, orient="row"
    )
    return pl.concat([known, added])
