"""
Outlines of land and countries for a small map; source and licence: WORLD_OUTLINES.txt.

Coarse (1:110m): a country too small for it has a point only.
"""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from babel.core import get_global

OUTLINES = Path(__file__).with_name("world_outlines.json")
POINTS = Path(__file__).with_name("country_points.csv")
NO_NUMBER = {"Kosovo": "XK"}  # in use, yet ISO 3166-1 gave it none
Point = tuple[float, float]  # degrees east, degrees north
Ring = tuple[Point, ...]  # closed: its last point is its first


class Outlines(NamedTuple):
    land: tuple[Ring, ...]
    countries: dict[str, tuple[Ring, ...]]  # by ISO 3166-1 alpha-2


@cache
def country_points() -> dict[str, Point]:
    """A point inside the largest part of each country."""
    with POINTS.open(encoding="utf-8", newline="") as file:
        return {
            row["country"]: (float(row["longitude"]), float(row["latitude"]))
            for row in csv.DictReader(file)
        }


@cache
def outlines() -> Outlines:
    """Decodes TopoJSON: quantised arcs as differences, shared between neighbours."""
    world = json.loads(OUTLINES.read_text("utf-8"))
    scale, origin = world["transform"]["scale"], world["transform"]["translate"]
    arcs = [_arc(arc, scale, origin) for arc in world["arcs"]]
    countries: dict[str, tuple[Ring, ...]] = {}
    for shape in world["objects"]["countries"]["geometries"]:
        if code := _code(shape):
            countries[code] = _rings(shape, arcs)
    (land,) = world["objects"]["land"]["geometries"]
    return Outlines(_rings(land, arcs), countries)


def _arc(steps: list[list[int]], scale: list[float], origin: list[float]) -> Ring:
    x = y = 0
    points = []
    for east, north in steps:
        x, y = x + east, y + north
        points.append((x * scale[0] + origin[0], y * scale[1] + origin[1]))
    return tuple(points)


def _code(shape: dict[str, Any]) -> str | None:
    """Alpha-2 from the numeric code, by CLDR; None for an area without a code."""
    name: str | None = NO_NUMBER.get(shape["properties"]["name"])
    codes = get_global("territory_aliases").get(shape.get("id", ""), [])
    return str(codes[0]) if len(codes) == 1 else name


def _rings(shape: dict[str, Any], arcs: list[Ring]) -> tuple[Ring, ...]:
    """Outer rings and holes alike; a negative number is an arc backwards."""
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    rings = []
    for numbers in (ring for polygon in polygons for ring in polygon):
        points: list[Point] = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += arc[1:] if points else arc
        rings.append(tuple(points))
    return tuple(rings)
