"""Where every account stands and how every line runs."""

from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from pipeline.report.network.columns import columns
from pipeline.report.network.flows import Dot, Flow
from pipeline.report.network.labels import LETTER, short_country, short_name, text_width
from pipeline.report.network.order import order
from pipeline.report.network.place import heights
from pipeline.report.network.routes import (
    Box,
    Line,
    Return,
    beside,
    forward,
    lanes_height,
    returns,
)
from pipeline.report.roles import ROLES

RADIUS = (6.5, 14.0)  # of the least and the most money
ROW_GAP = 5.0  # above and below a shape
BEND = 5.0  # half the height a passing line takes
GUTTERS = (50.0, 120.0)  # least and most room between columns
WIDTH = 1236.0  # what a page shows without scrolling; gutters take what is left
MARGIN = 34.0
TOP = 54.0  # headings
BOTTOM = 14.0
LABEL_GAP = 5.0
SHAPE = RADIUS[1] + 5  # half the room of a shape with its ring
STRAIGHT = 6.0  # how much more a passing line wants to be straight than others
HEADING_LETTER = 7.6  # pixels of a letter of a heading
PORT = 4.0  # between two lines at one account


class Geometry(NamedTuple):
    width: float
    height: float
    column: list[int]
    boxes: list[Box]
    x: list[float]
    y: list[float]
    radius: list[float]
    lines: list[Line]
    kinds: list[str]  # forward, beside or return


def geometry(dots: list[Dot], flows: list[Flow]) -> Geometry:
    """At least one flow; see the package for the parts."""
    column = columns(dots, flows)
    most = max(dot.cents for dot in dots) or 1
    radius = [max(RADIUS[0], RADIUS[1] * sqrt(dot.cents / most)) for dot in dots]
    boxes = _boxes(dots, column)
    item_column, chains = _chains(flows, column)
    links = [link for chain in chains.values() for link in pairwise(chain)]
    half = [ROW_GAP + max(r, 8.0) for r in radius]
    half += [BEND] * (len(item_column) - len(dots))
    pull = [STRAIGHT ** sum(end >= len(dots) for end in link) for link in links]
    y = heights(order(item_column, links), links, half, pull)
    y = [TOP + height for height in y]
    bottom = max(at + room for at, room in zip(y, half, strict=True))
    x = [boxes[number].x for number in column]
    ports = _ports(dots, flows, chains, x, y, radius)
    lines, kinds = [], []
    back: list[Return] = []
    for number, flow in enumerate(flows):
        begin, end = column[flow.sender], column[flow.receiver]
        start, goal = ports[number]
        if begin < end:
            bends = [(boxes[item_column[b]], y[b]) for b in chains[number][1:-1]]
            lines.append(forward(start, goal, bends, boxes[begin], boxes[end]))
            kinds.append("forward")
        elif begin == end:
            lines.append(beside(start, goal, boxes[begin]))
            kinds.append("beside")
        else:
            back.append(Return(start, goal, begin, end, flow.receiver))
            lines.append(Line("", ""))
            kinds.append("return")
    drawn = iter(returns(back, boxes, bottom))
    lines = [
        next(drawn) if k == "return" else li for k, li in zip(kinds, lines, strict=True)
    ]
    return Geometry(
        width=boxes[-1].right + boxes[-1].gutter,
        height=bottom + lanes_height(back) + BOTTOM,
        column=column,
        boxes=boxes,
        x=x,
        y=y,
        radius=radius,
        lines=lines,
        kinds=kinds,
    )


def label_end(dot: Dot, x: float) -> float:
    """The right edge of an account's label."""
    country = short_country(dot)
    letters = text_width(short_name(dot)) + (
        LETTER * (1 + len(country)) if country else 0
    )
    return x + SHAPE + LABEL_GAP + letters


def _boxes(dots: list[Dot], column: list[int]) -> list[Box]:
    widths = []
    for number in range(max(column) + 1):
        here = [dot for dot, c in zip(dots, column, strict=True) if c == number]
        heading = max(HEADING_LETTER * len(ROLES[dot.role].heading) for dot in here)
        labels = max(label_end(dot, SHAPE) for dot in here)
        widths.append(max(heading, labels) + LABEL_GAP)
    # The last column needs a gutter too: returns leave through it.
    gutter = (WIDTH - MARGIN - sum(widths)) / len(widths)
    gutter = min(max(gutter, GUTTERS[0]), GUTTERS[1])
    boxes: list[Box] = []
    left = MARGIN
    for width in widths:
        boxes.append(Box(left + SHAPE, left, left + width, gutter))
        left += width + gutter
    return boxes


def _chains(
    flows: list[Flow], column: list[int]
) -> tuple[list[int], dict[int, list[int]]]:
    """
    The column of every item (accounts, then bends), and the items each line visits.

    A line that goes right by more than one column bends once in each column it passes.
    """
    item_column = list(column)
    chains: dict[int, list[int]] = {}
    for number, flow in enumerate(flows):
        begin, end = column[flow.sender], column[flow.receiver]
        if begin < end:
            bends = list(range(len(item_column), len(item_column) + end - begin - 1))
            item_column += range(begin + 1, end)
            chains[number] = [flow.sender, *bends, flow.receiver]
    return item_column, chains


def _ports(
    dots: list[Dot],
    flows: list[Flow],
    chains: dict[int, list[int]],
    x: list[float],
    y: list[float],
    radius: list[float],
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Start and end of each flow: spread over the shape in the order they arrive."""
    right: dict[int, list[tuple[float, int, int]]] = {}
    left: dict[int, list[tuple[float, int, int]]] = {}
    for number, flow in enumerate(flows):
        chain = chains.get(number, [flow.sender, flow.receiver])
        right.setdefault(flow.sender, []).append((y[chain[1]], number, 0))
        into = (
            right
            if number not in chains and x[flow.sender] == x[flow.receiver]
            else left
        )
        into.setdefault(flow.receiver, []).append((y[chain[-2]], number, 1))
    ends = [[(0.0, 0.0), (0.0, 0.0)] for _ in flows]
    for side, at_right in ((right, True), (left, False)):
        for dot, ports in side.items():
            edge = (
                label_end(dots[dot], x[dot]) + 2
                if at_right
                else x[dot] - radius[dot] - 2
            )
            step = min(PORT, 2 * (radius[dot] - 1) / len(ports))
            for place, (_, number, which) in enumerate(sorted(ports)):
                height = y[dot] + (place - (len(ports) - 1) / 2) * step
                ends[number][which] = (edge, height)
    return [(start, goal) for start, goal in ends]
