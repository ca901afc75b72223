"""Legs and paths read straight from their definition; slow and plain."""

from collections.abc import Iterator

SLACK = 1e-9


def is_leg(paid, one: int, next_: int, share: float) -> bool:
    """Whether payment ``next_`` may carry on payment ``one`` at its receiver."""
    _, account, came, got = paid[one]
    sender, _, went, given = paid[next_]
    if sender != account or went < came:
        return False
    inflow = sum(c for _, to, at, c in paid if to == account and came <= at <= went)
    outflow = sum(c for by, _, at, c in paid if by == account and came <= at <= went)
    return got >= share * inflow * (1 - SLACK) and given >= share * outflow * (
        1 - SLACK
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
