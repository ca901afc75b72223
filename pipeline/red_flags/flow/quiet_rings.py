"""
Rings of accounts that do little else: money goes round, in any order, by any sums.

What an account is *busy* with at a moment is how many visits (``fans``) to others it
makes in the window before and after, times how many it gets. Chance closes rings where
accounts are busy and next to none where they are quiet, so a ring is weighed by how
quiet each of its accounts is: ``chance.rings_expected`` of ``onward``, the visits that
follow one in the mean, were they made to whomever visits go to, where only accounts no
busier than this one go on.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, Int64s, Side
from pipeline.motifs.fans import Counts, count_visits
from pipeline.motifs.rings import find_rings
from pipeline.motifs.windows import between, owners
from pipeline.red_flags.chance import rings_expected
from pipeline.red_flags.red_flag import Ledger

NEAR = 9 * DAY // 2  # of visits, as in gather-scatter
MOST_ONWARD = 2.5  # with more the search would branch too much: 5 took ten times longer


class Quiet(NamedTuple):
    """How busy both ends of each payment are; of who may be in a ring alone."""

    sent: Side
    opens: NDArray[np.bool_]  # by position of ``sent``: whether it opens a visit
    fresh: NDArray[np.bool_]
    payer: Int64s  # by position: how busy its payer is, and its payee
    payee: Int64s
    busy: Int64s  # ascending, with the onward visits of all up to there
    onward: NDArray[np.float64]
    windows: float  # in the time of the data

    def onward_of(self, busy: Int64s) -> NDArray[np.float64]:
        place = np.searchsorted(self.busy, busy, side="right") - 1
        found: NDArray[np.float64] = np.where(
            place < 0, 0.0, self.onward[np.maximum(place, 0)]
        )
        return found


def quiet(
    ledger: Ledger, owner: Int64s, nobody: int, window: int, usual: int
) -> Quiet | None:
    """
    ``owner`` is a number an account, ``nobody`` of those who can be in no ring;
    ``window`` and ``usual`` are seconds, ``usual`` as ``far`` of fans. None where
    nobody pays anybody.
    """
    sides = []
    for side in ledger.valued:
        own = owner[owners(side)]
        other = owner[side.other]
        sides.append(side.keep((own != other) & (own != nobody) & (other != nobody)))
    received, sent = sides
    if not sent.row.size:
        return None
    counts = tuple(count_visits(side, NEAR, usual) for side in (received, sent))
    opens = np.diff(counts[1].opens) > 0
    payer, _ = _busy((received, sent), counts, owners(sent), sent.time, window)
    payee, onward = _busy(
        (received, sent), counts, sent.other.astype(np.int64), sent.time, window
    )
    order = np.argsort(payee[opens], kind="stable")
    time = ledger.rows.time
    return Quiet(
        sent,
        opens,
        counts[1].is_fresh,
        payer,
        payee,
        payee[opens][order],
        np.cumsum(onward[opens][order]) / order.size,
        (int(time[-1]) - int(time[0])) / max(window, 1) + 1,
    )


def _busy(
    sides: tuple[Side, Side],
    counts: tuple[Counts, ...],
    account: Int64s,
    time: NDArray[np.int32],
    window: int,
) -> tuple[Int64s, Int64s]:
    """How busy each account is at a time, and how many visits it makes around."""
    moment = time.astype(np.int64)
    made = []
    for side, count in zip(sides, counts, strict=True):
        first, past = between(side, account, moment - window, moment + window)
        made.append(count.opens[past].astype(np.int64) - count.opens[first])
    return made[0] * made[1], made[1]


def quiet_rings(
    around: Quiet, owner: Int64s, window: int, max_payments: int, max_work: int
) -> tuple[Int64s, Int64s, int]:
    """
    Rings of fresh visits between accounts quiet enough: ``(ptr, rows, cut)``.

    The busiest of them are such that all up to them have at most MOST_ONWARD.
    """
    enough = int(np.searchsorted(around.onward, MOST_ONWARD, side="right"))
    most = np.append(around.busy, around.busy[-1] + 1)[enough] - 1
    may = around.opens & around.fresh
    for busy in (around.payer, around.payee):
        may &= (busy > 0) & (busy <= most)
    return find_rings(around.sent.keep(may), owner, window, max_payments, max_work)


def surprise_of(around: Quiet, ptr: Int64s, rows: Int64s) -> NDArray[np.float64]:
    """
    By how many powers of ten fewer than one such ring is expected in the data, 0 or
    more. Ring r is ``rows[ptr[r]:ptr[r + 1]]``.
    """
    busy = np.zeros(int(around.sent.row.max()) + 1, np.int64)
    busy[around.sent.row] = around.payee
    expected = rings_expected(
        np.log(np.maximum(around.onward_of(busy[rows]), 1e-12)),
        ptr,
        float(around.onward[-1]),
    )
    found: NDArray[np.float64] = np.maximum(-np.log10(around.windows * expected), 0)
    return found
