"""What collectors gather and pass abroad: which payment in went out with which."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph, Int64s, Side, build_side
from pipeline.motifs.others import distinct_others
from pipeline.motifs.pass_on import passed_pairs
from pipeline.motifs.windows import (
    SLACK,
    between,
    merged,
    owners,
    spread,
    within,
)


def exporting(
    sent: Side, crosses: NDArray[np.bool_], window: int
) -> tuple[Int64s, Int64s, NDArray[np.float64]]:
    """
    Payments abroad, and how the sender paid in the ``window`` seconds up to each.

    ``crosses`` is one bool a position of ``sent``. Returns their positions, how many
    different payees abroad the sender had in that closed window, and the share of what
    it paid in it that went abroad.
    """
    position = np.flatnonzero(crosses)
    account = owners(sent)[position]
    end = sent.time[position].astype(np.int64)
    paid = between(sent, account, end - window, end)
    share = within(np.where(crosses, sent.cents, 0), *paid) / within(sent.cents, *paid)
    exports = sent.keep(crosses)
    payees = distinct_others(
        exports, account, *between(exports, account, end - window, end)
    )
    return position, payees, share


def collected(
    graph: FlowGraph, exports: Int64s, dwell: int, min_share: float
) -> pl.DataFrame:
    """
    Pairs of a payment in and an export it went out with, first in first out.

    ``exports`` are positions of ``graph.sent``. At least ``min_share`` of an export
    must come from payments in of the ``dwell`` seconds before, and as much of a payment
    in must go into such exports. What goes back to its own sender is left out. Columns:
    credit and debit (positions), cents, seconds, collector, source, payee, time.
    """
    received, sent = graph
    exported = np.zeros(sent.row.size, np.bool_)
    exported[exports] = True
    chosen = within(exported, sent.ptr[:-1], sent.ptr[1:]) > 0
    credit, debit, cents = passed_pairs(received, sent, dwell, chosen)
    fed = np.bincount(debit, cents, sent.row.size)
    kept = exported[debit] & (fed[debit] >= min_share * SLACK * sent.cents[debit])
    credit, debit, cents = credit[kept], debit[kept], cents[kept]
    gone = np.bincount(credit, cents, received.row.size)
    kept = gone[credit] >= min_share * SLACK * received.cents[credit]
    kept &= received.other[credit] != sent.other[debit]
    credit, debit, cents = credit[kept], debit[kept], cents[kept]
    return pl.DataFrame(
        {
            "credit": credit,
            "debit": debit,
            "cents": cents,
            "seconds": sent.time[debit].astype(np.int64) - received.time[credit],
            "collector": np.searchsorted(sent.ptr, debit, side="right") - 1,
            "source": received.other[credit].astype(np.int64),
            "payee": sent.other[debit].astype(np.int64),
            "time": sent.time[debit].astype(np.int64),
        }
    )


def sources_by(
    pairs: pl.DataFrame, subject: str, window: int, at_least: int, n_accounts: int
) -> pl.DataFrame:
    """
    Those of ``pairs`` that lie in windows of ``at_least`` different sources of a
    ``subject`` (collector or payee), with the number of their ``finding``.

    A window is the ``window`` seconds up to an export, closed; windows that overlap are
    one finding.
    """
    ordered = pairs.sort("time", subject, "source", "credit", "debit")
    side = build_side(
        np.array(ordered[subject], np.uint32),
        np.array(ordered["source"], np.uint32),
        np.array(ordered["time"], np.int32),
        np.array(ordered["cents"], np.int64),
        n_accounts,
    )
    account, end = owners(side), side.time.astype(np.int64)
    windows = between(side, account, end - window, end)
    fires = distinct_others(side, account, *windows) >= at_least
    _, found = merged(account[fires], end[fires] - window, end[fires])
    first, past = between(side, *found)
    finding, held = spread(first, past)
    return ordered[side.row[held]].with_columns(finding=pl.Series(finding))
