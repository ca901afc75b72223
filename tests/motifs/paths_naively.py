"""Legs and paths read straight from their definition; slow and plain."""

from collections.abc import Iterator

SLACK = 1e-9


def is_leg(paid, one: int, next_: int, share: float, wide=(0.0, 0)) -> bool:
    """
    Whether payment ``next_`` may carry on payment ``one`` at its receiver.

    ``wide`` is a second share and the seconds around in which it holds.
    """
    _, account, came, got = paid[one]
    sender, _, went, given = paid[next_]
    if sender != account or went < came:
        return False
    inflow = sum(c for _, to, at, c in paid if to == account and came <= at <= went)
    outflow = sum(c for by, _, at, c in paid if by == account and came <= at <= went)
    least, (wider, around) = share * (1 - SLACK), wide
    before = sum(
        c for _, to, at, c in paid if to == account and abs(at - came) <= around
    )
    after = sum(
        c for by, _, at, c in paid if by == account and abs(at - went) <= around
    )
    return got >= max(least * inflow, wider * (1 - SLACK) * before) and given >= max(
        least * outflow, wider * (1 - SLACK) * after
    )


def paths_from(paid, root: int, most: int, share: float) -> Iterator[list[int]]:
    """Every row of legs from ``root`` that uses no payment twice, ``root`` included."""

    def further(path: list[int]) -> Iterator[list[int]]:
        yield path
        if len(path) < most:
            for next_ in range(len(paid)):
                if next_ not in path and is_leg(paid, path[-1], next_, share):
                    yield from further([*path, next_])

    yield from further([root])
