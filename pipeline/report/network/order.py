"""In which order a column's items stand, so that few lines cross."""

from bisect import bisect_left, insort
from collections import defaultdict

SWEEPS = 6  # barycentre sweeps settle after a few
Link = tuple[int, int]  # an item and one in the next column


def order(column: list[int], links: list[Link]) -> list[list[int]]:
    """
    The items of each column from top to bottom.

    ``column[i]`` is item i's; links join neighbouring columns, left item first. The
    barycentre heuristic of layered drawing (Sugiyama, Tagawa and Toda 1981): each
    sweep sorts a column by the mean place of what it is linked to; the best sweep
    wins, the first of equals.
    """
    rows: list[list[int]] = [[] for _ in range(max(column, default=-1) + 1)]
    for item, number in enumerate(column):
        rows[number].append(item)
    left: dict[int, list[int]] = defaultdict(list)
    right: dict[int, list[int]] = defaultdict(list)
    for sender, receiver in links:
        right[sender].append(receiver)
        left[receiver].append(sender)
    best = [list(row) for row in rows]
    fewest = crossings(rows, links, column)
    for sweep in range(SWEEPS):
        if fewest == 0:
            break
        forwards = sweep % 2 == 0
        numbers = range(1, len(rows)) if forwards else range(len(rows) - 2, -1, -1)
        linked, step = (left, -1) if forwards else (right, 1)
        for number in numbers:
            place = {item: at for at, item in enumerate(rows[number + step])}
            _sort(rows[number], linked, place)
        now = crossings(rows, links, column)
        if now < fewest:
            fewest, best = now, [list(row) for row in rows]
    return best


def _sort(row: list[int], linked: dict[int, list[int]], place: dict[int, int]) -> None:
    """By mean place of linked items; an item without any keeps its height."""
    scale = len(place) / len(row)
    mean = {
        item: sum(place[other] for other in linked[item]) / len(linked[item])
        if linked[item]
        else at * scale
        for at, item in enumerate(row)
    }
    row.sort(key=mean.__getitem__)


def crossings(rows: list[list[int]], links: list[Link], column: list[int]) -> int:
    """Pairs of links between the same two columns that cross."""
    place = {item: at for row in rows for at, item in enumerate(row)}
    between: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for sender, receiver in links:
        between[column[sender]].append((place[sender], place[receiver]))
    total = 0
    for pairs in between.values():
        seen: list[int] = []
        for _, at in sorted(pairs):
            total += len(seen) - bisect_left(seen, at + 1)
            insort(seen, at)
    return total
