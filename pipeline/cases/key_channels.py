"""Rows of key_channels: what carries a case's flow, by account and by corridor."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pipeline.cases.flow_network import FlowNetwork
from pipeline.cases.minimum_cut import Mask, account_cut, corridor_cut, throughput
from pipeline.cases.stops import largest_stops
from pipeline.flow_graph import Int64s

Row = dict[str, Any]


def key_channels(
    network: FlowNetwork,
    accounts: Sequence[str],
    corridors: Sequence[str],
    most: int,
) -> tuple[list[Row], list[int]]:
    """
    Rows, most stopped first, and the accounts of the minimum cut by number.

    Of each kind the ``most`` that stop most when frozen alone, and the minimum cut
    where it has at most twice as many. Where no value is known only the cut is left.
    ``accounts`` and ``corridors`` are named in the order of their numbers.
    """
    cut = account_cut(network)
    closed = corridor_cut(network, len(corridors))
    carried = np.zeros(len(corridors), np.int64)
    np.add.at(carried, network.corridor, network.arcs.capacity[: network.corridor.size])

    def close(listed: list[int]) -> Mask:
        return np.isin(network.corridor, np.array(listed, np.int64))

    rows = _rows(
        network,
        "account",
        accounts,
        throughput(network),
        network.payments_of,
        cut,
        most,
    ) + _rows(network, "corridor", corridors, carried, close, closed, most)
    rows.sort(key=lambda r: (-r["stopped_cents"], not r["in_minimum_cut"], r["kind"]))
    return [{"rank": n, **row} for n, row in enumerate(rows, 1)], cut


def _rows(
    network: FlowNetwork,
    kind: str,
    names: Sequence[str],
    size: Int64s,
    stop: Callable[[list[int]], Mask],
    cut: list[int],
    most: int,
) -> list[Row]:
    shown = cut if len(cut) <= 2 * most else []
    return [
        {
            "kind": kind,
            "channel": names[found.channel],
            "stopped_cents": found.cents,
            "share": found.cents / network.flow_cents if network.flow_cents else 0.0,
            "in_minimum_cut": found.channel in cut,
        }
        for found in largest_stops(network, size, stop, most, shown)
    ]
