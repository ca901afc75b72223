"""The feature tables, a block of rows at a time."""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from pipeline.features import neighbours, vertex
from pipeline.features.facts import OF_FACTS, Facts
from pipeline.features.pairs import OF_PAIR, pair_order, pairs
from pipeline.features.payments import OF_PAYMENT, Payments
from pipeline.features.relative import OF_AMOUNT, relative
from pipeline.features.sources import OF_SOURCE, sources, trace
from pipeline.features.standing import (
    LONGEST,
    WINDOW_DAYS,
    lane_of,
    scale_of,
    standings_of,
)
from pipeline.features.vector import VECTOR, Floats
from pipeline.flow_graph import DAY, Int32s
from pipeline.red_flags.red_flag import Ledger

BLOCK_ROWS = 32_768
WINDOWS = np.array(WINDOW_DAYS, np.int64) * DAY
ENDS = ("sender", "receiver")
N_ASKED = len(neighbours.ASKED)
NAMES = (
    *OF_PAYMENT,
    *OF_PAIR,
    *OF_SOURCE,
    *OF_AMOUNT,
    *OF_FACTS,
    *(f"{end}_{name}" for end in ENDS for name in VECTOR),
    *(f"{end}_{name}" for end in ENDS for name in neighbours.OF_NEIGHBOURS),
)

ACCOUNT_NAMES = VECTOR


def transaction_features(
    ledger: Ledger, block_rows: int = BLOCK_ROWS
) -> Iterator[pl.DataFrame]:
    """
    The features of every transaction, in ledger order, a block of rows at a time.

    Columns are NAMES, float32, null where there is nothing to measure; no id is among
    them: row i of all blocks together is row i of the transactions. Nothing later than
    a payment is counted, all of its very time is, so neither later payments nor the
    order of equal times change a feature. Meanings: ``pipeline.features.meanings``.
    Peak memory beyond the graph: some 350 bytes a transaction, with a tenth as many
    accounts, and a block.
    """
    for _, block in feature_blocks(ledger, block_rows):
        yield as_frame(block)


def as_frame(block: Floats, names: Sequence[str] = NAMES) -> pl.DataFrame:
    """A column a name, NaN as null."""
    columns = np.ascontiguousarray(block.T)
    return pl.DataFrame(
        [pl.Series(name, column) for name, column in zip(names, columns, strict=True)]
    ).fill_nan(None)


def feature_blocks(
    ledger: Ledger, block_rows: int = BLOCK_ROWS
) -> Iterator[tuple[int, Floats]]:
    """(first row, values of NAMES): as ``transaction_features``, NaN for null."""
    graph, rows = ledger.graph, ledger.rows
    received, sent = graph
    time, cents = rows.time, rows.cents
    payments, facts = Payments(ledger), Facts(ledger)
    marks, scale = payments.marks(ledger), scale_of(cents)
    lanes = (lane_of(received, marks), lane_of(sent, marks))
    source = sources(*lanes, int(WINDOWS[LONGEST]))
    ends = (rows.sender, rows.receiver)
    of_pair = pairs(pair_order(*ends), *ends, time, cents)
    depth = np.zeros(time.size, np.uint8)
    standings = (standings_of(received), standings_of(sent))
    kept = (neighbours.kept_of(received, N_ASKED), neighbours.kept_of(sent, N_ASKED))
    known = tuple(np.zeros((time.size, N_ASKED), np.int32) for _ in ENDS)
    for first, past in whole_moments(time, block_rows):
        block = (first, past)
        here = slice(first, past)
        vectors = tuple(np.empty((past - first, len(VECTOR)), np.float32) for _ in ENDS)
        around = tuple(
            np.empty((past - first, len(neighbours.OF_NEIGHBOURS)), np.float32)
            for _ in ENDS
        )
        touched = np.unique(np.concatenate([end[here] for end in ends]))
        vertex.move_on(*lanes, standings, touched, WINDOWS, block, vectors)
        for end in (0, 1):
            known[end][here] = neighbours.in_whole_numbers(vectors[end])
        neighbours.average(
            received, sent, kept, known, touched, int(WINDOWS[LONGEST]), block, around
        )
        for end in (0, 1):
            around[end][:] /= np.tile(neighbours.PARTS, 2)
        into = np.empty((past - first, len(NAMES)), np.float32)
        parts = _parts(into)
        payments.write(time, cents, parts[0], first)
        parts[1][:] = of_pair[here]
        trace(source, ends, scale, time, depth, block, parts[2])
        relative(cents[here], vectors[0], vectors[1], parts[3])
        facts.write(time, ends, vectors, parts[4], first)
        for part, values in zip(parts[5:], (*vectors, *around), strict=True):
            part[:] = values
        yield first, into


def _parts(into: Floats) -> list[Floats]:
    widths = [
        *map(len, (OF_PAYMENT, OF_PAIR, OF_SOURCE, OF_AMOUNT, OF_FACTS)),
        *(2 * [len(VECTOR)]),
        *(2 * [len(neighbours.OF_NEIGHBOURS)]),
    ]
    return np.split(into, np.cumsum(widths)[:-1], axis=1)


def account_features(ledger: Ledger) -> pl.DataFrame:
    """
    The features of every account at the time of the ledger's last payment.

    Columns are ACCOUNT_NAMES, float32; row i is account number i. An account without
    payments has counts of 0 and nulls.
    """
    time = ledger.rows.time
    values = np.empty((ledger.graph.n_accounts, len(VECTOR)), np.float32)
    marks = Payments(ledger).marks(ledger)
    lanes = tuple(lane_of(side, marks) for side in ledger.graph)
    standings = tuple(standings_of(side) for side in ledger.graph)
    now = int(time[-1]) if time.size else 0
    vertex.stand_at(*lanes, standings, WINDOWS, now, values)
    return as_frame(values, ACCOUNT_NAMES)


def whole_moments(time: Int32s, block_rows: int) -> Iterator[tuple[int, int]]:
    """Blocks of at least ``block_rows`` that do not cut payments of one time apart."""
    first = 0
    while first < time.size:
        last = min(first + block_rows, time.size) - 1
        past = int(np.searchsorted(time, time[last], side="right"))
        yield first, past
        first = past
