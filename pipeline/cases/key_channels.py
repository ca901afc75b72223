"""Rows of key_channels: what carries a case's flow, by account and by corridor."""

from collections.abc import Sequence
from typing import Any

from pipeline.cases.channels import Channels
from pipeline.cases.stops import alone

Row = dict[str, Any]


def key_channels(
    found: Sequence[tuple[str, Channels, Sequence[str], Sequence[int]]], most: int
) -> list[Row]:
    """
    Rows, most stopped first; ``found`` has kind, channels, their names, minimum cut.

    Of each kind the ``most`` that stop most when frozen alone, and the minimum cut
    where it has at most twice as many. Where no value is known only the cut is left.
    """
    rows: list[Row] = []
    for kind, channels, names, cut in found:
        flow = channels.network.flow_cents
        shown = cut if len(cut) <= 2 * most else ()
        rows += [
            {
                "kind": kind,
                "channel": names[stop.channel],
                "stopped_cents": stop.cents,
                "share": stop.cents / flow if flow else 0.0,
                "in_minimum_cut": stop.channel in cut,
            }
            for stop in alone(channels, most, shown)
        ]
    rows.sort(key=lambda r: (-r["stopped_cents"], not r["in_minimum_cut"], r["kind"]))
    return [{"rank": n, **row} for n, row in enumerate(rows, 1)]
