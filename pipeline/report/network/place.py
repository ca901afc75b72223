"""At which height each item stands: near what it is linked to, never on another."""

from collections import defaultdict

from pipeline.report.network.order import Link

SWEEPS = 4


def heights(
    rows: list[list[int]], links: list[Link], half: list[float], pull: list[float]
) -> list[float]:
    """
    A height for each item; in a column items keep their order and do not overlap.

    Item i takes ``half[i]`` above and below its height. ``pull[l]`` is how much link l
    wants to be straight. Each column in turn is placed at least squares distance from
    the weighted means of its links (isotonic regression), forwards and back.
    """
    place = [0.0] * len(half)
    for row in rows:
        for item, at in zip(row, _stacked(row, half), strict=True):
            place[item] = at - (half[row[0]] + _stacked(row, half)[-1]) / 2
    linked: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for (sender, receiver), strength in zip(links, pull, strict=True):
        linked[sender].append((receiver, strength))
        linked[receiver].append((sender, strength))
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = [_mean(place, linked[item], place[item]) for item in row]
            weight = [sum(w for _, w in linked[item]) or 0.1 for item in row]
            offsets = _stacked(row, half)
            loose = [want - off for want, off in zip(wanted, offsets, strict=True)]
            kept = isotonic(loose, weight)
            for item, at, off in zip(row, kept, offsets, strict=True):
                place[item] = at + off
    top = min((place[row[0]] - half[row[0]] for row in rows), default=0.0)
    return [at - top for at in place]


def _stacked(row: list[int], half: list[float]) -> list[float]:
    """Heights of a column packed from 0 on."""
    edge = 0.0
    middles = []
    for item in row:
        middles.append(edge + half[item])
        edge += 2 * half[item]
    return middles


def _mean(place: list[float], linked: list[tuple[int, float]], alone: float) -> float:
    if not linked:
        return alone
    total = sum(weight for _, weight in linked)
    return sum(place[other] * weight for other, weight in linked) / total


def isotonic(wanted: list[float], weight: list[float]) -> list[float]:
    """The nondecreasing sequence nearest to ``wanted`` (pool adjacent violators)."""
    pools: list[tuple[float, float, int]] = []  # mean, weight, length
    for want, heavy in zip(wanted, weight, strict=True):
        mean, total, length = want, heavy, 1
        while pools and pools[-1][0] > mean:
            before, more, items = pools.pop()
            mean = (mean * total + before * more) / (total + more)
            total, length = total + more, length + items
        pools.append((mean, total, length))
    return [mean for mean, _, length in pools for _ in range(length)]
