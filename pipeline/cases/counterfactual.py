"""Rows of counterfactuals: the least evidence without which there would be no case."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from typing import Any, NamedTuple

from pipeline.cases.line import makes_case
from pipeline.cases.moments import CaseAlert
from pipeline.cases.settings import Settings

Row = dict[str, Any]
# Sets tried × alerts of the case: a fifth of a second at most. The smallest sets come
# first, so it is long answers that are cut.
MOST_WORK = 200_000


class Smallest(NamedTuple):
    removed: list[str]  # alert ids, sorted
    proven: bool  # no smaller set will do


def counterfactuals(alerts: Sequence[CaseAlert], settings: Settings) -> list[Row]:
    """One row a red flag, sorted; what is taken away is alerts, the accounts stay."""
    smallest = smallest_set(alerts, settings)
    gone = set(smallest.removed)
    return [
        {
            "red_flag": red_flag,
            "alerts": len(own),
            "removed": sorted(gone.intersection(alert.alert_id for alert in own)),
            "stands_without": makes_case(
                (a.told for a in alerts if a.told.red_flag != red_flag), settings
            ),
            "proven": smallest.proven,
        }
        for red_flag, own in _by_flag(alerts).items()
    ]


def smallest_set(
    alerts: Sequence[CaseAlert], settings: Settings, most_work: int = MOST_WORK
) -> Smallest:
    """
    The fewest alerts without which the others make no case; all, at the worst.

    Of one red flag those that count most go first, so that a set is told by how many
    go of each; sets are tried from small to large. Where one account raised a red flag
    twice, another choice of as many could do more, so only one alert alone is proven
    to be fewest then. Once the work is used up, red flags are taken whole, those of
    fewest alerts first.
    """
    by_flag = list(_by_flag(alerts).values())

    def falls(counts: Sequence[int]) -> bool:
        left = (a.told for own, n in zip(by_flag, counts, strict=True) for a in own[n:])
        return not makes_case(left, settings)

    def named(counts: Sequence[int]) -> list[str]:
        taken = zip(by_flag, counts, strict=True)
        return sorted(a.alert_id for own, n in taken for a in own[:n])

    once = all(len({a.told.account for a in own}) == len(own) for own in by_flag)
    sizes = [len(own) for own in by_flag]
    for tried, counts in enumerate(_from_small(sizes)):
        if tried * len(alerts) > most_work:
            break
        if falls(counts):
            removed = named(counts)
            return Smallest(removed, once or len(removed) <= 1)
    whole = [0] * len(sizes)
    for flag in sorted(range(len(sizes)), key=lambda n: (sizes[n], n)):
        whole[flag] = sizes[flag]
        if falls(whole):
            break
    return Smallest(named(whole), proven=False)


def _by_flag(alerts: Sequence[CaseAlert]) -> dict[str, list[CaseAlert]]:
    """Red flags sorted, the alerts of each by what they count, most first."""
    grouped = defaultdict(list)
    for alert in sorted(
        alerts,
        key=lambda a: (a.told.red_flag, -a.told.worth, -a.told.strength, a.alert_id),
    ):
        grouped[alert.told.red_flag].append(alert)
    return dict(grouped)


def _from_small(sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every choice of 0 … size of each, by their sum, then by the choice."""
    start = (0,) * len(sizes)
    heap, seen = [(0, start)], {start}
    while heap:
        total, counts = heappop(heap)
        yield counts
        for place, count in enumerate(counts):
            if count < sizes[place]:
                more = (*counts[:place], count + 1, *counts[place + 1 :])
                if more not in seen:
                    seen.add(more)
                    heappush(heap, (total + 1, more))
