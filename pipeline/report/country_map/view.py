"""The part of the world a map shows, and outlines cut to it."""

from collections.abc import Iterable
from math import cos, radians
from typing import NamedTuple

from pipeline.reference.country_outlines import Point, Ring

WIDTH = 1100.0
HEIGHTS = (300.0, 470.0)  # least and most
LEAST_SPAN = (34.0, 17.0)  # degrees; closer, the outlines look crude
PADDING = 0.16  # of the span, on each side
NORTH, SOUTH = 83.0, -57.0  # nobody pays from beyond
EDGE = 3.0  # pixels beyond the frame, so that no cut shows


class View(NamedTuple):
    """Equirectangular, true to scale in its middle latitude."""

    west: float
    north: float
    per_degree: tuple[float, float]  # pixels east and south
    height: float

    def place(self, point: Point) -> Point:
        """Pixels from the left and from the top."""
        east, south = self.per_degree
        return (point[0] - self.west) * east, (self.north - point[1]) * south


def view_of(points: Iterable[Point]) -> View:
    """The smallest allowed view that holds ``points``, which are not empty."""
    longitudes, latitudes = zip(*points, strict=True)
    west, east = _padded(min(longitudes), max(longitudes), LEAST_SPAN[0])
    south, north = _padded(min(latitudes), max(latitudes), LEAST_SPAN[1])
    squeeze = cos(radians(min(60.0, abs(south + north) / 2)))
    wide, high = (east - west) * squeeze, north - south
    height = min(max(WIDTH * high / wide, HEIGHTS[0]), HEIGHTS[1])
    scale = min(WIDTH / wide, height / high)  # pixels a degree of latitude
    scale = max(scale, WIDTH / (360 * squeeze), height / (NORTH - SOUTH))
    shown = WIDTH / scale / squeeze, height / scale
    west = _inside((west + east - shown[0]) / 2, -180.0, 180.0 - shown[0])
    north = -_inside(-(north + south + shown[1]) / 2, -NORTH, -SOUTH - shown[1])
    return View(west, north, (scale * squeeze, scale), height)


def _padded(low: float, high: float, least: float) -> tuple[float, float]:
    more = max((high - low) * PADDING, (least - (high - low)) / 2)
    return low - more, high + more


def _inside(value: float, least: float, most: float) -> float:
    return max(least, min(value, most))


def outline_path(rings: Iterable[Ring], view: View) -> str:
    """An SVG path of what the view shows of ``rings``, in whole pixels."""
    frame = (-EDGE, -EDGE, WIDTH + EDGE, view.height + EDGE)
    parts = []
    for ring in rings:
        corners = _cut([view.place(point) for point in ring], frame)
        rounded = [(round(x), round(y)) for x, y in corners]
        if len(dict.fromkeys(rounded)) > 2:
            parts.append(_path(rounded))
    return "".join(parts)


def _path(points: list[tuple[int, int]]) -> str:
    x, y = points[0]
    text = [f"M{x} {y}l"]
    for east, south in points[1:]:
        if (east, south) != (x, y):
            text.append(f"{east - x} {south - y} ")
            x, y = east, south
    return "".join(text).rstrip() + "z"


def _cut(points: list[Point], frame: tuple[float, ...]) -> list[Point]:
    """A polygon inside a rectangle (Sutherland and Hodgman 1974)."""
    for side, edge in enumerate(frame):
        axis, sign = side % 2, 1 if side < 2 else -1
        kept: list[Point] = []
        for before, after in zip([points[-1], *points[:-1]], points, strict=True):
            inside = sign * (after[axis] - edge) >= 0
            if inside != (sign * (before[axis] - edge) >= 0):
                part = (edge - before[axis]) / (after[axis] - before[axis])
                x = before[0] + part * (after[0] - before[0])
                y = before[1] + part * (after[1] - before[1])
                kept.append((x, y))
            if inside:
                kept.append(after)
        points = kept
        if not points:
            break
    return points
