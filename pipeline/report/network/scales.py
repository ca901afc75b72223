"""Money as width, and the dated sums behind each line."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from math import log

from pipeline.report.network.flows import Flow

DAY = 86_400
SPANS = (1, 7, 30, 365)  # days
MOST_DATED = 6_000  # sums in a picture, about 90 KB


def by_logarithm(
    values: Iterable[int], low: float, high: float
) -> Callable[[int], float]:
    """Maps the least known value, and unknown, to ``low`` and the most to ``high``."""
    known = [log(value) for value in values if value > 0]
    least, most = (min(known), max(known)) if known else (0.0, 0.0)
    span = (most - least) or 1.0

    def scaled(value: int) -> float:
        return low + (high - low) * (log(value) - least) / span if value > 0 else low

    return scaled


def day_number(at: datetime) -> int:
    """Days since 1970."""
    return int(at.timestamp() // DAY)


def dated_sums(flows: list[Flow]) -> list[str]:
    """
    For each flow "day:cents" of every day, cents empty where not known.

    Where that would be too much for a page, days become weeks, months or years, named
    by their first day.
    """
    for days in SPANS:
        sums = [_by_span(flow, days) for flow in flows]
        if sum(map(len, sums)) <= MOST_DATED:
            break
    return [
        " ".join(f"{at}:{'' if cents is None else cents}" for at, cents in dated)
        for dated in sums
    ]


def _by_span(flow: Flow, days: int) -> list[tuple[int, int | None]]:
    known: Counter[int] = Counter()
    unknown: dict[int, None] = {}
    for at, cents in flow.payments:
        first = day_number(at) // days * days
        if cents is None:
            unknown[first] = None
        else:
            known[first] += cents
    return [*sorted(known.items()), *((first, None) for first in sorted(unknown))]
