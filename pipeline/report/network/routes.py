"""
Lines from account to account that pass no account and no label.

A column is a box from the shapes' left edge to the labels' right edge; between boxes
runs a gutter. Inside a box every line is level, at a height of its own; it climbs only
in gutters. Returns leave through the gutter, run below everything and come back up.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

TIP = 6  # length of an arrow head
LANE = 8  # between two lines side by side
MOST_LANES = 12
CORNER = 6
ARC = 26  # how far a line between neighbours in one column swings out


class Box(NamedTuple):
    """A column: where its shapes stand, and its edges."""

    x: float
    left: float
    right: float
    gutter: float  # free space to the next box, or to the margin


class Line(NamedTuple):
    path: str
    tip: str


def _tip(x: float, y: float, direction: int) -> str:
    """An arrow head at x, y pointing right (1) or left (-1)."""
    back = -TIP * direction
    return f"M{x:.0f} {y:.1f}l{back} -3.5v7z"


def forward(
    start: tuple[float, float],
    end: tuple[float, float],
    bends: Sequence[tuple[Box, float]],
    begin_box: Box,
    end_box: Box,
) -> Line:
    """Left to right, level through the boxes of ``bends``."""
    x, y = start
    parts = [f"M{x:.0f} {y:.1f}H{begin_box.right:.0f}"]
    x = begin_box.right
    stations = [(box.left, box.right, height) for box, height in bends]
    stations.append((end_box.left, end[0] - TIP, end[1]))
    for left, right, height in stations:
        middle = (x + left) / 2
        parts.append(
            f"C{middle:.0f} {y:.1f} {middle:.0f} {height:.1f} {left:.0f} {height:.1f}"
            f"H{right:.0f}"
        )
        x, y = right, height
    return Line("".join(parts), _tip(*end, 1))


def beside(start: tuple[float, float], end: tuple[float, float], box: Box) -> Line:
    """Between two accounts of one column: out into the gutter and back."""
    swing = box.right + min(ARC + abs(end[1] - start[1]) / 12, box.gutter - LANE)
    path = (
        f"M{start[0]:.0f} {start[1]:.1f}H{box.right:.0f}"
        f"C{swing:.0f} {start[1]:.1f} {swing:.0f} {end[1]:.1f} "
        f"{box.right:.0f} {end[1]:.1f}H{end[0] + TIP:.0f}"
    )
    return Line(path, _tip(*end, -1))


class Return(NamedTuple):
    """A line that goes back to the left."""

    start: tuple[float, float]
    end: tuple[float, float]
    column: int
    end_column: int
    receiver: int


def returns(lines: list[Return], boxes: list[Box], bottom: float) -> list[Line]:
    """
    Below ``bottom``, side by side in lanes and gutters; in the order of ``lines``.

    Nested like brackets: the shortest way inside, and of the lines between two columns
    the one that starts lowest, so that lines to one account do not cross each other.
    """
    order = _inside_first(lines)
    down: Counter[int] = Counter()
    up: Counter[int] = Counter()
    riser: dict[tuple[int, int], int] = {}
    drawn = [Line("", "")] * len(lines)
    for i, lane in zip(order, _lanes([lines[i] for i in order]), strict=True):
        line = lines[i]
        box, home = boxes[line.column], boxes[line.end_column]
        x_down = box.right + CORNER + _offset(down[line.column], box.gutter)
        down[line.column] += 1
        if (line.end_column, lane) not in riser:
            riser[line.end_column, lane] = up[line.end_column]
            up[line.end_column] += 1
        room = boxes[line.end_column - 1].gutter if line.end_column else home.left
        offset = _offset(riser[line.end_column, lane], room)
        x_up = home.left - CORNER - TIP - offset
        drawn[i] = _bracket(line, x_down, bottom + LANE * (1 + lane), x_up)
    return drawn


def _inside_first(lines: list[Return]) -> list[int]:
    def nesting(i: int) -> tuple[int, int, float, int]:
        line = lines[i]
        return line.column - line.end_column, line.receiver, -line.start[1], i

    return sorted(range(len(lines)), key=nesting)


def _lanes(lines: list[Return]) -> list[int]:
    """A lane for each line; where they are too many, one for each receiver."""
    if len(lines) <= MOST_LANES:
        return list(range(len(lines)))
    receivers = list(dict.fromkeys(line.receiver for line in lines))
    return [receivers.index(line.receiver) for line in lines]


def _bracket(line: Return, x_down: float, y: float, x_up: float) -> Line:
    (x0, y0), (x1, y1) = line.start, line.end
    c = CORNER
    path = (
        f"M{x0:.0f} {y0:.1f}H{x_down - c:.0f}q{c} 0 {c} {c}V{y - c:.1f}"
        f"q0 {c} {-c} {c}H{x_up + c:.0f}q{-c} 0 {-c} {-c}V{y1 + c:.1f}"
        f"q0 {-c} {c} {-c}H{x1 - TIP:.0f}"
    )
    return Line(path, _tip(x1, y1, 1))


def _offset(place: int, gutter: float) -> float:
    """Side by side while the gutter has room, then over the first again."""
    return place % max(1, int(gutter / 2 / LANE)) * LANE


def lanes_height(lines: list[Return]) -> float:
    return LANE * (max(_lanes(lines)) + 2) if lines else 0.0
