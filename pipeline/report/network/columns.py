"""Which column each dot stands in: by role, and inside a role by who pays whom."""

from collections import Counter
from itertools import accumulate, pairwise

from pipeline.report.network.flows import Dot, Flow, neighbours
from pipeline.report.roles import ROLE_RANK

MOST_COLUMNS = 7  # a screen is about as wide
FIRST, MIDDLE, LAST = (ROLE_RANK[r] for r in ("donor", "pass-through", "cash-out"))
# Between them two roles may share columns; money from operatives is always a return.
SHARING = range(ROLE_RANK["collector"], ROLE_RANK["operative"])
PLACED_BY_FLOW = ("unwitting", "outside")  # their role says nothing about direction


def columns(dots: list[Dot], flows: list[Flow]) -> list[int]:
    """
    A column for each dot, 0 on the left; no column is empty.

    Roles stand in their order; where most money between two neighbours in the middle
    goes against it, they share their columns. A chain inside gets its own columns, as
    many as fit into ``MOST_COLUMNS``; on a circle the biggest net payer comes first.
    """
    block = _shared(_blocks(dots, flows), flows)
    depth = _depths(block, flows)
    deepest = {
        b: max(d for d, c in zip(depth, block, strict=True) if c == b) for b in block
    }
    while sum(deepest.values()) + len(deepest) > MOST_COLUMNS and any(deepest.values()):
        widest = max(deepest, key=lambda b: (deepest[b], b))
        deepest[widest] -= 1
    blocks = sorted(deepest)
    begins = accumulate((deepest[b] + 1 for b in blocks), initial=0)
    begin = dict(zip(blocks, begins, strict=False))
    return [begin[b] + min(d, deepest[b]) for b, d in zip(block, depth, strict=True)]


def _blocks(dots: list[Dot], flows: list[Flow]) -> list[int]:
    pays, paid_by = neighbours(flows)
    blocks = []
    for number, dot in enumerate(dots):
        if dot.role not in PLACED_BY_FLOW:
            blocks.append(ROLE_RANK[dot.role])
        elif paid_by[number] and pays[number]:
            blocks.append(MIDDLE)
        else:
            blocks.append(FIRST if pays[number] else LAST)
    return blocks


def _shared(block: list[int], flows: list[Flow]) -> list[int]:
    between: Counter[tuple[int, int]] = Counter()
    for flow in flows:
        between[block[flow.sender], block[flow.receiver]] += flow.cents
    home = {b: b for b in block}
    for left, right in pairwise(sorted(home)):
        both_in_middle = left in SHARING and right in SHARING
        if both_in_middle and between[right, left] > between[left, right]:
            home[right] = home[left]
    return [home[b] for b in block]


def _depths(block: list[int], flows: list[Flow]) -> list[int]:
    """How many payers of the same block stand before each dot, on the longest way."""
    inside = [flow for flow in flows if block[flow.sender] == block[flow.receiver]]
    pays, paid_by = neighbours(inside)
    net = [0] * len(block)
    for flow in inside:
        net[flow.sender] += flow.cents
        net[flow.receiver] -= flow.cents
    depth = [0] * len(block)
    waiting = {dot: len(paid_by[dot]) for dot in range(len(block))}
    while waiting:
        free = [dot for dot, payers in waiting.items() if payers == 0]
        for dot in free or [max(waiting, key=lambda dot: (net[dot], -dot))]:
            del waiting[dot]
            for receiver in pays[dot]:
                if receiver in waiting:
                    depth[receiver] = max(depth[receiver], depth[dot] + 1)
                    waiting[receiver] -= 1
    return depth
