"""Rows of capacity: what still reached the ends of a case's flow, by week."""

from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.cases.flow_network import FlowNetwork
from pipeline.cases.max_flow import push_all
from pipeline.flow_graph import EPOCH, Int64s

Row = dict[str, Any]


def capacity(
    dated: FlowNetwork, weeks: Int64s, stopped: NDArray[np.bool_], budget: int
) -> list[Row]:
    """
    Flow that had come to its ends by the end of each week, less that by its beginning.

    As paid, and without the payment arcs ``stopped``. ``weeks`` is per payment arc the
    Monday, in seconds. Money counts when it first came to an account where in the end
    as much was left.
    """
    before = _by_week(dated, weeks, np.zeros_like(stopped))
    after = _by_week(dated, weeks, stopped)
    return [
        {
            "week_start": (EPOCH + timedelta(seconds=week)).date(),
            "budget": budget,
            "before_cents": before[week],
            "after_cents": after[week],
        }
        for week in sorted(before)
        if before[week] or after[week]
    ]


def _by_week(
    dated: FlowNetwork, weeks: Int64s, stopped: NDArray[np.bool_]
) -> dict[int, int]:
    """One largest flow, let grow week by week: as much work as a few flows."""
    arcs, payments = dated.arcs, weeks.size
    residual = np.zeros(arcs.target.size, np.int64)
    residual[2 * payments :: 2] = arcs.capacity[payments:]
    reached = {}
    for week in np.unique(weeks):
        opened = np.flatnonzero((weeks == week) & ~stopped)
        residual[2 * opened] = arcs.capacity[opened]
        flow, _ = push_all(
            *(arcs.ptr, arcs.order, arcs.target, residual, arcs.source, arcs.sink)
        )
        reached[int(week)] = int(flow)
    return reached
