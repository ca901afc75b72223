"""Which freeze of those computed to plan with, and how many it takes."""

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def best_frozen(rows: Sequence[Row]) -> list[list[str]]:
    """
    For each budget the channels of the strategy that stopped most; of equal ones the
    first row. ``rows`` are those of table ``disruption`` of one case and kind, in order
    of budget.
    """
    best: dict[int, Row] = {}
    for row in rows:
        known = best.get(row["budget"])
        if known is None or row["stopped_cents"] > known["stopped_cents"]:
            best[row["budget"]] = row
    return [list(row["frozen"]) for row in best.values()]


def smallest_halving(rows: Sequence[Row]) -> int:
    """The least budget that stops half of the flow, or else the largest."""
    return needed_to_stop(rows, 1, 2)[1] or max(row["budget"] for row in rows)


def needed_to_stop(
    rows: Sequence[Row], part: int, whole: int
) -> tuple[int, int | None]:
    """
    How many removals stop ``part / whole`` of the flow: at least, and found to do.

    No choice of fewer than the first can (proven); the second is None where no choice
    that was tried does.
    """
    least, enough = 1, None
    for row in sorted(rows, key=lambda r: r["budget"]):
        aim = part * row["flow_cents"]
        if whole * row["at_most_cents"] < aim:
            least = max(least, row["budget"] + 1)
        if enough is None and whole * row["stopped_cents"] >= aim:
            enough = row["budget"]
    return least, enough
