"""Where the labels of a map stand, so that they cover little and none is cut off."""

from itertools import product

from pipeline.reference.country_outlines import Point
from pipeline.report.country_map.view import WIDTH, View

LETTER, LABEL_HEIGHT = 6.8, 13.0  # pixels, at most, of a 12-pixel letter
ASCENT = 10.0
EDGE = 2.0
OUTSIDE = 1e6  # worse than covering anything
Box = tuple[float, float, float, float]  # left, top, right, bottom


def label_place(
    label: str, marker: Point, beside: float, taken: list[Box], view: View
) -> tuple[float, float, str]:
    """
    Where ``label`` covers least of what is there; right of its marker if it may.

    x, baseline and anchor; the box it takes is added to ``taken``.
    """
    x, y = marker
    width = LETTER * len(label)
    spots = [
        (x + side * beside, y + 4 + step * LABEL_HEIGHT, side)
        for step, side in product((0, -1, 1, -2, 2, -3, 3), (1, -1))
    ]
    lefts = [at if side > 0 else at - width for at, _, side in spots]
    boxes = [
        (left, base - ASCENT, left + width, base - ASCENT + LABEL_HEIGHT)
        for left, (_, base, _) in zip(lefts, spots, strict=True)
    ]

    def cost(number: int) -> float:
        left, top, right, bottom = boxes[number]
        cut = left < EDGE or top < EDGE or right > WIDTH - EDGE
        cut |= bottom > view.height - EDGE
        return OUTSIDE * cut + sum(_overlap(boxes[number], other) for other in taken)

    chosen = min(range(len(spots)), key=cost)  # the first of equals
    taken.append(boxes[chosen])
    at, base, side = spots[chosen]
    return at, base, "start" if side > 0 else "end"


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0
