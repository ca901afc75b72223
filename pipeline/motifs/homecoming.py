"""How much an owner does between a first payment out and the last one back."""

import numpy as np
from numba import njit

from pipeline.flow_graph import Side
from pipeline.motifs.legs import Flows, first_at


@njit(cache=True)
def before_more(side: Side, account: int, since: int, until: int, most: float) -> int:
    """The last time, at most ``until``, up to which no more than ``most`` moved."""
    moved = 0
    position = first_at(side, account, since)
    while position < side.ptr[account + 1] and side.time[position] <= until:
        moved += side.cents[position]
        if moved > most:
            return int(side.time[position]) - 1
        position += 1
    return until


@njit(cache=True)
def comes_home(flows: Flows, last: int, begun: int, share: float) -> bool:
    """Whether ``last`` is a share of all that its receiver got since ``begun``."""
    home, ended = flows.sent.other[last], np.int64(flows.sent.time[last])
    got = (
        flows.got[first_at(flows.received, home, ended + 1)]
        - flows.got[first_at(flows.received, home, begun)]
    )
    return bool(flows.sent.cents[last] >= share * got)
