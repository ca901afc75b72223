"""
How many freezes a case withstands, and which of those computed to plan with.

Rows are those of table ``disruption`` of one case and one kind of channel.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Row = Mapping[str, Any]


class Needed(NamedTuple):
    """How many removals stop part of the flow."""

    at_least: int  # no choice of fewer can: proven
    enough: int | None  # this many did; None where no choice that was tried does


def best_choices(rows: Sequence[Row]) -> list[Row]:
    """
    For each budget, smallest first, the row of the strategy that stopped most.

    Of equal ones a proven one, then the one that freezes fewer, then by strategy.
    """
    best: dict[int, Row] = {}
    for row in sorted(rows, key=_rank):
        best.setdefault(row["budget"], row)
    return list(best.values())


def _rank(row: Row) -> tuple[int, int, bool, int, str]:
    return (
        row["budget"],
        -row["stopped_cents"],
        row["strategy"] != "exact",
        len(row["frozen"]),
        row["strategy"],
    )


def needed_to_stop(rows: Sequence[Row], part: int = 1, whole: int = 2) -> Needed:
    """Removals that stop ``part / whole`` of the flow; half unless asked otherwise."""
    least, enough = 1, None
    for row in sorted(rows, key=lambda r: r["budget"]):
        aim = part * row["flow_cents"]
        if whole * row["at_most_cents"] < aim:
            least = max(least, row["budget"] + 1)
        if enough is None and whole * row["stopped_cents"] >= aim:
            enough = row["budget"]
    return Needed(least, enough)


def budget_to_plan(rows: Sequence[Row]) -> int:
    """The least budget that stops half of the flow, or else the largest tried."""
    return needed_to_stop(rows).enough or max(row["budget"] for row in rows)
