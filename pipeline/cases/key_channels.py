"""Rows of key_channels: what carries a case's flow, by account and by corridor."""

from collections.abc import Sequence
from typing import Any

from pipeline.cases.flow_network import FlowNetwork
from pipeline.cases.minimum_cut import account_cut, corridor_cut
from pipeline.cases.stops import Stop, account_stops, corridor_stops

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
    by_account = account_stops(network, most, _shown(cut, most))
    by_corridor = corridor_stops(network, len(corridors), most, _shown(closed, most))
    rows = [
        *(_row(network, "account", accounts, stop, cut) for stop in by_account),
        *(_row(network, "corridor", corridors, stop, closed) for stop in by_corridor),
    ]
    rows.sort(key=lambda r: (-r["stopped_cents"], not r["in_minimum_cut"], r["kind"]))
    return [{"rank": n, **row} for n, row in enumerate(rows, 1)], cut


def _shown(cut: list[int], most: int) -> list[int]:
    return cut if len(cut) <= 2 * most else []


def _row(
    network: FlowNetwork, kind: str, names: Sequence[str], stop: Stop, cut: list[int]
) -> Row:
    return {
        "kind": kind,
        "channel": names[stop.channel],
        "stopped_cents": stop.cents,
        "share": stop.cents / network.flow_cents if network.flow_cents else 0.0,
        "in_minimum_cut": stop.channel in cut,
    }
