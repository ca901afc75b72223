"""Payments of one account that are about as large as some other payment."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.flow_graph import Int64s, Side
from pipeline.motifs.windows import between, owners, spread

RARELY = 0.01  # an equal sum in a window, at the least: a year may just not show one


class Equal(NamedTuple):
    """
    Of each payment asked about, whether an equal sum is beside it, and how likely one
    is at any time; ``which`` payment has which ``row`` beside it.
    """

    here: NDArray[np.bool_]
    chance: NDArray[np.float64]
    which: Int64s
    row: NDArray[np.uint32]


def equal_sums(
    side: Side,
    account: Int64s,
    partner: Int64s,
    cents: tuple[Int64s, Int64s],
    window: tuple[Int64s, Int64s],
    span: int,
    most: int,
) -> Equal:
    """Payments of ``account``, not with ``partner``, of so many ``cents`` (closed)."""
    owner = owners(side)
    ordered = np.lexsort((side.cents, owner))
    # Owner and rank of the sum as one number, for one search of both.
    sums = np.unique(side.cents)
    key = owner * (sums.size + 1) + np.searchsorted(sums, side.cents)
    asked = account * (sums.size + 1)
    low = np.searchsorted(sums, cents[0], side="left")
    high = np.searchsorted(sums, cents[1], side="right")
    first = np.searchsorted(key[ordered], asked + low).astype(np.int64)
    past = np.searchsorted(key[ordered], asked + high).astype(np.int64)
    which, place = spread(first, np.maximum(past, first))
    place = ordered[place]
    other = side.other[place] != partner[which]
    which, place = which[other], place[other]
    start, end = window
    inside = (side.time[place] >= start[which]) & (side.time[place] <= end[which])
    elsewhere = np.bincount(which[~inside], minlength=account.size)
    reach = int((end - start).max(initial=0))
    rate = elsewhere * reach / max(span - reach, 1)
    begun, done = between(side, account, start, end)
    found = np.bincount(which[inside], minlength=account.size) > 0
    return Equal(
        found & (done - begun <= most),
        np.maximum(1 - np.exp(-rate), RARELY),
        which[inside],
        side.row[place[inside]],
    )
